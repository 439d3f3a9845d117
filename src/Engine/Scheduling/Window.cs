using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The bounded span between the first item not yet taken and the last one accepted: order and
/// back-pressure in one. One thread posts and takes; any number of executors claim and complete.
/// </summary>
/// <remarks>No lock is taken while all are awake: items are handed over by queues, and each says itself how it ended.</remarks>
internal sealed class Window
{
    private const int Dozes = 16;
    private const int PostsPerLook = 32;
    private const int MostSpare = 4096;
    private const long WorthASwitch = 200 * TimeSpan.TicksPerMillisecond / 1000;

    private readonly ConcurrentQueue<WorkItem> _waiting = new();
    private readonly Stack<WorkItem> _spare = new();
    private readonly IOutcomeOrder _outcomes;
    private readonly IdleExecutors _idle;
    private readonly Bell _taker = new();
    private readonly DueItems _due;
    private readonly HeadStart _headStart = new();
    private readonly RetryPolicy? _retries;
    private readonly bool _isSupervised;
    private readonly bool _isTimed;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Func<bool> _hasNews;
    private readonly Func<bool> _isOver;
    private TakerCounts _counts;
    private long _finished;
    private long _claimedBefore;
    private int _longWaits;
    private long _workedSince;
    private volatile bool _notified;
    private volatile bool _closed;
    private volatile bool _stopped;

    /// <param name="capacity">The items at most.</param>
    /// <param name="outcomes">The order in which outcomes are taken.</param>
    /// <param name="retries">How failed items are tried again; null for not at all.</param>
    /// <param name="timetable">When running items expire; null for never.</param>
    /// <param name="isTimed">Whether the duration of items is measured also where nothing expires: two looks at the clock cost as much as the rest of a tiny item's way.</param>
    public Window(int capacity, IOutcomeOrder outcomes, RetryPolicy? retries = null, Timetable? timetable = null, bool isTimed = true)
    {
        Capacity = capacity;
        _outcomes = outcomes;
        _retries = retries;
        _isSupervised = retries != null || timetable != null;
        _isTimed = isTimed || timetable != null;
        _due = new DueItems(timetable ?? new Timetable(null, TimeSpan.Zero));
        _idle = new IdleExecutors(() => new Flow(Accepted, _waiting.Count), () => _stopped || NothingWillCome);
        _isOver = () => _stopped || AllFinished;
        _hasNews = () => _outcomes.IsReady || _notified || _stopped;
    }

    public int Capacity { get; }

    /// <summary>Items accepted so far.</summary>
    public long Accepted
    {
        get => Volatile.Read(ref _counts.Accepted);
        private set => Volatile.Write(ref _counts.Accepted, value);
    }

    /// <summary>Items whose outcome was taken so far.</summary>
    public long Taken => _counts.Taken;

    /// <summary>Items that a stop dropped: accepted and never to be taken.</summary>
    public long Dropped => _stopped ? Accepted - Taken : 0;

    public bool IsFull => Accepted - Taken >= Capacity;

    public bool IsEmpty => Accepted == Taken;

    public bool IsStopped => _stopped;

    /// <summary>Whether an item waits that no executor is on its way to claim.</summary>
    public bool WantsExecutor => !_stopped && _waiting.Count > _idle.Count;

    /// <summary>Accepts an input; the caller has seen that the window is not full. After a stop nothing is accepted.</summary>
    public bool Post(object? input)
    {
        if (_stopped) return false;
        if (_closed || IsFull) throw new InvalidOperationException("The window is closed or full.");
        if (Accepted == 0) _headStart.Post();
        WorkItem item = NewItem(Accepted++, input);
        _outcomes.Accept(item);
        _waiting.Enqueue(item);

        // An executor that is going to sleep sees the item, or is seen here.
        Interlocked.MemoryBarrier();
        if (_idle.AnySleeps) _idle.WakeSleeper();
        if (Accepted % PostsPerLook == 0 && _idle.Count > 0) WakeIfNobodyWorks();
        return true;
    }

