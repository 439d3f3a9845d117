using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Streams;
using Xunit;

namespace ParallelCmdlets.Tests.Executors;

/// <summary>What every kind of executor does with its attempts; they run for 10 seconds at most, by the clock of the test.</summary>
public abstract class BackendContract : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Session _session = new();
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly ManualResetEventSlim _release = new();
    private readonly List<Exception> _crashes = new();
    private Supervisor _supervisor = null!;
    private SlidingWindow _window = null!;
    private ExecutorPool _pool = null!;
    private TimeSpan _grace;

    public void Dispose()
    {
        _release.Set();
        Stop();
        _pool.Join(() => false);
        Assert.Empty(_crashes);
        _session.Dispose();
        _stopped.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Every_item_is_run_and_its_output_is_its_outcome()
    {
        Map((item, _) => (int)item! * 2, atOnce: 2);

        Post(Enumerable.Range(0, 15).Cast<object?>().ToArray());

        Outcome[] outcomes = Take(15);
        Assert.Equal(Enumerable.Range(0, 15).Select(i => (object)(i * 2)), outcomes.Select(o => Bare(Assert.Single(o.Records))));
        Assert.All(outcomes, o => Assert.Equal((ItemState.Completed, 1, null), (o.State, o.Attempts, o.Failure)));
        Assert.All(outcomes, o => Assert.InRange(o.Executor, 1, _pool.Limit));
    }

    [Fact]
    public void An_exception_is_the_failure_of_its_item_and_the_others_go_on()
    {
        Map((item, _) => "bad".Equals(item) ? throw new InvalidTimeZoneException() : item);

        Post("a", "bad", "b");

        Outcome[] outcomes = Take(3);
        Assert.Equal(new[] { ItemState.Completed, ItemState.Failed, ItemState.Completed }, outcomes.Select(o => o.State));
        Assert.Empty(outcomes[1].Records);
        Assert.IsType<InvalidTimeZoneException>(Assert.IsType<ErrorRecord>(outcomes[1].Failure).Exception.GetBaseException());
    }

    [Fact]
    public void Items_run_side_by_side()
    {
        using var together = new Barrier(2);
        Map((_, _) => together.SignalAndWait(Waiting.Limit), atOnce: 2);

        Post("a", "b");

        Assert.Equal(new object[] { true, true }, Take(2).Select(o => Bare(Assert.Single(o.Records))));
    }

    [Fact]
    public void No_more_items_run_than_at_once()
    {
        using var free = new SemaphoreSlim(2);
        using var all = new CountdownEvent(2);
        Map(
            (_, _) =>
            {
                if (!free.Wait(0)) return "too many";
                if (!all.IsSet) all.Signal();
                all.Wait(Waiting.Limit);
                free.Release();
                return "well";
            },
            atOnce: 2);

        Post(new object?[12]);

        Assert.All(Take(12), o => Assert.Equal("well", Bare(Assert.Single(o.Records))));
    }

    [Fact]
    public void The_attempt_whose_time_is_over_is_asked_to_end_by_its_token_and_no_other()
    {
        using var slow = new ManualResetEventSlim();
        using var other = new ManualResetEventSlim();
        using var next = new ManualResetEventSlim();
        CancellationToken others = default;
        Map(
            (item, stop) =>
            {
                if ("slow".Equals(item))
                {
                    slow.Set();
                    return stop.WaitHandle.WaitOne(Waiting.Limit);
                }

                if ("next".Equals(item)) next.Set();
                if (!"other".Equals(item)) return item;
                others = stop;
                other.Set();
                _release.Wait(Waiting.Limit);
                return item;
            },
            atOnce: 2);
        Post("slow");
        Waiting.For(slow);
        _clock.Advance(Limit / 2);
        Post("other");
        Waiting.For(other);

        Pass(Limit / 2);

        Outcome timedOut = Take(1)[0];
        Assert.Equal((ItemState.TimedOut, "timed out slow"), (timedOut.State, timedOut.Failure));
        Assert.False(others.IsCancellationRequested);
        Post("next");
        Waiting.For(next);
        _release.Set();
        Outcome[] outcomes = Take(2);
        Assert.Equal(new[] { "other", "next" }, outcomes.Select(o => Bare(Assert.Single(o.Records))));
        Assert.All(outcomes, o => Assert.InRange(o.Executor, 1, _pool.Limit));
    }

    [Fact]
    public void The_others_run_on_past_one_that_is_stuck_and_what_comes_late_counts_no_more()
    {
        using var begun = new ManualResetEventSlim();
        using var late = new ManualResetEventSlim();
        Map((item, _) =>
        {
            if (!"stuck".Equals(item)) return item;
            begun.Set();
            _release.Wait(Waiting.Limit);
            late.Set();
            return "late";
        });
        Post("stuck");
        Waiting.For(begun);

        Pass(Limit);
        Pass(_grace);

        Assert.Equal((ItemState.TimedOut, 1), (Take(1)[0] is var outcome ? (outcome.State, outcome.Executor) : default));
        Post("next");
        Outcome next = Take(1)[0];
        Assert.Equal(("next", true), (Bare(Assert.Single(next.Records)), next.Executor == 2 || !HoldsItsExecutor));
        _release.Set();
        Waiting.For(late);
        Post("last");
        Assert.Equal("last", Bare(Assert.Single(Take(1)[0].Records)));
    }

    [Fact]
    public void All_that_get_stuck_one_after_the_other_are_given_up()
    {
        using var begun = new SemaphoreSlim(0);
        Map(
            (_, _) =>
            {
                begun.Release();
                _release.Wait(Waiting.Limit);
                return null;
            },
            atOnce: 2);
        Post("a");
        Assert.True(begun.Wait(Waiting.Limit));
        _clock.Advance(_grace + _grace);
        Post("b");
        Assert.True(begun.Wait(Waiting.Limit));

        Pass(Limit - _grace - _grace);
        Pass(_grace);
        Assert.Equal(0, Take(1)[0].Index);
        Pass(_grace);
        Pass(_grace);

        Assert.Equal((1, ItemState.TimedOut), (Take(1)[0] is var second ? (second.Index, second.State) : default));
    }

    [Fact]
    public void A_failed_item_is_run_again()
    {
        int runs = 0;
        Map((item, _) => Interlocked.Increment(ref runs) == 1 ? throw new InvalidTimeZoneException() : item, retries: 1);
        Post("a");
        Waiting.Until(() => _supervisor.NextDue < Limit.Ticks);

        Pass(TimeSpan.FromSeconds(2));

        Outcome outcome = Take(1)[0];
        Assert.Equal((ItemState.Completed, 2, "a"), (outcome.State, outcome.Attempts, Bare(Assert.Single(outcome.Records))));
    }

    [Fact]
    public void A_stop_cancels_what_runs_and_lets_nothing_else_begin()
    {
        using var begun = new ManualResetEventSlim();
        using var cancelled = new ManualResetEventSlim();
        int runs = 0;
        Map((_, stop) =>
        {
            Interlocked.Increment(ref runs);
            begun.Set();
            if (stop.WaitHandle.WaitOne(Waiting.Limit)) cancelled.Set();
            return null;
        });
        Post("a", "b");
        Waiting.For(begun);

        Stop();

        Waiting.For(cancelled);
        Waiting.Run(() => Assert.True(_pool.Join(() => false)));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Executors_end_with_the_last_item()
    {
        Map((item, _) => item, atOnce: 2);
        Post("a", "b", "c");
        Take(3);

        _window.Close();

        Waiting.Run(() => Assert.True(_pool.Join(() => false)));
    }

    /// <summary>Whether an item that is stuck holds its executor, so that another one takes over.</summary>
    private protected virtual bool HoldsItsExecutor => true;

    /// <summary>A worker that calls a function.</summary>
    private protected abstract PartialWorker Worker(Func<object?, CancellationToken, object?> function, CommandInvocationIntrinsics commands);

    private protected abstract ExecutorBackend? TryCreate(MapContext map);

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private void Map(Func<object?, CancellationToken, object?> function, int atOnce = 1, int retries = 0)
    {
        var caller = (SessionState)_session.Value("$ExecutionContext.SessionState")!;
        var options = new MapOptions(Worker(function, _session.Commands), InputKind.Single) { ThrottleLimit = atOnce, ItemTimeout = Limit, RetryCount = retries };
        ExecutorBackend backend = _session.With(() => TryCreate(new MapContext(options, caller, new RecordingHost(), new OutOfBandChannel(), _stopped.Token))!);
        _grace = ExecutorPool.StopBound + backend.StopGrace;
        _supervisor = new Supervisor(
            _clock,
            new Deadlines(Limit, _grace),
            retries > 0 ? new RetryPolicy(retries, delaySeconds: 1, new Random(1)) : null,
            static item => "timed out " + item.Input);
        _window = new SlidingWindow(16, new InputOrder(), _supervisor, clock: _clock);
        _pool = new ExecutorPool(_window, backend.ExecutorsFor(atOnce), backend.CreateExecutor, _crashes.Add, _clock);
        _supervisor.Watch(_window, _pool);
    }

    private void Post(params object?[] items)
    {
        foreach (object? item in items)
        {
            Assert.True(_window.Post(item));
            _pool.EnsureExecutor();
        }
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

    private void Stop()
    {
        _window.Stop();
        _pool.BeginStop();
        _stopped.Cancel();
    }
}
