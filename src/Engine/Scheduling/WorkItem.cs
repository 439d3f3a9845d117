using System;
using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>One input with its index and, once it has run, its outcome.</summary>
internal sealed class WorkItem
{
    private WorkItem? _other;

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
    public List<object?> Records { get; private set; } = new();

    /// <summary>The records of the attempts that failed before this one.</summary>
    public List<List<object?>>? EarlierRecords { get; private set; }

    /// <summary>When the running attempt started, in milliseconds of the window's clock.</summary>
    public long StartedAt { get; set; }

    /// <summary>Whether the attempt was asked to end because its time is over.</summary>
    public bool IsExpired { get; set; }

    /// <summary>Whether another item took its place: the executor that runs it was abandoned.</summary>
    public bool IsReplaced => _other != null;

    /// <summary>The item that counts at its place: itself, or the last one that took it, as a retried item may be stuck again.</summary>
    public WorkItem Current => _other?.Current ?? this;

    /// <summary>Whether the outcome is the last word: no further attempt follows.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Readies the item for a further attempt.</summary>
    public void Renew()
    {
        (EarlierRecords ??= new List<List<object?>>()).Add(Records);
        Records = new List<object?>();
        State = ItemState.Waiting;
        IsExpired = false;
    }

    /// <summary>
    /// Makes the item that takes the place of one whose executor is abandoned: that executor may come back
    /// to the old one at any time, so nothing is shared but what is finished.
    /// </summary>
    public WorkItem Replace(TimeSpan duration) => _other = new WorkItem(Index, Input)
    {
        State = ItemState.TimedOut,
        Duration = duration,
        Attempts = Attempts,
        Executor = Executor,
        EarlierRecords = EarlierRecords,
    };
}
