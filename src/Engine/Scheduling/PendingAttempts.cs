using System.Collections.Generic;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The attempts that one executor has under way at the same time. Each holds a lane of the executor's and one of the
/// map's slots until it ends or is let go: whichever comes first frees both, once.
/// </summary>
internal sealed class PendingAttempts
{
    private readonly object _gate = new();
    private readonly HashSet<PendingAttempt> _all = new();
    private readonly Stack<Lane> _free = new();
    private readonly SlidingWindow _window;
    private readonly QuietSemaphore _slots;
    private readonly int _executor;
    private readonly CancellationToken _stopped;
    private volatile bool _isClosed;

    /// <param name="window">Where attempts are claimed.</param>
    /// <param name="slots">As many as the map may have under way, whatever the executor.</param>
    /// <param name="executor">The number of the executor.</param>
    /// <param name="stopped">Cancelled when the map is stopped.</param>
    public PendingAttempts(SlidingWindow window, QuietSemaphore slots, int executor, CancellationToken stopped)
    {
        _window = window;
        _slots = slots;
        _executor = executor;
        _stopped = stopped;
    }

    /// <summary>Claims the next attempt, waiting for a slot and for an item; null when none will come.</summary>
    public PendingAttempt? TryClaim()
    {
        while (!_isClosed)
        {
            _slots.Wait(Timeout.Infinite);
            Lane lane = TakeLane();
            if (_isClosed || !_window.TryClaim(lane, out Attempt attempt))
            {
                _slots.Release();
                return null;
            }

            var pending = new PendingAttempt(attempt, lane, CancellationTokenSource.CreateLinkedTokenSource(_stopped));
            lock (_gate) _all.Add(pending);

            // Its time may be over already: who said so before it could be found here is seen now.
            if (attempt.IsExpired) Cancellation.Begin(pending.Stop);
            if (attempt.IsRunning) return pending;
            lock (_gate) Free(pending);
            pending.Stop.Dispose();
        }

        return null;
    }

    /// <summary>Tells that the executor's thread has done its part of an attempt. If that was let go before, the executor is given up.</summary>
    public void TellStarted(PendingAttempt pending)
    {
        lock (_gate)
        {
            pending.IsStarted = true;
            if (!_all.Contains(pending)) _isClosed = true;
        }
    }

    /// <summary>Ends an attempt by its result, which counts no more where the attempt was let go.</summary>
    public void End(PendingAttempt pending, in AttemptResult result)
    {
        _window.Complete(pending.Attempt, result);
        lock (_gate) Free(pending);
        pending.Stop.Dispose();
    }

    /// <summary>Asks an attempt to end if it is under way.</summary>
    public void BeginCancel(in Attempt attempt)
    {
        lock (_gate) Cancellation.Begin(Find(attempt)?.Stop);
    }

    /// <summary>Frees what an attempt holds that does not end; false where the executor's thread is stuck in it.</summary>
    public bool TryLetGo(in Attempt attempt)
    {
        lock (_gate)
        {
            // One that is not to be found has ended just now, or its executor will see that it is not to run.
            if (Find(attempt) is not { } pending) return true;
            Free(pending);
            return pending.IsStarted;
        }
    }

    /// <summary>Lets the executor's thread look again, as the map was stopped.</summary>
    public void Wake()
    {
        _slots.Release();
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <summary>Lets nothing be claimed any more, as the executor was given up.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until nothing is under way; an executor that was given up waits until the map is stopped at most.</summary>
    public void WaitForAll()
    {
        lock (_gate)
        {
            while (_all.Count > 0 && !(_isClosed && _window.IsStopped)) Monitor.Wait(_gate);
        }
    }

    private PendingAttempt? Find(in Attempt attempt)
    {
        foreach (PendingAttempt pending in _all)
        {
            if (pending.Attempt.Is(attempt)) return pending;
        }

        return null;
    }

    private Lane TakeLane()
    {
        lock (_gate)
        {
            if (_free.Count > 0) return _free.Pop();
        }

        var lane = new Lane(_executor);
        _window.Watch(lane);
        return lane;
    }

    private void Free(PendingAttempt pending)
    {
        if (!_all.Remove(pending)) return;
        _free.Push(pending.Lane);
        _slots.Release();
        if (_all.Count == 0) Monitor.PulseAll(_gate);
    }
}
