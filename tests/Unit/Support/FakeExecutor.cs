using System;
using System.Collections.Concurrent;
using System.Threading;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Tests;

/// <summary>An executor that does what a test says.</summary>
internal sealed class FakeExecutor : IExecutor
{
    private readonly Action<Window, FakeExecutor> _run;
    private int _stops;

    public FakeExecutor(Action<Window, FakeExecutor> run) => _run = run;

    /// <summary>Claims and completes all that the window gives.</summary>
    public static FakeExecutor ThatCompletesAll() => new(static (window, _) =>
    {
        while (window.Claim() is { } item) window.Complete(item, ItemState.Completed);
    });

    /// <summary>Runs until the test sets a signal, whoever asks it to stop.</summary>
    public static FakeExecutor ThatHangsUntil(ManualResetEventSlim release) => new((_, _) => release.Wait());

    public TimeSpan StopGrace { get; init; }

    public ManualResetEventSlim Stopping { get; } = new();

    public ManualResetEventSlim Ended { get; } = new();

    public int Stops => _stops;

    /// <summary>The items that were asked to end.</summary>
    public ConcurrentQueue<WorkItem> Cancelled { get; } = new();

    public ManualResetEventSlim Abandoned { get; } = new();

    public Thread? Thread { get; private set; }

    public bool Sleeps => Thread is { } thread && (thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    public void Run(Window window)
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

    public void BeginCancel(WorkItem item) => Cancelled.Enqueue(item);

    public void Abandon() => Abandoned.Set();

    public void BeginStop()
    {
        Interlocked.Increment(ref _stops);
        Stopping.Set();
    }
}
