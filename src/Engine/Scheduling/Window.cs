using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The bounded span between the first item not yet taken and the last one accepted: order and
/// back-pressure in one. One thread posts and takes; any number of executors claim and complete.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphores hold no handle, and an abandoned executor may come back to them.")]
internal sealed class Window
{
    private readonly object _gate = new();
    private readonly Queue<WorkItem> _waiting = new();
    private readonly IOutcomeOrder _outcomes;
    private readonly IdleExecutors _idle = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly SemaphoreSlim _due = new(0);
    private readonly RetryPolicy? _retries;
    private readonly Timetable _timetable;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _finished;
    private bool _dueSleeps;
    private bool _takerSleeps;
    private bool _hasNews;
    private bool _closed;
    private bool _stopped;

    /// <param name="capacity">The items at most.</param>
    /// <param name="outcomes">The order in which outcomes are taken.</param>
    /// <param name="retries">How failed items are tried again; null for not at all.</param>
    /// <param name="timetable">When running items expire; null for never.</param>
    public Window(int capacity, IOutcomeOrder outcomes, RetryPolicy? retries = null, Timetable? timetable = null)
    {
        Capacity = capacity;
        _outcomes = outcomes;
        _retries = retries;
        _timetable = timetable ?? new Timetable(null, TimeSpan.Zero);
    }

    public int Capacity { get; }

    /// <summary>Items accepted so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>Items whose outcome was taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Items that a stop dropped: accepted and never to be taken.</summary>
    public long Dropped => _stopped ? Accepted - Taken : 0;

    public bool IsFull => Accepted - Taken >= Capacity;

    public bool IsEmpty => Accepted == Taken;

    public bool IsStopped
    {
        get
        {
            lock (_gate) return _stopped;
        }
    }

    /// <summary>Whether an item waits that no executor is on its way to claim.</summary>
    public bool WantsExecutor
    {
        get
        {
            lock (_gate) return _waiting.Count > _idle.Count && !_stopped;
        }
    }

    /// <summary>Accepts an input; the caller has seen that the window is not full. After a stop nothing is accepted.</summary>
    public bool Post(object? input)
    {
        lock (_gate)
        {
            if (_stopped) return false;
            if (_closed || IsFull) throw new InvalidOperationException("The window is closed or full.");
            var item = new WorkItem(Accepted++, input);
            _outcomes.Accept(item);
            _waiting.Enqueue(item);
            _idle.WakeForBacklog(_waiting.Count);
            return true;
        }
    }

    /// <summary>Gives the next item to an executor, waiting for one; null when none will come any more.</summary>
    /// <param name="executor">The number of the executor.</param>
    public WorkItem? Claim(int executor = 0)
    {
        for (int dozes = 0; ; dozes++)
        {
            bool doze = IdleExecutors.Doze(dozes);
            lock (_gate)
            {
                if (_stopped) return null;
                if (_waiting.Count > 0)
                {
                    WorkItem item = _waiting.Dequeue();
                    _idle.WakeForBacklog(_waiting.Count);
                    item.State = ItemState.Running;
                    item.Attempts++;
                    item.Executor = executor;
                    Start(item);
                    return item;
                }

                if (NothingWillCome) return null;
                _idle.Enter(doze);
            }

            bool woken = _idle.Wait(doze);
            lock (_gate) _idle.Leave(doze, woken);
        }
    }

    /// <summary>Counts the time of a claimed item anew, from now.</summary>
    public void Restart(WorkItem item)
    {
        lock (_gate)
        {
            if (item.IsExpired) return;
            _timetable.Ended(item);
            Start(item);
        }
    }

    /// <summary>Hands in the outcome of a claimed item. False when it counts no more: after a stop, or when another took its place.</summary>
    public bool Complete(WorkItem item, ItemState state)
    {
        lock (_gate)
        {
            if (_stopped || item.IsReplaced) return false;
            _timetable.Ended(item);
            item.State = state;
            bool failed = state is ItemState.Failed or ItemState.TimedOut;
            if (failed && _retries != null && item.Attempts <= _retries.Count) TryAgain(item);
            else Finish(item);
            return true;
        }
    }

    /// <summary>Puts another item in the place of a stuck one and hands that in; what the stuck one becomes counts no more.</summary>
    /// <returns>False when the item has ended meanwhile.</returns>
    public bool Replace(WorkItem stuck, Action<WorkItem> beforeHandingIn)
    {
        WorkItem other;
        lock (_gate)
        {
            if (_stopped || stuck.State != ItemState.Running || stuck.IsReplaced) return false;
            _timetable.Ended(stuck);
            other = stuck.Replace(TimeSpan.FromMilliseconds(_clock.ElapsedMilliseconds - stuck.StartedAt));
        }

        beforeHandingIn(other);
        return Complete(other, ItemState.TimedOut);
    }

