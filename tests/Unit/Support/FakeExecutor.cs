using System;
using System.Collections.Concurrent;
using System.Threading;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Tests;

/// <summary>An executor that does what a test says.</summary>
internal sealed class FakeExecutor : IExecutor
{
    private readonly Action<SlidingWindow, FakeExecutor> _run;
    private int _stops;

    public FakeExecutor(Action<SlidingWindow, FakeExecutor> run) => _run = run;

    public bool HasBegun { get; init; } = true;

    public TimeSpan StopGrace { get; init; }

    public ManualResetEventSlim Stopping { get; } = new();

    public ManualResetEventSlim Ended { get; } = new();

    public int Stops => _stops;

    /// <summary>The attempts that were asked to end.</summary>
    public ConcurrentQueue<Attempt> Cancelled { get; } = new();

    public bool IsAbandoned { get; private set; }

    public Thread? Thread { get; private set; }

    public bool Sleeps => Thread is { } thread && (thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    /// <summary>Claims and completes all that the window gives.</summary>
    public static FakeExecutor ThatCompletesAll() => new(static (window, _) =>
    {
        var lane = new Lane(1);
        while (window.TryClaim(lane, out Attempt attempt)) window.Complete(attempt, default);
    });

    /// <summary>Runs until the test sets a signal, whoever asks it to stop.</summary>
    public static FakeExecutor ThatHangsUntil(ManualResetEventSlim release) => new((_, _) => release.Wait());

    /// <summary>Does nothing: its attempts are those that the test claims in its name.</summary>
    public static FakeExecutor ThatIsDriven() => new(static (_, _) => { });

    public void Run(SlidingWindow window)
    {
        Thread = Thread.CurrentThread;
        try
        {
            _run(window, this);
        }
        finally
        {
            Ended.Set();
        }
    }

    public void BeginCancel(in Attempt attempt) => Cancelled.Enqueue(attempt);

    public bool TryLetGo(in Attempt attempt) => false;

    public void Abandon() => IsAbandoned = true;

    public void BeginStop()
    {
        Interlocked.Increment(ref _stops);
        Stopping.Set();
    }
}
