using System;
using System.Collections.Generic;
using System.Linq;

namespace ParallelCmdlets.Results;

/// <summary>All items of a map in time: what ran where, and what waited for what.</summary>
internal sealed class Timeline
{
    /// <param name="spans">The items, one at least.</param>
    public Timeline(IEnumerable<ItemSpan> spans)
    {
        Items = spans.OrderBy(s => s.Index).ToArray();
        long origin = Items.Min(s => s.StartTicks);
        foreach (ItemSpan span in Items) span.CountFrom(origin);
        Lanes = Items.GroupBy(s => s.Executor).OrderBy(g => g.Key).Select(g => new TimelineLane(g.Key, g.OrderBy(s => s.Start).ToArray())).ToArray();
        Wall = Math.Max(1, Items.Max(s => s.Written));
        Work = Items.Sum(s => s.Duration);
        Longest = Items.OrderByDescending(s => s.Duration).ThenBy(s => s.Index).ToArray();
        FindReady();
    }

    /// <summary>The items by index.</summary>
    public IReadOnlyList<ItemSpan> Items { get; }

    /// <summary>The executors by number.</summary>
    public IReadOnlyList<TimelineLane> Lanes { get; }

    /// <summary>The items, those that ran longest first.</summary>
    public IReadOnlyList<ItemSpan> Longest { get; }

    /// <summary>The time from the first start to the last write.</summary>
    public long Wall { get; }

    /// <summary>The time that items ran, taken together.</summary>
    public long Work { get; }

    public double SpeedUp => (double)Work / Wall;

    /// <summary>The part of their time in which the executors ran items.</summary>
    public double Busy => SpeedUp / Lanes.Count;

    /// <summary>The time in which executors had not begun yet, taken together, though those that had begun were busy: items waited for them.</summary>
    public long StartIdle
    {
        get
        {
            long last = Lanes.Max(l => l.Start);
            long open = Lanes.Sum(l => last - l.Start);
            long busy = Items.Sum(s => Math.Max(0, Math.Min(s.End, last) - s.Start));
            return busy >= open * 0.8 ? Lanes.Sum(l => l.Start) : 0;
        }
    }

    /// <summary>The time in which executors had ended their last item while others ran, taken together.</summary>
    public long EndIdle => Lanes.Sum(l => Lanes.Max(other => other.End) - l.End);

    /// <summary>The time in which executors ran nothing, taken together.</summary>
    public long Idle => (Wall * Lanes.Count) - Work;

    public int Failed => Items.Count(s => s.State != ItemState.Completed);

    /// <summary>The time in which a finished item waited for one before it.</summary>
    public long HeadWait => Union(Items.Select(s => (s.End, s.Ready)));

    /// <summary>The time in which an item that was next waited for the pipeline thread.</summary>
    public long WriteWait => Union(Items.Select(s => (s.Ready, s.Written)));

    /// <summary>How many items waited for the pipeline thread, on average.</summary>
    public double Backlog => Items.Sum(s => (double)(s.Written - s.Ready)) / Wall;

    // In input order an item is not written before all that come before it have finished.
    private void FindReady()
    {
        for (int i = 1; i < Items.Count; i++)
        {
            if (Items[i].Written < Items[i - 1].Written) return;
        }

        long latest = 0;
        foreach (ItemSpan span in Items) span.Ready = latest = Math.Max(latest, span.End);
    }

    private static long Union(IEnumerable<(long From, long To)> parts)
    {
        long sum = 0, reached = 0;
        foreach ((long from, long to) in parts.OrderBy(p => p.From))
        {
            if (to <= reached) continue;
            sum += to - Math.Max(from, reached);
            reached = to;
        }

        return sum;
    }
}

/// <summary>The items of one executor by their start.</summary>
internal sealed class TimelineLane
{
    public TimelineLane(int executor, IReadOnlyList<ItemSpan> items)
    {
        Executor = executor;
        Items = items;
        Start = items[0].Start;
        End = items.Max(s => s.End);
        Work = items.Sum(s => s.Duration);
    }

    public int Executor { get; }

    public IReadOnlyList<ItemSpan> Items { get; }

    /// <summary>When its first item started.</summary>
    public long Start { get; }

    /// <summary>When its last item ended.</summary>
    public long End { get; }

    public long Work { get; }
}
