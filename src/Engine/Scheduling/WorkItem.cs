using System;
using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>One input with its index and, once it has run, its outcome.</summary>
internal sealed class WorkItem
{
    public WorkItem(long index, object? input)
    {
        Index = index;
        Input = input;
    }

    public long Index { get; }

    public object? Input { get; }

    public ItemState State { get; set; }

    /// <summary>How often the item was started, from 1.</summary>
    public int Attempts { get; set; }

    public TimeSpan Duration { get; set; }

    /// <summary>The number of the executor that ran it, from 1.</summary>
    public int Executor { get; set; }

    /// <summary>What the item wrote on all streams, in the order of writing.</summary>
    public List<object?> Records { get; } = new();
}
