using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The supervisor among a window, a pool and executors that do what a test says.</summary>
public sealed class SupervisorTests : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly ConcurrentDictionary<int, FakeExecutor> _executors = new();
    private Window? _window;
    private ExecutorPool? _pool;
    private Supervisor? _supervisor;

    public void Dispose()
    {
        _release.Set();
        _window?.Stop();
    }

    [Fact]
    public void Only_the_expired_item_is_asked_to_end()
    {
        // 'slow' ends when it is asked to; the others end by themselves.
        Start(limit: 2, retries: 0, (item, self) =>
        {
            if (!"slow".Equals(item.Input)) return ItemState.Completed;
            Waiting.Until(() => self.Cancelled.Contains(item));
            return ItemState.TimedOut;
        });

        List<WorkItem> taken = Map("fast", "slow", "fast", "fast", "slow", "fast");

        Assert.Equal(new[] { false, true, false, false, true, false }, taken.Select(i => i.State == ItemState.TimedOut));
        WorkItem[] asked = _executors.Values.SelectMany(e => e.Cancelled).ToArray();
        Assert.Equal(new long[] { 1, 4 }, asked.Select(i => i.Index).Order());
        Assert.All(_executors.Values, e => Assert.False(e.Abandoned.IsSet));
    }

    [Fact]
    public void The_executor_of_the_expired_item_is_asked_and_no_other()
    {
        Start(limit: 3, retries: 0, (item, self) =>
        {
            Waiting.Until(() => self.Cancelled.Contains(item));
            return ItemState.TimedOut;
        });

        Map("a", "b", "c");

        Assert.All(_executors, e => Assert.All(e.Value.Cancelled, item => Assert.Equal(e.Key, item.Executor)));
        Assert.Equal(3, _executors.Values.Sum(e => e.Cancelled.Count));
    }

    [Fact]
    public void A_stuck_executor_is_replaced_and_no_more_run_than_the_limit()
    {
        int most = 0;
        Start(limit: 2, retries: 0, (item, self) =>
        {
            if ("stuck".Equals(item.Input))
            {
                _release.Wait(Waiting.Limit);
                return ItemState.Completed;
            }

            lock (_executors) most = Math.Max(most, _executors.Values.Count(e => !e.Abandoned.IsSet));
            return ItemState.Completed;
        });

        List<WorkItem> taken = Map("stuck", "a", "stuck", "b", "stuck", "c", "d");

        Assert.Equal(new[] { true, false, true, false, true, false, false }, taken.Select(i => i.State == ItemState.TimedOut));
        Assert.InRange(most, 1, 2);
        Assert.Equal(3, _executors.Values.Count(e => e.Abandoned.IsSet));
        Assert.Equal(Enumerable.Range(1, _executors.Count), _executors.Keys.Order());
        Assert.InRange(_executors.Count, 4, 5);
    }

    [Fact]
    public void An_abandoned_executor_that_comes_back_changes_nothing()
    {
        using var late = new ManualResetEventSlim();
        bool? counted = null;
        Start(limit: 1, retries: 0, (window, self, number) =>
        {
            while (window.Claim(number) is { } item)
            {
                if (number > 1)
                {
                    window.Complete(item, ItemState.Completed);
                    continue;
                }

                _release.Wait(Waiting.Limit);
                counted = window.Complete(item, ItemState.Completed);
                late.Set();
                return;
            }
        });

        List<WorkItem> taken = Map("stuck", "next");
        _release.Set();
        Waiting.For(late);

        Assert.False(counted);
        Assert.Equal(new[] { ItemState.TimedOut, ItemState.Completed }, taken.Select(i => i.State));
        Assert.Equal("timed out", Assert.Single(taken[0].Records));
    }

    [Fact]
    public void An_item_that_is_stuck_in_every_attempt_is_written_once()
    {
        Start(limit: 1, retries: 2, (item, self) =>
        {
            if ("stuck".Equals(item.Input)) _release.Wait(Waiting.Limit);
            return ItemState.Completed;
        });

        List<WorkItem> taken = Map("a", "stuck", "b");

        Assert.Equal(new long[] { 0, 1, 2 }, taken.Select(i => i.Index));
        Assert.Equal((ItemState.TimedOut, 3), (taken[1].State, taken[1].Attempts));
        Assert.Equal(2, taken[1].EarlierRecords?.Count);
        Assert.Equal(3, _executors.Values.Count(e => e.Abandoned.IsSet));
    }

    [Fact]
    public void The_supervisor_ends_with_a_stop()
    {
        Start(limit: 1, retries: 0, (item, self) =>
        {
            _release.Wait(Waiting.Limit);
            return ItemState.Completed;
        }, TimeSpan.FromHours(1));
        _window!.Post("a");
        _pool!.EnsureExecutor();

        _window.Stop();

        Waiting.Run(_supervisor!.Join);
    }

    private void Start(int limit, int retries, Func<WorkItem, FakeExecutor, ItemState> run, TimeSpan? timeLimit = null) => Start(
        limit,
        retries,
        (window, self, number) =>
        {
            // An executor that was given up claims no more.
            while (!self.Abandoned.IsSet && window.Claim(number) is { } item)
            {
                if (!window.Complete(item, run(item, self))) return;
            }
        },
        timeLimit);

    private void Start(int limit, int retries, Action<Window, FakeExecutor, int> run, TimeSpan? timeLimit = null)
    {
        Window window = _window = new Window(
            16,
            new InputOrder(),
            retries > 0 ? new RetryPolicy(retries, delaySeconds: 0, new Random(1)) : null,
            new Timetable(timeLimit ?? TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300)));
        ExecutorPool pool = _pool = new ExecutorPool(
            window,
            limit,
            number => _executors.GetOrAdd(number, _ => new FakeExecutor((w, self) => run(w, self, number))),
            static exception => Assert.Fail(exception.ToString()));
        _supervisor = new Supervisor(window, pool, static item => item.Records = ItemRecords.One("timed out"));
        _supervisor.Start();
    }

    private List<WorkItem> Map(params object[] inputs)
    {
        var taken = new List<WorkItem>();
        Waiting.Run(() =>
        {
            foreach (object input in inputs)
            {
                _window!.Post(input);
                _pool!.EnsureExecutor();
                Assert.InRange(_pool.Count, 0, _pool.Limit);
            }

            _window!.Close();
            while (!_window.IsEmpty)
            {
                if (_window.TryTake() is { } item) taken.Add(item);
                else Assert.True(_window.WaitForNews((int)Waiting.Limit.TotalMilliseconds), "No outcome came in time.");
            }
        });
        return taken;
    }
}
