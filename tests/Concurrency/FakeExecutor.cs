using System;
using Microsoft.Coyote.Specifications;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Concurrency;

/// <summary>An executor whose work is to say how its attempts end; an attempt can be stuck until the scenario lets it go.</summary>
internal sealed class FakeExecutor : IExecutor
{
    private readonly MapUnderTest _map;
    private readonly int _number;
    private volatile bool _isAbandoned;
    private volatile bool _hasBegun;

    public FakeExecutor(MapUnderTest map, int number)
    {
        _map = map;
        _number = number;
    }

    public bool HasBegun => !_map.Initializes || _hasBegun;

    public TimeSpan StopGrace => TimeSpan.Zero;

    public void Run(SlidingWindow window)
    {
        window.ExecutorIsOpen();
        if (!_map.Initializes)
        {
            RunAttempts(window);
        }
        else if (Begins(window))
        {
            _map.TellInitialized(1);
            RunAttempts(window);
            _map.TellInitialized(-1);
        }
    }

    private bool Begins(SlidingWindow window)
    {
        bool needed = window.MayNeedExecutor;

        // The map may end here, and lets go of this one as of one that has not begun.
        if (_number > 1) _map.WaitForRelease();
        _hasBegun = true;
        System.Threading.Interlocked.MemoryBarrier();
        return _map.LooksTooEarly ? needed : window.MayNeedExecutor;
    }

    private void RunAttempts(SlidingWindow window)
    {
        var lane = new Lane(_number);
        window.Watch(lane);
        while (window.TryClaim(lane, out Attempt attempt))
        {
            object? output = attempt.Input;
            bool fails = _map.Fails(attempt);
            if (_map.IsStuck(attempt)) _map.WaitForRelease();
            bool counts = window.Complete(attempt, fails ? AttemptResult.Failed(default, "failed") : AttemptResult.Completed(ItemRecords.One(output)));

            // As an executor that was abandoned: it takes no further item.
            if (!counts) return;
            Specification.Assert(!_isAbandoned || window.IsStopped, "An executor was given up whose attempt had ended by itself.");
            _map.TellCompleted();
        }
    }

    public void BeginCancel(in Attempt attempt)
    {
    }

    public void BeginStop() => _map.Release();

    public bool TryLetGo(in Attempt attempt) => false;

    public void Abandon() => _isAbandoned = true;
}
