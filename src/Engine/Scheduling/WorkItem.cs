using System;
using System.Collections.Generic;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>One input with its index and, once it has run, its outcome.</summary>
internal sealed class WorkItem
{
    private volatile WorkItem? _other;
    private volatile bool _isFinished;
    private volatile int _expiredAttempt;
    private int _runningAttempt;
    private long _startedAt;

    public WorkItem(long index, object? input)
    {
        Index = index;
        Input = input;
    }

    public long Index { get; private set; }

    public object? Input { get; private set; }

    public ItemState State { get; set; }

    /// <summary>How often the item was started, from 1.</summary>
    public int Attempts { get; set; }

    public TimeSpan Duration { get; set; }

    /// <summary>The number of the executor that ran it, from 1.</summary>
    public int Executor { get; set; }

    public ItemRecords Records { get; set; }

    /// <summary>The records of the attempts that failed before this one.</summary>
    public List<ItemRecords>? EarlierRecords { get; private set; }

    /// <summary>When the attempt started, in ticks of 100 ns of the window's clock.</summary>
    public long StartedAt
    {
        get => Volatile.Read(ref _startedAt);
        set => Volatile.Write(ref _startedAt, value);
    }

    /// <summary>Whether an attempt runs, and nobody has said yet how it ended.</summary>
    public bool IsRunning => Volatile.Read(ref _runningAttempt) != 0;

    /// <summary>Whether the attempt was asked to end because its time is over.</summary>
    public bool IsExpired => Attempts > 0 && _expiredAttempt == Attempts;

    /// <summary>The item that counts at its place: itself, or the last one that took it, as a retried item may be stuck again.</summary>
    public WorkItem Current => _other?.Current ?? this;

    /// <summary>Whether the outcome is the last word: no further attempt follows.</summary>
    public bool IsFinished
    {
        get => _isFinished;
        set => _isFinished = value;
    }

    /// <summary>Lets go of everything: nobody looks at the item any more.</summary>
    public void Clear()
    {
        Input = null;
        Records = default;
    }

    /// <summary>Makes a cleared item that of another input.</summary>
    public void Reuse(long index, object? input)
    {
        Index = index;
        Input = input;
        State = ItemState.Waiting;
        Attempts = 0;
        _isFinished = false;
    }

    /// <summary>Starts an attempt.</summary>
    public void Start(int executor, long now)
    {
        State = ItemState.Running;
        Executor = executor;
        StartedAt = now;
        Volatile.Write(ref _runningAttempt, ++Attempts);
    }

    /// <summary>Marks the running attempt as one whose time is over; false when none runs any more.</summary>
    public bool TryExpire()
    {
        int attempt = Volatile.Read(ref _runningAttempt);
        _expiredAttempt = attempt;
        return attempt != 0;
    }

    /// <summary>Takes the right to say how the attempt ended: its executor has it, or who gives that executor up.</summary>
    public bool TryEnd() => TryEnd(Attempts);

    /// <summary>Says that the attempt ended, where nobody else could: an atomic operation takes longer than many an item.</summary>
    public void End() => _runningAttempt = 0;

    /// <summary>Takes the right to say how the expired attempt ended.</summary>
    public bool TryEndExpired() => _expiredAttempt is not 0 and int attempt && TryEnd(attempt);

    /// <summary>Readies the item for a further attempt.</summary>
    public void Renew()
    {
        (EarlierRecords ??= new List<ItemRecords>()).Add(Records);
        Records = default;
        State = ItemState.Waiting;
    }

    /// <summary>
    /// Makes the item that takes the place of one whose executor is abandoned: that executor may come back
    /// to the old one at any time, so nothing is shared but what is finished.
    /// </summary>
    public WorkItem Replace(TimeSpan duration) => _other = new WorkItem(Index, Input)
    {
        State = ItemState.TimedOut,
        Duration = duration,
        Attempts = Attempts,
        Executor = Executor,
        EarlierRecords = EarlierRecords,
    };

    private bool TryEnd(int attempt) => Interlocked.CompareExchange(ref _runningAttempt, 0, attempt) == attempt;
}
