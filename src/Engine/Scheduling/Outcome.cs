using System;
using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>What became of an item: a value, of which nothing belongs to the window any more.</summary>
internal readonly struct Outcome
{
    public Outcome(WorkItem item, in AttemptResult result, DateTime startTime, long duration, DateTime takeTime, IReadOnlyList<ItemRecords>? earlierRecords)
    {
        Index = item.Index;
        Input = item.Input;
        Attempts = item.Attempts;
        Executor = item.Executor;
        State = result.State;
        Records = result.Records;
        Failure = result.Failure;
        StartTime = startTime;
        Duration = TimeSpan.FromTicks(duration);
        TakeTime = takeTime;
        EarlierRecords = earlierRecords;
    }

    public long Index { get; }

    public object? Input { get; }

    public ItemState State { get; }

    /// <summary>What the last attempt wrote on all streams, without its failure.</summary>
    public ItemRecords Records { get; }

    /// <summary>What ended the item; null where it completed.</summary>
    public object? Failure { get; }

    /// <summary>How often the item was started, from 1.</summary>
    public int Attempts { get; }

    /// <summary>When the last attempt started, in UTC; not set where the map is not timed.</summary>
    public DateTime StartTime { get; }

    /// <summary>How long the last attempt ran; zero where the map is not timed.</summary>
    public TimeSpan Duration { get; }

    /// <summary>When the outcome was taken, in UTC; not set where the map is not timed.</summary>
    public DateTime TakeTime { get; }

    /// <summary>The number of the executor that ran the last attempt, from 1.</summary>
    public int Executor { get; }

    /// <summary>The records of the attempts before the last, each with its failure as the last one; null where there was one attempt.</summary>
    public IReadOnlyList<ItemRecords>? EarlierRecords { get; }
}