    /// <summary>
    /// Waits for what is due by the clock: brings delayed items back by itself, and gives the attempt
    /// whose time is over, or that is stuck. Null after a stop or when nothing can come any more.
    /// </summary>
    /// <param name="cameBack">Called for each item that came back: there may be no executor left for it.</param>
    /// <param name="isStuck">Whether the attempt was asked to end before.</param>
    public WorkItem? WaitForDue(Action cameBack, out bool isStuck)
    {
        while (true)
        {
            long? wait;
            int back = 0;
            lock (_gate)
            {
                isStuck = false;
                if (_stopped || AllFinished) return null;
                long now = _clock.ElapsedMilliseconds;
                while (_timetable.TakeDelayed(now) is { } item)
                {
                    _waiting.Enqueue(item);
                    _idle.WakeForBacklog(_waiting.Count);
                    back++;
                }

                if (_timetable.TakeStuck(now) is { } stuck)
                {
                    isStuck = true;
                    return stuck;
                }

                if (_timetable.TakeExpired(now) is { } expired) return expired;
                wait = _timetable.NextDue - now;
                _dueSleeps = back == 0;
            }

            if (back > 0)
            {
                while (back-- > 0) cameBack();
                continue;
            }

            _due.Wait((int)Math.Min(wait ?? -1, int.MaxValue));
            lock (_gate) _dueSleeps = false;
        }
    }

    /// <summary>Gives the next outcome to write, or null when it is not there yet.</summary>
    public WorkItem? TryTake()
    {
        lock (_gate)
        {
            if (_stopped) return null;
            WorkItem? item = _outcomes.TryTake();
            if (item != null) Taken++;
            return item;
        }
    }

    /// <summary>Waits until there is an outcome to take, a notice, or a stop. False when the time is over before that.</summary>
    public bool WaitForNews(int milliseconds = Timeout.Infinite)
    {
        while (true)
        {
            lock (_gate)
            {
                _takerSleeps = false;
                if (_stopped || _hasNews || _outcomes.IsReady)
                {
                    _hasNews = false;
                    return true;
                }

                _takerSleeps = true;
                _idle.Wake(_waiting.Count);
            }

            if (!_news.Wait(milliseconds)) return false;
        }
    }

    /// <summary>Gives the running item that all finished ones wait for, and how long it has run; null where there is none.</summary>
    public (long Index, object? Input, TimeSpan Running)? Head()
    {
        lock (_gate)
        {
            if (_outcomes.Head is not { State: ItemState.Running } head) return null;
            return (head.Index, head.Input, TimeSpan.FromMilliseconds(_clock.ElapsedMilliseconds - head.StartedAt));
        }
    }

    /// <summary>Wakes the taker for something other than an outcome.</summary>
    public void Notify()
    {
        lock (_gate)
        {
            _hasNews = true;
            WakeTaker();
        }
    }

    /// <summary>Says that no further input will come.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            WakeForEnd();
        }
    }

    /// <summary>Drops what is not yet taken and ends every wait; may be called from any thread, and again.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _waiting.Clear();
            WakeForEnd();
            WakeTaker();
        }
    }

    // A failed item may come back only where there are retries.
    private bool NothingWillCome => _closed && _waiting.Count == 0 && (_retries == null || _finished == Accepted);

    private bool AllFinished => _closed && _finished == Accepted;

    private void Start(WorkItem item)
    {
        long? before = _timetable.NextDue;
        _timetable.Started(item, _clock.ElapsedMilliseconds);
        WakeForDue(before);
    }

    private void Finish(WorkItem item)
    {
        _finished++;
        item.IsFinished = true;
        if (_outcomes.Add(item)) WakeTaker();
        if (AllFinished) WakeForEnd();
    }

    private void TryAgain(WorkItem item)
    {
        long? before = _timetable.NextDue;
        item.Renew();
        _timetable.Delay(item, _clock.ElapsedMilliseconds + (long)_retries!.Delay(item.Attempts).TotalMilliseconds);
        WakeForDue(before);
    }

    private void WakeForEnd()
    {
        _idle.Wake(int.MaxValue);
        WakeDue();
    }

    private void WakeForDue(long? before)
    {
        if (before == null || _timetable.NextDue < before) WakeDue();
    }

    private void WakeDue()
    {
        if (!_dueSleeps) return;
        _dueSleeps = false;
        _due.Release();
    }

    private void WakeTaker()
    {
        if (!_takerSleeps) return;
        _takerSleeps = false;
        _news.Release();
    }
}
