using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>Runs one attempt.</summary>
internal interface IAttemptRunner
{
    /// <summary>Gives how the attempt ended; an exception ends the executor.</summary>
    AttemptResult Run(in Attempt attempt, CancellationToken stop);
}

/// <summary>The way of an executor through its attempts, one after the other: claim, run, complete; and how the one that runs is asked to end.</summary>
internal sealed class AttemptLoop
{
    private readonly object _gate = new();
    private readonly SlidingWindow _window;
    private readonly Lane _lane;
    private readonly AttemptLoopOptions _options;
    private Attempt _current;
    private CancellationTokenSource? _currentStop;

    public AttemptLoop(SlidingWindow window, int executor, AttemptLoopOptions options)
    {
        _window = window;
        _lane = new Lane(executor);
        _options = options;
        window.Watch(_lane);
    }

    /// <summary>Claims the next attempt; false when none will come.</summary>
    public bool TryClaim(out Attempt attempt) => _window.TryClaim(_lane, out attempt);

    /// <summary>Lets nothing be claimed any more, as the executor was given up.</summary>
    public void Close() => _lane.Close();

    /// <summary>Runs a claimed attempt to its end. False when its result counts no more: then the executor is to end.</summary>
    public bool Run(in Attempt attempt, IAttemptRunner runner)
    {
        using CancellationTokenSource? stop = _options.GivesTokens ? CancellationTokenSource.CreateLinkedTokenSource(_options.Stopped) : null;
        AttemptResult result;
        SetCurrent(attempt, stop);
        try
        {
            result = runner.Run(attempt, stop?.Token ?? _options.Stopped);
        }
        finally
        {
            SetCurrent(default, null);
        }

        // Who comes too late was given up, and is to claim nothing further.
        if (!_window.Complete(attempt, result)) Close();
        return !_lane.IsClosed;
    }

    /// <summary>Asks an attempt to end if it is the one that runs; no other may notice.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancel">Does what the kind of executor can do beyond the token; the attempt does not end before it returns.</param>
    public void BeginCancel(in Attempt attempt, Action? cancel = null)
    {
        lock (_gate)
        {
            if (!_current.Is(attempt)) return;
            cancel?.Invoke();
            Cancellation.Begin(_currentStop);
        }
    }

    // Only a time limit asks for the running attempt.
    private void SetCurrent(in Attempt attempt, CancellationTokenSource? stop)
    {
        if (!_options.HasTimeLimit) return;
        lock (_gate)
        {
            _current = attempt;
            _currentStop = stop;
        }
    }
}

/// <summary>What the attempts of one map have in common.</summary>
internal sealed class AttemptLoopOptions
{
    public AttemptLoopOptions(bool givesTokens, bool hasTimeLimit, CancellationToken stopped)
    {
        Stopped = stopped;
        GivesTokens = givesTokens;
        HasTimeLimit = hasTimeLimit;
    }

    /// <summary>Cancelled when the map is stopped.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>Whether each attempt has a token of its own, which its time limit cancels, too.</summary>
    public bool GivesTokens { get; }

    public bool HasTimeLimit { get; }
}
