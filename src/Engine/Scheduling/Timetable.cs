using System;
using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>When running items expire and when failed ones come back; used under the window's lock.</summary>
internal sealed class Timetable
{
    private readonly long? _limit;
    private readonly long _grace;

    // One limit for all: who started first expires first, so the list stays in order by itself.
    private readonly LinkedList<WorkItem> _running = new();
    private readonly LinkedList<WorkItem> _expired = new();
    private readonly List<(long Due, WorkItem Item)> _delayed = new();

    /// <param name="limit">How long an attempt may run; null for no limit.</param>
    /// <param name="grace">How long an attempt whose time is over may take to end before its executor is abandoned.</param>
    public Timetable(TimeSpan? limit, TimeSpan grace)
    {
        _limit = limit.HasValue ? (long)Math.Ceiling(limit.Value.TotalMilliseconds) : null;
        _grace = (long)grace.TotalMilliseconds;
    }

    /// <summary>The earliest time at which something is due, or null.</summary>
    public long? NextDue
    {
        get
        {
            long next = long.MaxValue;
            if (_limit.HasValue && _running.First is { } first) next = first.Value.StartedAt + _limit.Value;
            if (_expired.First is { } late) next = Math.Min(next, late.Value.StartedAt + _limit!.Value + _grace);
            if (_delayed.Count > 0) next = Math.Min(next, _delayed[0].Due);
            return next == long.MaxValue ? null : next;
        }
    }

    public void Started(WorkItem item, long now)
    {
        item.StartedAt = now;
        if (_limit.HasValue) _running.AddLast(item);
    }

    public void Ended(WorkItem item)
    {
        if (_limit.HasValue && !_running.Remove(item)) _expired.Remove(item);
    }

    public void Delay(WorkItem item, long due)
    {
        int place = _delayed.FindIndex(d => d.Due > due);
        _delayed.Insert(place < 0 ? _delayed.Count : place, (due, item));
    }

    /// <summary>Takes the next attempt whose time is over and that was not asked to end yet.</summary>
    public WorkItem? TakeExpired(long now)
    {
        if (!_limit.HasValue || _running.First is not { } first || first.Value.StartedAt + _limit.Value > now) return null;
        _running.RemoveFirst();
        _expired.AddLast(first.Value);
        first.Value.IsExpired = true;
        return first.Value;
    }

    /// <summary>Takes the next attempt that was asked to end and did not within its grace.</summary>
    public WorkItem? TakeStuck(long now)
    {
        if (_expired.First is not { } first || first.Value.StartedAt + _limit!.Value + _grace > now) return null;
        _expired.RemoveFirst();
        return first.Value;
    }

    /// <summary>Takes the next item whose pause is over.</summary>
    public WorkItem? TakeDelayed(long now)
    {
        if (_delayed.Count == 0 || _delayed[0].Due > now) return null;
        WorkItem item = _delayed[0].Item;
        _delayed.RemoveAt(0);
        return item;
    }
}
