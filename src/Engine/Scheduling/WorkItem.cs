using System;
using System.Collections.Generic;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// One input and its index. What runs it holds an <see cref="Attempt"/>, whose ticket is checked when it comes back:
/// who was given up meanwhile has an old one, even where the item has become that of another input.
/// </summary>
internal sealed class WorkItem
{
    private int _lastTicket;
    private int _runningTicket;
    private int _expiredTicket;
    private long _startedAt;
    private volatile bool _isFinished;
    private AttemptResult _result;
    private long _duration;
    private List<ItemRecords>? _earlierRecords;

    public WorkItem(long index, object? input)
    {
        Index = index;
        Input = input;
    }

    public long Index { get; private set; }

    public object? Input { get; private set; }

    /// <summary>How often the item was started.</summary>
    public int Attempts { get; private set; }

    /// <summary>The number of the executor that runs or ran it, from 1.</summary>
    public int Executor { get; private set; }

    /// <summary>Whether its outcome is there: no further attempt follows.</summary>
    public bool IsFinished => _isFinished;

    /// <summary>When the attempt started, by the map's clock.</summary>
    public long StartedAt => Volatile.Read(ref _startedAt);

    /// <summary>Counts the finished ones, and of these the failed ones; nobody takes an outcome meanwhile.</summary>
    public static (int Finished, int Failed) CountFinished(IEnumerable<WorkItem> items)
    {
        int finished = 0, failed = 0;
        foreach (WorkItem item in items)
        {
            if (!item.IsFinished) continue;
            finished++;
            if (item._result.Failure != null) failed++;
        }

        return (finished, failed);
    }

    /// <summary>Makes the item that of another input.</summary>
    public void Reuse(long index, object? input)
    {
        Index = index;
        Input = input;
        Attempts = 0;
        _isFinished = false;
    }

    public Attempt Start(int executor, long now)
    {
        Executor = executor;
        Attempts++;
        Restart(now);
        if (++_lastTicket == 0) _lastTicket = 1;
        Volatile.Write(ref _runningTicket, _lastTicket);
        return new Attempt(this, _lastTicket);
    }

    /// <summary>Counts the attempt's time from now.</summary>
    public void Restart(long now) => Volatile.Write(ref _startedAt, now);

    /// <summary>Gives the running attempt and when it started; false where none runs.</summary>
    public bool TryGetRunning(out Attempt running, out long startedAt)
    {
        int ticket;
        do
        {
            ticket = Volatile.Read(ref _runningTicket);
            startedAt = StartedAt;
        }
        while (ticket != Volatile.Read(ref _runningTicket));
        running = new Attempt(this, ticket);
        return ticket != 0;
    }

    public bool IsRunning(int ticket) => Volatile.Read(ref _runningTicket) == ticket;

    /// <summary>Says that the time of an attempt is over.</summary>
    public void Expire(int ticket) => Volatile.Write(ref _expiredTicket, ticket);

    public bool IsExpired(int ticket) => Volatile.Read(ref _expiredTicket) == ticket;

    /// <summary>Takes the right to say how the attempt ended: one alone gets it.</summary>
    public bool TryEnd(int ticket) => Interlocked.CompareExchange(ref _runningTicket, 0, ticket) == ticket;

    /// <summary>The same where nobody else could end the attempt: an atomic operation takes longer than many an item.</summary>
    public void End() => _runningTicket = 0;

    /// <summary>Keeps what a failed attempt wrote; another one follows.</summary>
    public void AddEarlier(in AttemptResult failed) => (_earlierRecords ??= new List<ItemRecords>()).Add(failed.AllRecords());

    /// <summary>Keeps the outcome for the taker.</summary>
    public void Finish(in AttemptResult result, long duration)
    {
        _result = result;
        _duration = duration;
        _isFinished = true;
    }

    /// <summary>Gives the outcome away, and lets go of all that belongs to it.</summary>
    /// <param name="mapStart">When the map started; not set where it is not timed.</param>
    /// <param name="now">When it is taken, by the map's clock.</param>
    /// <param name="outcome">The outcome.</param>
    public void TakeOutcome(DateTime mapStart, long now, out Outcome outcome)
    {
        outcome = new Outcome(this, _result, mapStart.AddTicks(_startedAt), _duration, mapStart.AddTicks(now), _earlierRecords);
        Input = null;
        _result = default;
        _earlierRecords = null;
    }
}
