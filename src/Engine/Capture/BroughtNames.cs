using System.Collections.Generic;

namespace ParallelCmdlets.Capture;

/// <summary>What the code of one item needs, and executors do not have.</summary>
internal sealed class BroughtNames
{
    public BroughtNames(CapturedSession code, IReadOnlyList<KeyValuePair<string, PassedValue>> variables)
    {
        Code = code;
        Variables = variables;
    }

    /// <summary>Functions, aliases, modules and classes; the same for all items with that code.</summary>
    public CapturedSession Code { get; }

    /// <summary>Variables with their values when the item came.</summary>
    public IReadOnlyList<KeyValuePair<string, PassedValue>> Variables { get; }
}
