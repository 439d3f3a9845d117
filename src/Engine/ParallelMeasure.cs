using System;
using System.Collections.Generic;
using System.Linq;
using ParallelCmdlets.Results;

namespace ParallelCmdlets;

/// <summary>Where the time of a map went, as <c>Measure-ParallelResult</c> writes it.</summary>
public sealed class ParallelMeasure
{
    private const int MostLongest = 5;

    internal ParallelMeasure(Timeline timeline)
    {
        Count = timeline.Items.Count;
        Failed = timeline.Failed;
        Wall = TimeSpan.FromTicks(timeline.Wall);
        Work = TimeSpan.FromTicks(timeline.Work);
        SpeedUp = timeline.SpeedUp;
        Executors = timeline.Lanes.Select(l => new ExecutorMeasure(l, timeline.Wall)).ToArray();
        HeadOfLineWait = TimeSpan.FromTicks(timeline.HeadWait);
        WriteWait = TimeSpan.FromTicks(timeline.WriteWait);
        Longest = timeline.Longest.Take(MostLongest).Select(s => s.Result).ToArray();
        Bound = TimelineText.Bound(timeline);
    }

    /// <summary>Gets the number of items.</summary>
    public int Count { get; }

    /// <summary>Gets the number of items that failed or timed out.</summary>
    public int Failed { get; }

    /// <summary>Gets the time from the start of the first item to the last write.</summary>
    public TimeSpan Wall { get; }

    /// <summary>Gets the time that the last attempts of all items ran, taken together.</summary>
    public TimeSpan Work { get; }

    /// <summary>Gets how many items ran at a time, on average: the work by the wall time.</summary>
    public double SpeedUp { get; }

    /// <summary>Gets what each executor did.</summary>
    public IReadOnlyList<ExecutorMeasure> Executors { get; }

    /// <summary>Gets the time in which a finished item waited for one before it.</summary>
    public TimeSpan HeadOfLineWait { get; }

    /// <summary>Gets the time in which an item whose turn it was waited for the pipeline thread to write it.</summary>
    public TimeSpan WriteWait { get; }

    /// <summary>Gets the results of the items that ran longest, five at most.</summary>
    public IReadOnlyList<object> Longest { get; }

    /// <summary>Gets a sentence about what bounds the map, and what to do.</summary>
    public string Bound { get; }
}

/// <summary>What one executor of a map did.</summary>
public sealed class ExecutorMeasure
{
    internal ExecutorMeasure(TimelineLane lane, long wall)
    {
        Executor = lane.Executor;
        Count = lane.Items.Count;
        Work = TimeSpan.FromTicks(lane.Work);
        Busy = (double)lane.Work / wall;
    }

    /// <summary>Gets the number of the executor, from 1.</summary>
    public int Executor { get; }

    /// <summary>Gets the number of items that it ran.</summary>
    public int Count { get; }

    /// <summary>Gets the time that its items ran.</summary>
    public TimeSpan Work { get; }

    /// <summary>Gets the part of the wall time in which it ran items, from 0 to 1.</summary>
    public double Busy { get; }

    /// <summary>Gets the number of the executor and its busy part.</summary>
    public override string ToString() => FormattableString.Invariant($"{Executor}: {Busy:0%}");
}
