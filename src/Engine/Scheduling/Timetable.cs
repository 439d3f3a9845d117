using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>When running items expire and when failed ones come back. Times are ticks of 100 ns of the window's clock.</summary>
/// <remarks>
/// A start notes what its executor runs, and nothing else: who watches looks through those, so that a time limit costs
/// the items next to nothing. All but <see cref="Started"/> and <see cref="Delay"/> belongs to the one who watches.
/// </remarks>
internal sealed class Timetable
{
    private readonly long? _limit;
    private readonly long _grace;
    private readonly ConcurrentDictionary<int, WorkItem> _running = new();
    private readonly List<(long Due, WorkItem Item)> _delayed = new();

    /// <param name="limit">How long an attempt may run; null for no limit.</param>
    /// <param name="grace">How long an attempt whose time is over may take to end before its executor is abandoned.</param>
    public Timetable(TimeSpan? limit, TimeSpan grace)
    {
        _limit = limit?.Ticks;
        _grace = grace.Ticks;
    }

    /// <summary>The earliest time at which something can be due, or null for never.</summary>
    public long? NextDue(long now)
    {
        // What starts after this look is not due before a whole limit has passed.
        long? next = now + _limit;
        if (_limit.HasValue)
        {
            foreach (KeyValuePair<int, WorkItem> running in _running)
            {
                if (running.Value.IsRunning) next = Math.Min(next!.Value, running.Value.StartedAt + _limit.Value + (running.Value.IsExpired ? _grace : 0));
            }
        }

        lock (_delayed) return _delayed.Count > 0 && !(next <= _delayed[0].Due) ? _delayed[0].Due : next;
    }

    /// <summary>Tells of an attempt that starts, and has its <see cref="WorkItem.StartedAt"/>.</summary>
    public void Started(WorkItem item)
    {
        if (_limit.HasValue) _running[item.Executor] = item;
    }

    public void Delay(WorkItem item, long due)
    {
        lock (_delayed)
        {
            int place = _delayed.FindIndex(d => d.Due > due);
            _delayed.Insert(place < 0 ? _delayed.Count : place, (due, item));
        }
    }

    /// <summary>Takes an attempt whose time is over and that was not asked to end yet.</summary>
    public WorkItem? TakeExpired(long now) => Find(item => !item.IsExpired && item.StartedAt + _limit!.Value <= now && item.TryExpire());

    /// <summary>Takes an attempt that was asked to end and did not within its grace.</summary>
    public WorkItem? TakeStuck(long now)
    {
        WorkItem? stuck = Find(item => item.IsExpired && item.StartedAt + _limit!.Value + _grace <= now);
        if (stuck != null) _running.TryRemove(stuck.Executor, out _);
        return stuck;
    }

    /// <summary>Takes the next item whose pause is over.</summary>
    public WorkItem? TakeDelayed(long now)
    {
        lock (_delayed)
        {
            if (_delayed.Count == 0 || _delayed[0].Due > now) return null;
            WorkItem item = _delayed[0].Item;
            _delayed.RemoveAt(0);
            return item;
        }
    }

    private WorkItem? Find(Func<WorkItem, bool> isIt)
    {
        if (!_limit.HasValue) return null;
        foreach (KeyValuePair<int, WorkItem> running in _running)
        {
            if (running.Value.IsRunning && isIt(running.Value)) return running.Value;
        }

        return null;
    }
}
