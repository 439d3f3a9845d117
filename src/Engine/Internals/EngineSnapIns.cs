using System.Collections;
using System.Management.Automation.Runspaces;

namespace ParallelCmdlets.Internals;

/// <summary>The engine's own modules that a session has at hand from its start, as snap-ins, which no Import-Module replaces.</summary>
internal static class EngineSnapIns
{
    /// <summary>Lets sessions opened with a state import these modules as a prompt does: their commands stay at hand until then. Where the engine does not let us, an import warns that there is a snap-in.</summary>
    public static void LetBeImported(InitialSessionState state) => (EngineObject.Get(state, "ImportedSnapins") as IDictionary)?.Clear();
}
