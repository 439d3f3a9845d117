using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>How a pool ends its executors.</summary>
public sealed class ExecutorPoolStopTests : IDisposable
{
    // Far above the bound, far below a hang: the machine may be busy.
    private static readonly TimeSpan Bounded = TimeSpan.FromSeconds(4);

    private readonly SlidingWindow _window = new(64, new InputOrder());
    private readonly ManualResetEventSlim _release = new();

    public void Dispose()
    {
        _release.Set();
        _window.Stop();
    }

    [Fact]
    public void Every_executor_is_asked_to_stop()
    {
        FakeExecutor[] executors = Start(3, () => new FakeExecutor((_, self) => self.Stopping.Wait(Waiting.Limit)), out ExecutorPool pool);

        pool.BeginStop();

        Assert.All(executors, e => Assert.Equal(1, e.Stops));
    }

    [Fact]
    public void A_second_stop_asks_nobody_again()
    {
        FakeExecutor[] executors = Start(1, () => new FakeExecutor((_, self) => self.Stopping.Wait(Waiting.Limit)), out ExecutorPool pool);

        pool.BeginStop();
        pool.BeginStop();

        Assert.Equal(1, executors[0].Stops);
    }

    [Fact]
    public void Beginning_to_stop_waits_for_nobody()
    {
        Start(1, () => FakeExecutor.ThatHangsUntil(_release), out ExecutorPool pool);

        Waiting.Run(pool.BeginStop);
    }

    [Fact]
    public void Stopping_waits_for_executors_that_end()
    {
        FakeExecutor[] executors = Start(3, () => new FakeExecutor((_, self) => self.Stopping.Wait(Waiting.Limit)) { StopGrace = Waiting.Limit }, out ExecutorPool pool);

        Waiting.Run(pool.Stop);

        Assert.All(executors, e => Assert.True(e.Ended.IsSet));
    }

    [Fact]
    public void An_executor_that_hangs_is_abandoned()
    {
        FakeExecutor[] executors = Start(1, () => FakeExecutor.ThatHangsUntil(_release), out ExecutorPool pool);

        TimeSpan took = Time(pool.Stop);

        Assert.False(executors[0].Ended.IsSet);
        Assert.InRange(took, TimeSpan.Zero, Bounded);
    }

    [Fact]
    public void Many_executors_that_hang_share_one_bound()
    {
        Start(30, () => FakeExecutor.ThatHangsUntil(_release), out ExecutorPool pool);

        Assert.InRange(Time(pool.Stop), TimeSpan.Zero, Bounded);
    }

    [Fact]
    public void An_executor_that_cleans_up_is_given_its_grace()
    {
        TimeSpan cleaning = ExecutorPool.StopBound + ExecutorPool.StopBound;
        FakeExecutor[] executors = Start(1, () => new FakeExecutor((_, self) =>
        {
            self.Stopping.Wait(Waiting.Limit);
            var clock = Stopwatch.StartNew();
            SpinWait.SpinUntil(() => clock.Elapsed > cleaning);
        }) { StopGrace = Waiting.Limit }, out ExecutorPool pool);

        Waiting.Run(pool.Stop);

        Assert.True(executors[0].Ended.IsSet);
    }

    [Fact]
    public void No_executor_starts_after_a_stop()
    {
        ExecutorPool pool = new(_window, 4, _ => FakeExecutor.ThatCompletesAll(), _ => { }, Clock.Start());
        pool.BeginStop();
        _window.Post(null);

        pool.EnsureExecutor();

        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void A_pool_without_executors_stops_at_once()
    {
        ExecutorPool pool = new(_window, 4, _ => FakeExecutor.ThatCompletesAll(), _ => { }, Clock.Start());

        Waiting.Run(pool.Stop);
    }

    private static TimeSpan Time(Action code)
    {
        var clock = Stopwatch.StartNew();
        Waiting.Run(code);
        return clock.Elapsed;
    }

    private FakeExecutor[] Start(int count, Func<FakeExecutor> create, out ExecutorPool pool)
    {
        var all = new List<FakeExecutor>();
        pool = new ExecutorPool(_window, count, _ => Add(all, create()), _ => { }, Clock.Start());
        for (int i = 0; i < count; i++)
        {
            _window.Post(null);
            pool.EnsureExecutor();
        }

        Assert.Equal(count, all.Count);
        Waiting.Until(() => all.All(e => e.Thread != null));
        return all.ToArray();
    }

    private static FakeExecutor Add(List<FakeExecutor> all, FakeExecutor executor)
    {
        all.Add(executor);
        return executor;
    }
}
