using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>What executors get of one of the caller's scopes, and have in a scope of the same kind: what a module's functions see in the loop, they see there.</summary>
internal sealed class CapturedScope
{
    public Dictionary<string, PassedValue> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same in a restricted session, with who may change them.</summary>
    public Dictionary<string, CallerVariable> Guarded { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, CapturedFunction> Functions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Aliases by name: what they mean, the language mode in which they were made, and who may change them.</summary>
    public Dictionary<string, (string Definition, PSLanguageMode? Mode, ScopedItemOptions Options)> Aliases { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The version of strict mode that is set in it, 0 for none; null where it is not set.</summary>
    public Version? StrictMode { get; set; }

    /// <summary>Whether executors need no such scope.</summary>
    public bool IsEmpty => Variables.Count == 0 && Functions.Count == 0 && Aliases.Count == 0 && StrictMode == null;
}
