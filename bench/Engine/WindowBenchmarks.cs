using System;
using System.Threading;
using BenchmarkDotNet.Attributes;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.EngineBench;

/// <summary>An item's way through the window, without a worker, as the pipeline thread and the executors use it.</summary>
public class WindowBenchmarks
{
    private const int Items = 100000;
    private const int PostsPerLook = 16;
    private readonly object _input = 1;
    private readonly Lane _lane = new(1);
    private SlidingWindow _ordered = null!;
    private SlidingWindow _unordered = null!;
    private SlidingWindow _timed = null!;

    /// <summary>Makes the windows that the single-threaded ones share.</summary>
    [GlobalSetup]
    public void Open()
    {
        _ordered = Untimed(256, new InputOrder());
        _unordered = Untimed(256, new CompletionOrder());
        var clock = Clock.Start();
        var supervisor = new Supervisor(clock, new Deadlines(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)), null, static _ => "timed out");
        _timed = new SlidingWindow(256, new InputOrder(), supervisor, isTimed: true, clock);
        _timed.Watch(_lane);
    }

    /// <summary>Posts, claims, completes and takes, on one thread.</summary>
    [Benchmark]
    public void InOrder() => Pass(_ordered);

    /// <summary>The same without order.</summary>
    [Benchmark]
    public void Unordered() => Pass(_unordered);

    /// <summary>The same with a time limit.</summary>
    [Benchmark]
    public void WithTimeLimit() => Pass(_timed);

    /// <summary>Fills a window of 256, then claims, completes and takes all of it.</summary>
    [Benchmark(OperationsPerInvoke = 256)]
    public void FillAndDrain()
    {
        while (!_ordered.IsFull) _ordered.Post(_input);
        for (int i = 0; i < 256; i++) ClaimAndComplete(_ordered, _lane);
        TakeAll(_ordered);
    }

    /// <summary>One thread posts and takes, another one claims and completes.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public void OneExecutor() => Map(1);

    /// <summary>One thread posts and takes, two others claim and complete.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public void TwoExecutors() => Map(2);

    private void Pass(SlidingWindow window)
    {
        window.Post(_input);
        ClaimAndComplete(window, _lane);
        if (!Take(window)) throw new InvalidOperationException("The outcome is not there.");
    }

    private void Map(int executors)
    {
        SlidingWindow window = Untimed(1024, new InputOrder());
        var threads = new Thread[executors];
        for (int i = 0; i < executors; i++)
        {
            var lane = new Lane(i + 1);
            threads[i] = new Thread(() =>
            {
                while (ClaimAndComplete(window, lane)) { }
            });
            threads[i].Start();
        }

        for (int posted = 0; posted < Items; posted++)
        {
            while (window.IsFull) TakeOrWait(window);
            window.Post(_input);
            if (posted % PostsPerLook == 0) TakeAll(window);
        }

        window.Close();
        while (!window.IsEmpty) TakeOrWait(window);
        foreach (Thread thread in threads) thread.Join();
        if (window.Taken != Items) throw new InvalidOperationException("Outcomes are missing.");
    }

    private static SlidingWindow Untimed(int capacity, IOutcomeOrder order) => new(capacity, order, isTimed: false);

    private static bool ClaimAndComplete(SlidingWindow window, Lane lane) =>
        window.TryClaim(lane, out Attempt attempt) && window.Complete(attempt, AttemptResult.Completed(default));

    private static bool Take(SlidingWindow window) => window.TryTake(out _);

    private static void TakeAll(SlidingWindow window)
    {
        while (Take(window)) { }
    }

    private static void TakeOrWait(SlidingWindow window)
    {
        if (!Take(window)) window.WaitForNews();
    }
}
