using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>Where an executor holds one attempt at a time; one that runs several at once has as many lanes.</summary>
internal sealed class Lane
{
    private WorkItem? _item;
    private volatile bool _isClosed;

    public Lane(int executor) => Executor = executor;

    /// <summary>The number of the executor, from 1.</summary>
    public int Executor { get; }

    /// <summary>The item that was claimed last; it may have ended, and be that of another lane by now.</summary>
    public WorkItem? Item
    {
        get => Volatile.Read(ref _item);
        set => Volatile.Write(ref _item, value);
    }

    /// <summary>Whether nothing is to be claimed for it any more, as its executor was given up.</summary>
    public bool IsClosed => _isClosed;

    public void Close() => _isClosed = true;
}