    /// <summary>Tells that an executor has started, and will claim: others may follow.</summary>
    public void ExecutorIsReady() => _headStart.Ready();

    /// <summary>Waits until an executor besides the first is needed; false when none will be.</summary>
    public bool WaitUntilNeeded()
    {
        _headStart.Wait();
        if (!_stopped && !NothingWillCome) _idle.DozeAndSleep();
        return !_stopped && !NothingWillCome;
    }

    /// <summary>Gives the next item to an executor, waiting for one; null when none will come any more.</summary>
    /// <param name="executor">The number of the executor.</param>
    public WorkItem? Claim(int executor = 0)
    {
        while (!_stopped)
        {
            if (_waiting.TryDequeue(out WorkItem? item))
            {
                if (_idle.AnySleeps) _idle.WakeSleeper();
                item.Start(executor, _isTimed ? _clock.Elapsed.Ticks : 0);
                if (_isSupervised) _due.Timetable.Started(item);
                _headStart.Claim();
                return item;
            }

            _taker.Ring();
            if (NothingWillCome) break;
            _idle.Wait();
        }

        // One that looked between the last claim and the end may have gone to sleep.
        _idle.Wake(int.MaxValue);
        _headStart.End();
        return null;
    }

    /// <summary>Counts the time of a claimed item anew, from now.</summary>
    public void Restart(WorkItem item)
    {
        if (!item.IsExpired) item.StartedAt = _clock.Elapsed.Ticks;
    }

    /// <summary>Hands in the outcome of a claimed item. False when it counts no more: after a stop, or when another took its place.</summary>
    public bool Complete(WorkItem item, ItemState state)
    {
        if (_stopped) return false;
        if (!_isSupervised) item.End();
        else if (!item.TryEnd()) return false;
        if (_isTimed) item.Duration = TimeSpan.FromTicks(_clock.Elapsed.Ticks - item.StartedAt);
        HandIn(item, state);
        return true;
    }

    /// <summary>Puts another item in the place of a stuck one and hands that in; what the stuck one becomes counts no more.</summary>
    /// <returns>False when the item has ended meanwhile.</returns>
    public bool Replace(WorkItem stuck, Action<WorkItem> beforeHandingIn)
    {
        if (_stopped || !stuck.TryEndExpired()) return false;
        WorkItem other = stuck.Replace(TimeSpan.FromTicks(_clock.Elapsed.Ticks - stuck.StartedAt));
        beforeHandingIn(other);
        if (_stopped) return false;
        HandIn(other, ItemState.TimedOut);
        return true;
    }

    /// <summary>
    /// Waits for what is due by the clock: brings delayed items back by itself, and gives the attempt
    /// whose time is over, or that is stuck. Null after a stop or when nothing can come any more.
    /// </summary>
    /// <param name="cameBack">Called for each item that came back: there may be no executor left for it.</param>
    /// <param name="isStuck">Whether the attempt was asked to end before.</param>
    public WorkItem? WaitForDue(Action cameBack, out bool isStuck)
    {
        isStuck = false;
        while (!_isOver())
        {
            long now = _clock.Elapsed.Ticks;
            while (_due.Timetable.TakeDelayed(now) is { } item)
            {
                _waiting.Enqueue(item);
                Interlocked.MemoryBarrier();
                _idle.Wake(1);
                cameBack();
            }

            if (_due.Timetable.TakeStuck(now) is { } stuck)
            {
                isStuck = true;
                return stuck;
            }

            if (_due.Timetable.TakeExpired(now) is { } expired) return expired;
            _due.Wait(now, _isOver);
        }

        return null;
    }

    /// <summary>Gives the next outcome to write, or null when it is not there yet.</summary>
    public WorkItem? TryTake()
    {
        if (_stopped || _outcomes.TryTake() is not { } item) return null;
        _counts.Taken++;
        return item;
    }

