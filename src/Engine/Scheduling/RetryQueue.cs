using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>The failed items that pause before their next attempt, by the time at which it is due.</summary>
internal sealed class RetryQueue
{
    private readonly List<(long Due, WorkItem Item)> _paused = new();

    /// <summary>The earliest time at which an item is due; null where none pauses.</summary>
    public long? NextDue
    {
        get
        {
            lock (_paused) return _paused.Count > 0 ? _paused[0].Due : null;
        }
    }

    public void Add(WorkItem item, long due)
    {
        lock (_paused)
        {
            int place = _paused.FindIndex(p => p.Due > due);
            _paused.Insert(place < 0 ? _paused.Count : place, (due, item));
        }
    }

    /// <summary>Takes the next item whose pause is over, or null.</summary>
    public WorkItem? Take(long now)
    {
        lock (_paused)
        {
            if (_paused.Count == 0 || _paused[0].Due > now) return null;
            WorkItem item = _paused[0].Item;
            _paused.RemoveAt(0);
            return item;
        }
    }
}
