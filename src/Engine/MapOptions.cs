using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets;

/// <summary>What a user chose for one map.</summary>
internal sealed class MapOptions
{
    public MapOptions(PartialWorker worker, InputKind inputKind)
    {
        Worker = worker;
        InputKind = inputKind;
    }

    public PartialWorker Worker { get; }

    public InputKind InputKind { get; }

    /// <summary>The elements of a tuple, where the input is tuples.</summary>
    public int TupleLength { get; set; }

    public int ThrottleLimit { get; set; }

    /// <summary>The items on their way at most; 0 for what suits the executors.</summary>
    public int WindowSize { get; set; }

    /// <summary>Whether anybody is to see how long items run.</summary>
    public bool IsTimed { get; set; }

    public bool Unordered { get; set; }

    public bool Capture { get; set; } = true;

    public IReadOnlyList<string> Modules { get; set; } = Array.Empty<string>();

    public IReadOnlyList<string> Functions { get; set; } = Array.Empty<string>();

    public IReadOnlyList<string> Variables { get; set; } = Array.Empty<string>();

    /// <summary>Where the caller calls the map.</summary>
    public IScriptExtent? Position { get; set; }

    /// <summary>The language mode of the code that calls the map.</summary>
    public PSLanguageMode CallingMode { get; set; } = PSLanguageMode.FullLanguage;

    /// <summary>How long an attempt may run; null for no limit.</summary>
    public TimeSpan? ItemTimeout { get; set; }

    /// <summary>How long the whole map may run; null for no limit.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Further attempts of a failed item.</summary>
    public int RetryCount { get; set; }

    public double RetryDelaySeconds { get; set; }

    /// <summary>Whether each item has a session of its own.</summary>
    public bool UseNewRunspace { get; set; }

    public ScriptBlock? Initialization { get; set; }

    public ScriptBlock? Finalization { get; set; }

    /// <summary>How many items may fail, as a number or a part; null for all.</summary>
    public string? ErrorLimit { get; set; }

    /// <summary>Whether items are written as results instead of output and errors.</summary>
    public bool AsResult { get; set; }

    /// <summary>Whether a progress bar shows how far the map is.</summary>
    public bool ShowProgress { get; set; }

    /// <summary>Whether the inputs are results of an earlier map, whose inputs are the items.</summary>
    public bool Rerun { get; set; }
}
