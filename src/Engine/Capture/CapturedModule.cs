using System.Collections.Generic;
using System.Management.Automation;
using System.Reflection;

namespace ParallelCmdlets.Capture;

/// <summary>A module that executors import.</summary>
internal sealed class CapturedModule
{
    public CapturedModule(string name, PSLanguageMode mode, IReadOnlyList<string>? commands, PSModuleInfo? original = null, Assembly? assembly = null)
    {
        Assembly = assembly;
        Original = original;
        Name = name;
        Mode = mode;
        Commands = commands;
    }

    /// <summary>Its name, or the path of its file.</summary>
    public string Name { get; }

    /// <summary>The caller's import of it, where it was found by one of its commands.</summary>
    public PSModuleInfo? Original { get; }

    /// <summary>What stands before the nouns of its commands, or an empty text.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The assembly that it is, where it has no file.</summary>
    public Assembly? Assembly { get; }

    /// <summary>The language mode in which its code runs: that of the code which needs it, or of the executor if that is stricter.</summary>
    public PSLanguageMode Mode { get; }

    /// <summary>The commands that the caller has of it, or null for all.</summary>
    public IReadOnlyList<string>? Commands { get; }
}
