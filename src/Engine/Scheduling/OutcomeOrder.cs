using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>Decides which finished item is written next; called under the window's lock.</summary>
internal interface IOutcomeOrder
{
    bool IsReady { get; }

    /// <summary>The item that is to be taken next, finished or not; null where that is not known.</summary>
    WorkItem? Head { get; }

    void Accept(WorkItem item);

    /// <summary>Adds a finished item; true when there is now one to take that was not there before.</summary>
    bool Add(WorkItem item);

    WorkItem? TryTake();
}

/// <summary>Input order: a ring with one place for each item of the window.</summary>
internal sealed class InputOrder : IOutcomeOrder
{
    private readonly WorkItem?[] _ring;
    private long _next;

    public InputOrder(int capacity) => _ring = new WorkItem?[capacity];

    public bool IsReady => Head is { IsFinished: true };

    public WorkItem? Head => _ring[_next % _ring.Length];

    public void Accept(WorkItem item) => _ring[item.Index % _ring.Length] = item;

    public bool Add(WorkItem item)
    {
        _ring[item.Index % _ring.Length] = item;
        return item.Index == _next;
    }

    public WorkItem? TryTake()
    {
        ref WorkItem? place = ref _ring[_next % _ring.Length];
        WorkItem? item = place;
        if (item is not { IsFinished: true }) return null;
        place = null;
        _next++;
        return item;
    }
}

/// <summary>The order in which items finish.</summary>
internal sealed class CompletionOrder : IOutcomeOrder
{
    private readonly Queue<WorkItem> _finished = new();

    public bool IsReady => _finished.Count > 0;

    public WorkItem? Head => null;

    public void Accept(WorkItem item)
    {
    }

    public bool Add(WorkItem item)
    {
        _finished.Enqueue(item);
        return true;
    }

    public WorkItem? TryTake() => _finished.Count > 0 ? _finished.Dequeue() : null;
}
