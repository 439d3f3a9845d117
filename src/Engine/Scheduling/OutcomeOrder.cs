using System.Collections.Concurrent;
using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>Decides which finished item is taken next. All but <see cref="Finished"/> belongs to the thread that posts and takes.</summary>
internal interface IOutcomeOrder
{
    bool IsReady { get; }

    /// <summary>The item that is to be taken next, finished or not; null where that is not known.</summary>
    WorkItem? Head { get; }

    void Accept(WorkItem item);

    /// <summary>Tells of an item that has just finished; from any thread.</summary>
    void Finished(WorkItem item);

    WorkItem? TryTake();

    /// <summary>How many items have finished and are not taken, and how many of these have failed.</summary>
    (int Finished, int Failed) Untaken();
}

/// <summary>Input order: the items as they were accepted.</summary>
internal sealed class InputOrder : IOutcomeOrder
{
    private readonly Queue<WorkItem> _accepted = new();

    public bool IsReady => Head is { IsFinished: true };

    public WorkItem? Head => _accepted.Count > 0 ? _accepted.Peek() : null;

    public void Accept(WorkItem item) => _accepted.Enqueue(item);

    public void Finished(WorkItem item)
    {
    }

    public WorkItem? TryTake() => IsReady ? _accepted.Dequeue() : null;

    public (int Finished, int Failed) Untaken() => WorkItem.CountFinished(_accepted);
}

/// <summary>The order in which items finish.</summary>
internal sealed class CompletionOrder : IOutcomeOrder
{
    private readonly ConcurrentQueue<WorkItem> _finished = new();

    public bool IsReady => !_finished.IsEmpty;

    public WorkItem? Head => null;

    public void Accept(WorkItem item)
    {
    }

    public void Finished(WorkItem item) => _finished.Enqueue(item);

    public WorkItem? TryTake() => _finished.TryDequeue(out WorkItem? item) ? item : null;

    public (int Finished, int Failed) Untaken() => WorkItem.CountFinished(_finished);
}
