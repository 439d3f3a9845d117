using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>The commands that every executor has by itself.</summary>
internal interface IBuiltInCommands
{
    /// <summary>Whether the very cmdlet, function or alias is one of them.</summary>
    bool Has(CommandInfo command);

    /// <summary>Whether one of them is an alias of a name.</summary>
    bool HasAlias(string name);
}
