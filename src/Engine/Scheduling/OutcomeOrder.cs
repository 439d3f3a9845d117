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

/// <summary>Input order: the items as they were accepted.</summary>
internal sealed class InputOrder : IOutcomeOrder
{
    private readonly Queue<WorkItem> _accepted = new();

    public bool IsReady => Head is { IsFinished: true };

    public WorkItem? Head => _accepted.Count > 0 ? _accepted.Peek().Current : null;

    public void Accept(WorkItem item) => _accepted.Enqueue(item);

    public bool Add(WorkItem item) => Head == item;

    public WorkItem? TryTake() => IsReady ? _accepted.Dequeue().Current : null;
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