    /// <summary>Takes back an item whose outcome was taken and written, for another input: fewer objects mean fewer collections.</summary>
    public void TakeBack(WorkItem item)
    {
        // A supervisor may look at an item that it has known; an executor does not once it has completed it.
        if (_isSupervised || _spare.Count == MostSpare) return;
        item.Clear();
        _spare.Push(item);
    }

    /// <summary>Waits until there is an outcome to take, a notice, or a stop. False when the time is over before that.</summary>
    public bool WaitForNews(int milliseconds = Timeout.Infinite)
    {
        long start = _clock.Elapsed.Ticks;
        for (int times = 0; !_hasNews(); times++)
        {
            // Until half of what is under way has finished, if that is soon; else until the next outcome.
            bool doze = times < Dozes;
            long underWay = Accepted - Taken;
            if (times > 1 || _longWaits > 1) _idle.Wake(_waiting.Count);
            else if (_waiting.Count >= underWay) _idle.Wake(1);
            if (!_taker.Wait(doze ? Taken + (underWay / 2) : 0, () => _hasNews() ? 0 : doze ? 1 : milliseconds) && !doze) return _hasNews();
        }

        // Where this thread waits longer than it works, again and again, its core is better used by another executor.
        long now = _clock.Elapsed.Ticks;
        _longWaits = now - start >= Math.Max(WorthASwitch, start - _workedSince) ? _longWaits + 1 : 0;
        _workedSince = now;
        _notified = false;
        return true;
    }

    /// <summary>Gives the running item that all finished ones wait for, and how long it has run; null where there is none.</summary>
    public (long Index, object? Input, TimeSpan Running)? Head()
    {
        if (_outcomes.Head is not { IsRunning: true } head) return null;
        return (head.Index, head.Input, TimeSpan.FromTicks(_clock.Elapsed.Ticks - head.StartedAt));
    }

    /// <summary>Wakes the taker for something other than an outcome.</summary>
    public void Notify()
    {
        _notified = true;
        _taker.Ring();
    }

    /// <summary>Says that no further input will come.</summary>
    public void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        WakeForEnd();
    }

    /// <summary>Drops what is not yet taken and ends every wait; may be called from any thread, and again.</summary>
    public void Stop()
    {
        _stopped = true;
        Interlocked.MemoryBarrier();
        _headStart.End();
        WakeForEnd();
        _taker.Ring();
    }

    // A failed item may come back only where there are retries.
    private bool NothingWillCome => _closed && _waiting.IsEmpty && (_retries == null || AllFinished);

    private bool AllFinished => _closed && Interlocked.Read(ref _finished) == Accepted;

    private void HandIn(WorkItem item, ItemState state)
    {
        item.State = state;
        if (state is ItemState.Failed or ItemState.TimedOut && _retries != null && item.Attempts <= _retries.Count)
        {
            item.Renew();
            _due.Delay(item, _clock.Elapsed.Ticks + _retries.Delay(item.Attempts).Ticks);
            return;
        }

        // From then on the item is the taker's, and soon another one.
        long index = item.Index;
        item.IsFinished = true;
        _outcomes.Finished(item);
        if (_isSupervised) Interlocked.Increment(ref _finished);
        _taker.Ring(index);
        if (_isSupervised && AllFinished) WakeForEnd();
    }

    private WorkItem NewItem(long index, object? input)
    {
        if (_spare.Count == 0) return new WorkItem(index, input);
        WorkItem item = _spare.Pop();
        item.Reuse(index, input);
        return item;
    }

    // As those who doze wait for a while, a stream of items must not wait for them.
    private void WakeIfNobodyWorks()
    {
        long claimed = Accepted - _waiting.Count;
        if (claimed == _claimedBefore && !_idle.AnyWatches) _idle.Wake(1);
        _claimedBefore = claimed;
    }

    private void WakeForEnd()
    {
        _idle.Wake(int.MaxValue);
        _due.Wake();
    }
}
