using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Executors.Tasks;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Streams;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Executors.Tasks;

/// <summary>One executor that has two calls under way; they run for 10 seconds at most, by the clock of the test.</summary>
public sealed class TaskExecutorTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly ManualResetEventSlim _release = new();
    private readonly OutOfBandChannel _outOfBand = new();
    private Supervisor _supervisor = null!;
    private SlidingWindow _window = null!;
    private ExecutorPool _pool = null!;

    public void Dispose()
    {
        _release.Set();
        _window.Stop();
        _stopped.Cancel();
        _clock.Advance(Limit);
        _pool.Stop();
        _stopped.Dispose();
    }

    [Fact]
    public void A_call_that_hangs_is_let_go_without_its_executor()
    {
        using var begun = new SemaphoreSlim(0);
        Start((item, _) =>
        {
            begun.Release();
            return "hangs".Equals(item) ? new TaskCompletionSource<object?>().Task : Task.FromResult(item);
        });
        PostAndReturn(begun, "hangs");

        Pass(Limit);
        Pass(Grace);

        Assert.Equal(new[] { ItemState.TimedOut, ItemState.Completed }, Take(2).Select(o => o.State));
        Post("next");
        Assert.Equal(1, Take(1)[0].Executor);
    }

    [Fact]
    public void What_else_an_executor_has_under_way_when_it_is_given_up_can_still_be_let_go()
    {
        using var begun = new SemaphoreSlim(0);
        var first = new TaskCompletionSource<object?>();
        var met = new TaskCompletionSource<object?>();
        int here = 0;
        Start((item, _) =>
        {
            switch (item)
            {
                case "first":
                    begun.Release();
                    return first.Task;
                case "hangs":
                    begun.Release();
                    return new TaskCompletionSource<object?>().Task;
                case "stuck":
                    begun.Release();
                    _release.Wait(Waiting.Limit);
                    return Task.FromResult<object?>(null);
                default:
                    if (Interlocked.Increment(ref here) == 2) met.SetResult("met");
                    return met.Task;
            }
        });
        Post("first");
        Assert.True(begun.Wait(Waiting.Limit));
        Post("hangs");
        Assert.True(begun.Wait(Waiting.Limit));
        first.SetResult(null);
        Post("stuck");
        Assert.True(begun.Wait(Waiting.Limit));

        // The executor is stuck in the last one, which is looked at before the other.
        Pass(Limit);
        Pass(Grace);

        Assert.Equal(new[] { ItemState.Completed, ItemState.TimedOut, ItemState.TimedOut }, Take(3).Select(o => o.State));
        Post("one", "two");
        Assert.Equal(new object[] { "met", "met" }, Take(2).Select(o => Assert.Single(o.Records)));
    }

    [Fact]
    public void A_call_that_has_ended_when_it_returns_is_completed_on_the_spot()
    {
        Start((_, _) => Task.FromResult<object?>(WhereItIsRead()));

        Post("item");

        Assert.Equal("executor", Assert.Single(Take(1)[0].Records));
    }

    [Fact]
    public void A_call_that_ends_later_is_completed_on_the_thread_pool()
    {
        var call = new TaskCompletionSource<object?>();
        using var begun = new SemaphoreSlim(0);
        Start((item, _) =>
        {
            begun.Release();
            return "later".Equals(item) ? call.Task : Task.FromResult<object?>(null);
        });
        PostAndReturn(begun, "later");

        Waiting.Run(() => call.SetResult(WhereItIsRead()));

        Assert.Equal("pool", Assert.Single(Take(1)[0].Records));
    }

    [Fact]
    public void What_goes_wrong_on_the_thread_pool_fails_the_map()
    {
        Start(static async (_, _) =>
        {
            await Task.Yield();
            throw new Untold();
        });

        Post("item");

        Waiting.Until(() => _window.IsStopped);
        Assert.Equal("ExecutorFailed", Assert.IsType<MapException>(_outOfBand.Failure).ErrorRecord.FullyQualifiedErrorId);
    }

    private static IEnumerable<string> WhereItIsRead()
    {
        yield return Thread.CurrentThread.IsThreadPoolThread ? "pool" : Thread.CurrentThread.Name?.Contains("executor", StringComparison.Ordinal) == true ? "executor" : "elsewhere";
    }

    private void Start(Func<object?, CancellationToken, Task<object?>> function)
    {
        PartialWorker worker = PartialWorker.Create(function, null, null, null!);
        var call = new CompiledCall(worker, new ItemBinder(worker, InputKind.Single, 0), InputKind.Single, 0);
        var map = new MapContext(new MapOptions(worker, InputKind.Single), null!, null!, _outOfBand, _stopped.Token);
        var slots = new QuietSemaphore();
        slots.Release(2);
        _supervisor = new Supervisor(_clock, new Deadlines(Limit, Grace), null, static item => "timed out");
        _window = new SlidingWindow(8, new InputOrder(), _supervisor, clock: _clock);
        _pool = new ExecutorPool(_window, 1, number => new TaskExecutor(map, call, slots, number), static _ => { }, _clock);
        _supervisor.Watch(_window, _pool);
    }

    private void Post(params string[] items)
    {
        foreach (string item in items)
        {
            _window.Post(item);
            _pool.EnsureExecutor();
        }
    }

    // The executor has done its part of a call when it begins the next one.
    private void PostAndReturn(SemaphoreSlim begun, string item)
    {
        Post(item, "another");
        for (int i = 0; i < 2; i++) Assert.True(begun.Wait(Waiting.Limit));
    }

    private Outcome[] Take(int count)
    {
        var taken = new List<Outcome>();
        while (taken.Count < count)
        {
            if (_window.TryTake(out Outcome outcome)) taken.Add(outcome);
            else Assert.True(_window.WaitForNews((int)Waiting.Limit.TotalMilliseconds), "No outcome came in time.");
        }

        return taken.ToArray();
    }

    private void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        _supervisor.Look();
    }

    /// <summary>An exception that can't even say what it is.</summary>
    private sealed class Untold : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
