using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;

namespace ParallelCmdlets.Executors;

/// <summary>The initial session state that executors open with: as much as the host has without autoloading.</summary>
internal static class SessionTemplate
{
    private static readonly Lazy<InitialSessionState> Full = new(Create);

    /// <summary>Whether a new session has the cmdlet by itself.</summary>
    public static bool HasCmdlet(CmdletInfo cmdlet) => Full.Value.Commands[cmdlet.Name]
        .OfType<SessionStateCmdletEntry>().Any(c => c.ImplementingType == cmdlet.ImplementingType);

    /// <summary>Whether a new session has the very function by itself.</summary>
    public static bool HasFunction(FunctionInfo function) => Full.Value.Commands[function.Name]
        .OfType<SessionStateFunctionEntry>().Any(f => f.Definition == function.Definition);

    public static Runspace CreateRunspace(PSHost host, PSLanguageMode languageMode)
    {
        InitialSessionState state = Full.Value;
        if (languageMode != PSLanguageMode.FullLanguage)
        {
            state = state.Clone();
            state.LanguageMode = languageMode;
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        return runspace;
    }

    private static InitialSessionState Create()
    {
        InitialSessionState state;
        try
        {
            // Has Utility and Management at hand; the engine's package alone lacks their assemblies.
            state = InitialSessionState.CreateDefault();
        }
        catch (Exception exception) when (exception is System.IO.IOException or RuntimeException)
        {
            state = InitialSessionState.CreateDefault2();
        }

        state.LanguageMode = PSLanguageMode.FullLanguage;
        state.Commands.Add(new SessionStateCmdletEntry(RunItemsCommand.Name, typeof(RunItemsCommand), null));
        return state;
    }
}
