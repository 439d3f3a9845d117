using System;
using System.Collections.Concurrent;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The bounded span between the first item not yet taken and the last one accepted: order and
/// back-pressure in one. One thread posts and takes; any number of executors claim and complete.
/// </summary>
internal sealed class SlidingWindow
{
    private const int PostsPerLook = 32;

    private readonly ConcurrentQueue<WorkItem> _waiting = new();
    private readonly ConcurrentQueue<WorkItem> _returned = new();
    private readonly WorkItemStore _store = new();
    private readonly IOutcomeOrder _order;
    private readonly Supervisor? _supervisor;
    private readonly Clock _clock;
    private readonly bool _isTimed;
    private readonly DateTime _startTime;
    private readonly Lanes _lanes = new();
    private readonly IdleExecutors _idle;
    private readonly ExecutorRampUp _rampUp;
    private readonly OutcomeWait _outcomeWait;
    private PaddedCounters _counts;
    private long _finished;
    private volatile bool _closed;
    private volatile bool _stopped;
    private volatile bool _isExpired;

    /// <param name="capacity">The items at most.</param>
    /// <param name="order">The order in which outcomes are taken.</param>
    /// <param name="supervisor">Who may end attempts, and bring items back; null where nobody does.</param>
    /// <param name="isTimed">Whether the duration of items is measured also where nobody supervises: two looks at the clock cost as much as the rest of a tiny item's way.</param>
    /// <param name="clock">The map's clock; by default one that starts now.</param>
    public SlidingWindow(int capacity, IOutcomeOrder order, Supervisor? supervisor = null, bool isTimed = true, Clock? clock = null)
    {
        Capacity = capacity;
        _order = order;
        _supervisor = supervisor;
        _isTimed = isTimed || supervisor != null;
        _clock = clock ?? Clock.Start();
        _startTime = _isTimed ? _clock.StartTime : default;
        _rampUp = new ExecutorRampUp(_clock, Environment.ProcessorCount);
        _idle = new IdleExecutors(() => new Flow(Accepted, Waiting), () => _stopped || NothingWillCome);
        _outcomeWait = new OutcomeWait(this, _idle, _clock, () => _order.IsReady || _stopped);
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

    /// <summary>Items that no executor has claimed yet.</summary>
    public int Waiting => _supervisor == null ? _waiting.Count : _waiting.Count + _returned.Count;
    public bool IsFull => Accepted - Taken >= Capacity;
    public bool IsEmpty => Accepted == Taken;
    public bool IsStopped => _stopped;

    /// <summary>Whether every item has its outcome and no more will come, or the map was stopped.</summary>
    public bool IsOver => _stopped || AllFinished;

    /// <summary>Whether an item waits that no executor is on its way to claim.</summary>
    public bool WantsExecutor => !_stopped && Waiting > _idle.Count;

    /// <summary>Accepts an input; the caller has seen that the window is not full. After a stop nothing is accepted.</summary>
    public bool Post(object? input)
    {
        if (_stopped) return false;
        if (_closed || IsFull) throw new InvalidOperationException("The window is closed or full.");
        if (Accepted == 0) _rampUp.Post();
        WorkItem item = _store.Get(Accepted++, input);
        _order.Accept(item);
        _waiting.Enqueue(item);

        // An executor that is going to sleep sees the item, or is seen here.
        Interlocked.MemoryBarrier();
        if (_idle.AnySleeps) _idle.WakeSleeper();
        if (Accepted % PostsPerLook == 0 && _idle.Count > 0) _idle.WakeIfNobodyWorks();
        return true;
    }

    /// <summary>Tells that an executor has opened what it needs, once for each: others may open.</summary>
    public void ExecutorIsOpen() => _rampUp.Open();

    /// <summary>Tells that an executor will claim.</summary>
    public void ExecutorIsReady() => _rampUp.Ready();

    /// <summary>Whether an executor that has no item may get one.</summary>
    public bool MayNeedExecutor => !_stopped && !NothingWillCome;

    /// <summary>Waits until an executor besides the first is needed; false when none will be.</summary>
    public bool WaitUntilNeeded()
    {
        _rampUp.Wait();

        // Who was woken may find that another was quicker.
        for (bool waits = true; waits && MayNeedExecutor; waits = Waiting == 0) _idle.DozeAndSleep();

        return MayNeedExecutor;
    }

    /// <summary>Tells of a lane in which attempts will run.</summary>
    public void Watch(Lane lane)
    {
        _lanes.Add(lane);
        _supervisor?.Watch(lane);
    }

    /// <summary>Starts an attempt of the next item, waiting for one; false when none will come any more.</summary>
    public bool TryClaim(Lane lane, out Attempt attempt)
    {
        while (!_stopped && !lane.IsClosed)
        {
            if (TryDequeue(out WorkItem? item))
            {
                if (_idle.AnySleeps) _idle.WakeSleeper();
                attempt = item!.Start(lane.Executor, _isTimed ? _clock.Now : 0);
                lane.Item = item;
                _rampUp.Claim();
                return true;
            }

            _outcomeWait.Wake();
            if (NothingWillCome) break;
            _idle.Wait();
        }

        // One that looked between the last claim and the end may have gone to sleep.
        _idle.Wake(int.MaxValue);
        _rampUp.End();
        attempt = default;
        return false;
    }

    /// <summary>Counts the time of a claimed attempt anew, from now.</summary>
    public void Restart(in Attempt attempt)
    {
        if (!attempt.IsExpired) attempt.Item.Restart(_clock.Now);
    }

    /// <summary>Ends an attempt by its result. False when that counts no more: after a stop, or when another has ended it.</summary>
    public bool Complete(in Attempt attempt, in AttemptResult result)
    {
        bool isExpired = _supervisor != null && attempt.IsExpired;
        if (!TryEnd(attempt)) return false;
        HandIn(attempt.Item, isExpired ? _supervisor!.TimedOut(attempt.Item, result) : result);
        return true;
    }

    /// <summary>Takes the right to say how an attempt ended; who has it hands the item in.</summary>
    public bool TryEnd(in Attempt attempt)
    {
        if (_stopped) return false;
        if (_supervisor != null) return attempt.Item.TryEnd(attempt.Ticket);
        attempt.Item.End();
        return true;
    }

    /// <summary>Hands in the result of an attempt that was ended: the item's outcome, unless another attempt follows.</summary>
    public void HandIn(WorkItem item, in AttemptResult result)
    {
        if (_stopped) return;
        if (_supervisor?.Retries(item, result) == true) return;

        // From then on the item is the taker's, and soon another one.
        long index = item.Index;
        item.Finish(result, _isTimed ? _clock.Now - item.StartedAt : 0);
        _order.Finished(item);
        if (_supervisor != null) Interlocked.Increment(ref _finished);
        _outcomeWait.Finished(index);
        if (_supervisor != null && AllFinished) WakeForEnd();
    }

    /// <summary>Lets an item that was ended and not handed in be claimed again, before those that have not run yet.</summary>
    public void Requeue(WorkItem item)
    {
        _returned.Enqueue(item);
        Interlocked.MemoryBarrier();
        _idle.Wake(1);
    }

    /// <summary>Gives the next outcome to write; false when it is not there yet.</summary>
    public bool TryTake(out Outcome outcome)
    {
        if ((_stopped && !_isExpired) || _order.TryTake() is not { } item)
        {
            outcome = default;
            return false;
        }

        _counts.Taken++;
        item.TakeOutcome(_startTime, _isTimed ? _clock.Now : 0, out outcome);
        _store.Return(item);
        return true;
    }

    /// <summary>Waits until there is an outcome to take, a notice, or a stop. False when the time is over before that.</summary>
    public bool WaitForNews(int milliseconds = Timeout.Infinite) => _outcomeWait.Wait(milliseconds);

    /// <summary>Gives the running item that all finished ones wait for, and how long it has run; null where there is none.</summary>
    public (long Index, object? Input, TimeSpan Running)? Head() =>
        _order.Head is { } head && head.TryGetRunning(out _, out long startedAt) ? (head.Index, head.Input, TimeSpan.FromTicks(_clock.Now - startedAt)) : null;

    /// <summary>How many items have finished and wait to be taken, and how many of these have failed; for the taker.</summary>
    public (int Finished, int Failed) Untaken() => _order.Untaken();

    /// <summary>The item that has run longest; where the map is not timed, the first of those that run.</summary>
    public RunningItem? Longest() => _lanes.Longest(_clock.Now);

    /// <summary>Wakes the taker for something other than an outcome.</summary>
    public void Notify() => _outcomeWait.Notify();

    /// <summary>Says that no further input will come.</summary>
    public void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        WakeForEnd();
    }

    /// <summary>Drops what is not yet taken and ends every wait; may be called from any thread, and again.</summary>
    public void Stop() => End(keepsFinished: false);

    /// <summary>Stops, and lets what has finished by now be taken.</summary>
    public void Expire() => End(keepsFinished: true);

    // An item may come back only where somebody supervises.
    private bool NothingWillCome => _closed && _waiting.IsEmpty && (_supervisor is not { BringsBack: true } || AllFinished);
    private bool AllFinished => _closed && Interlocked.Read(ref _finished) == Accepted;
    private bool TryDequeue(out WorkItem? item) => (_supervisor != null && _returned.TryDequeue(out item)) || _waiting.TryDequeue(out item);

    private void WakeForEnd()
    {
        _idle.Wake(int.MaxValue);
        _supervisor?.Wake();
    }

    private void End(bool keepsFinished)
    {
        _isExpired = keepsFinished;
        _stopped = true;
        Interlocked.MemoryBarrier();
        _rampUp.End();
        WakeForEnd();
        _outcomeWait.Wake();
    }
}
