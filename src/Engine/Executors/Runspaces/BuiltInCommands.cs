using System.Management.Automation;
using ParallelCmdlets.Capture;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>The commands of the session state that executors open with.</summary>
internal sealed class BuiltInCommands : IBuiltInCommands
{
    public bool Has(CommandInfo command) => BaseSessionState.Has(command);

    public bool HasAlias(string name) => BaseSessionState.HasAlias(name);
}
