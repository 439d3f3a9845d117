using System;
using System.Threading;
using BenchmarkDotNet.Attributes;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.EngineBench;

/// <summary>An item's way through the window, without a worker.</summary>
public class WindowBenchmarks
{
    private const int Items = 20000;
    private readonly object _input = 1;
    private Window _ordered = null!;
    private Window _unordered = null!;
    private Window _timed = null!;

    /// <summary>Makes the windows that the single-threaded ones share.</summary>
    [GlobalSetup]
    public void Open()
    {
        _ordered = new Window(256, new InputOrder());
        _unordered = new Window(256, new CompletionOrder());
        _timed = new Window(256, new InputOrder(), null, new Timetable(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)));
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
        for (int i = 0; i < 256; i++) _ordered.Complete(_ordered.Claim()!, ItemState.Completed);
        while (_ordered.TryTake() != null) { }
    }

    /// <summary>One thread posts and takes, another one claims and completes.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public void OneExecutor() => Map(1);

    /// <summary>One thread posts and takes, two others claim and complete.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    public void TwoExecutors() => Map(2);

    private void Pass(Window window)
    {
        window.Post(_input);
        window.Complete(window.Claim()!, ItemState.Completed);
        if (window.TryTake() == null) throw new InvalidOperationException("The outcome is not there.");
    }

    private void Map(int executors)
    {
        var window = new Window(256, new InputOrder());
        var threads = new Thread[executors];
        for (int i = 0; i < executors; i++)
        {
            threads[i] = new Thread(() =>
            {
                while (window.Claim() is { } item) window.Complete(item, ItemState.Completed);
            });
            threads[i].Start();
        }

        for (int posted = 0; posted < Items; posted++)
        {
            while (window.IsFull) Take(window);
            window.Post(_input);
            while (window.TryTake() != null) { }
        }

        window.Close();
        while (!window.IsEmpty) Take(window);
        foreach (Thread thread in threads) thread.Join();
        if (window.Taken != Items) throw new InvalidOperationException("Outcomes are missing.");
    }

    private static void Take(Window window)
    {
        if (window.TryTake() == null) window.WaitForNews();
    }
}
