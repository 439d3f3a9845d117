using System;
using System.Collections.Generic;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>The lanes of the executors of one map: who looks through them sees what runs, at no cost to the items. From any thread.</summary>
internal sealed class Lanes
{
    private readonly object _gate = new();
    private Lane[] _all = Array.Empty<Lane>();

    /// <summary>The attempts that run, and when each started.</summary>
    public IEnumerable<(Attempt Attempt, long StartedAt)> Running
    {
        get
        {
            foreach (Lane lane in Volatile.Read(ref _all))
            {
                if (lane.Item?.TryGetRunning(out Attempt attempt, out long startedAt) == true) yield return (attempt, startedAt);
            }
        }
    }

    public void Add(Lane lane)
    {
        lock (_gate)
        {
            var all = new List<Lane>(_all) { lane };
            Volatile.Write(ref _all, all.ToArray());
        }
    }

    /// <summary>Lets go of the lanes of an executor that run nothing.</summary>
    public void Forget(int executor)
    {
        lock (_gate) Volatile.Write(ref _all, Array.FindAll(_all, l => l.Executor != executor || l.Item?.TryGetRunning(out _, out _) == true));
    }

    /// <summary>The item that has run longest; null where none runs.</summary>
    /// <param name="now">The time by the map's clock.</param>
    public RunningItem? Longest(long now)
    {
        RunningItem? longest = null;
        long earliest = long.MaxValue;
        foreach ((Attempt attempt, long startedAt) in Running)
        {
            var item = new RunningItem(attempt.Item.Index, attempt.Item.Input, TimeSpan.FromTicks(now - startedAt));

            // It may have ended since, and have become that of another input.
            if (startedAt >= earliest || !attempt.Item.IsRunning(attempt.Ticket)) continue;
            longest = item;
            earliest = startedAt;
        }

        return longest;
    }
}

/// <summary>An item while it runs.</summary>
internal readonly struct RunningItem
{
    public RunningItem(long index, object? input, TimeSpan running)
    {
        Index = index;
        Input = input;
        Running = running;
    }

    public long Index { get; }

    public object? Input { get; }

    /// <summary>For how long its attempt has run.</summary>
    public TimeSpan Running { get; }
}
