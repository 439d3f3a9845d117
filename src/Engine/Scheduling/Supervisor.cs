using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// Owns the time of one map: ends attempts whose time is over, replaces executors that are stuck, and brings failed items
/// back after their pause. <see cref="Look"/> does what is due; a thread calls it when something can be.
/// </summary>
internal sealed class Supervisor
{
    private readonly Clock _clock;
    private readonly Deadlines? _deadlines;
    private readonly RetryPolicy? _retries;
    private readonly Func<WorkItem, object> _describeTimeout;
    private readonly RetryQueue _paused = new();
    private readonly ThresholdSignal _signal = new();
    private SlidingWindow? _window;
    private ExecutorPool? _pool;
    private Thread? _thread;

    /// <param name="clock">The map's clock.</param>
    /// <param name="deadlines">When attempts expire; null for never.</param>
    /// <param name="retries">How failed items are tried again; null for not at all.</param>
    /// <param name="describeTimeout">Makes the failure of an item whose time is over.</param>
    public Supervisor(Clock clock, Deadlines? deadlines, RetryPolicy? retries, Func<WorkItem, object> describeTimeout)
    {
        _clock = clock;
        _deadlines = deadlines;
        _retries = retries;
        _describeTimeout = describeTimeout;
    }

    /// <summary>Whether a failed item may be claimed again.</summary>
    public bool BringsBack => _retries != null;

    /// <summary>Says whose items are watched, before the first of them is posted.</summary>
    public void Watch(SlidingWindow window, ExecutorPool pool)
    {
        _window = window;
        _pool = pool;
    }

    /// <summary>Looks at the attempts of a lane from now on.</summary>
    public void Watch(Lane lane) => _deadlines?.Watch(lane);

    /// <summary>Watches, and does what is due on a thread of its own until the window's end.</summary>
    public void Start(SlidingWindow window, ExecutorPool pool)
    {
        Watch(window, pool);
        _thread = new Thread(Run) { IsBackground = true, Name = "ParallelMap supervisor" };
        _thread.Start();
    }

    /// <summary>Waits for the end, which comes with the last outcome or a stop; false when it does not come within the bound.</summary>
    public bool Join() => _thread == null || _thread.Join(ExecutorPool.StopBound);

    /// <summary>Lets the thread look again.</summary>
    public void Wake() => _signal.Set();

    /// <summary>The result of an attempt that ended by itself after its time was over, whatever it made of its end.</summary>
    public AttemptResult TimedOut(WorkItem item, in AttemptResult result) => AttemptResult.TimedOut(result.Records, _describeTimeout(item));

    /// <summary>Takes a failed item that has attempts left: it pauses, and comes back. False where this was its last one.</summary>
    public bool Retries(WorkItem item, in AttemptResult result)
    {
        if (_retries == null || result.State == ItemState.Completed || item.Attempts > _retries.Count) return false;
        item.AddEarlier(result);
        _paused.Add(item, _clock.Now + _retries.Delay(item.Attempts).Ticks);
        Wake();
        return true;
    }

    /// <summary>The time at which something can be due next, or null for never.</summary>
    public long? NextDue
    {
        get
        {
            long? back = _paused.NextDue, expires = _deadlines?.NextDue(_clock.Now);
            return expires == null || back < expires ? back : expires;
        }
    }

    /// <summary>Does all that is due.</summary>
    public void Look()
    {
        long now = _clock.Now;
        while (_paused.Take(now) is { } item)
        {
            _window!.Requeue(item);

            // There may be no executor left for it.
            _pool!.EnsureExecutor();
        }

        if (_deadlines == null) return;
        foreach (Attempt attempt in _deadlines.Due(now)) End(attempt);
    }

    private void End(in Attempt attempt)
    {
        if (!attempt.IsExpired)
        {
            attempt.Item.Expire(attempt.Ticket);
            _pool!.BeginCancel(attempt);
            return;
        }

        // Ended first, so that an executor that comes back just now is not given up; let go or given up before the item is
        // handed in, as with the last outcome the wait for the executors begins.
        int executor = attempt.Item.Executor;
        if (!_window!.TryEnd(attempt)) return;
        if (!_pool!.TryLetGo(attempt))
        {
            _deadlines!.Forget(executor);
            _pool.Abandon(executor);
        }

        _window.HandIn(attempt.Item, AttemptResult.TimedOut(default, _describeTimeout(attempt.Item)));
    }

    private void Run()
    {
        while (!_window!.IsOver)
        {
            Look();
            _signal.Wait(0, () => _window.IsOver ? 0 : NextDue is { } due ? MillisecondsUntil(due) : Timeout.Infinite);
        }
    }

    private int MillisecondsUntil(long due)
    {
        long milliseconds = (due - _clock.Now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        return (int)Math.Min(Math.Max(0, milliseconds), int.MaxValue);
    }
}
