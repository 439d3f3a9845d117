using System;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What becomes of items whose time is over.</summary>
public class DeadlineTests
{
    [Fact]
    public void An_item_whose_time_is_over_is_told_once_to_end_and_is_then_stuck()
    {
        Window window = WithLimit();
        window.Post("a");
        WorkItem item = window.Claim()!;

        Assert.Same(item, window.WaitForDue(Nothing, out bool isStuck));
        Assert.False(isStuck);
        Assert.True(item.IsExpired);
        Assert.Same(item, window.WaitForDue(Nothing, out isStuck));
        Assert.True(isStuck);
    }

    [Fact]
    public void An_item_that_replaces_a_stuck_one_is_its_outcome()
    {
        Window window = WithLimit();
        window.Post("a");
        WorkItem stuck = window.Claim(executor: 3)!;
        stuck.TryExpire();

        Assert.True(window.Replace(stuck, other => other.Records = ItemRecords.One("timed out")));
        WorkItem outcome = window.TryTake()!;

        Assert.NotSame(stuck, outcome);
        Assert.Equal((0L, "a", ItemState.TimedOut, 3), (outcome.Index, outcome.Input, outcome.State, outcome.Executor));
        Assert.Equal("timed out", Assert.Single(outcome.Records));
    }

    [Fact]
    public void What_a_replaced_item_becomes_counts_no_more()
    {
        Window window = WithLimit();
        window.Post("a");
        WorkItem stuck = window.Claim()!;
        stuck.TryExpire();
        window.Replace(stuck, static _ => { });

        Assert.False(window.Complete(stuck, ItemState.Completed));
        Assert.Equal(ItemState.TimedOut, window.TryTake()!.State);
        Assert.Null(window.TryTake());
    }

    [Fact]
    public void An_item_that_has_ended_is_not_replaced()
    {
        Window window = WithLimit();
        window.Post("a");
        WorkItem item = window.Claim()!;
        item.TryExpire();
        window.Complete(item, ItemState.Completed);

        Assert.False(window.Replace(item, static _ => Assert.Fail("It must not be asked for.")));
        Assert.Same(item, window.TryTake());
    }

    [Fact]
    public void Order_holds_when_an_item_in_the_middle_is_replaced()
    {
        Window window = WithLimit();
        for (int i = 0; i < 3; i++) window.Post(i);
        WorkItem[] items = { window.Claim()!, window.Claim()!, window.Claim()! };
        window.Complete(items[2], ItemState.Completed);
        items[1].TryExpire();
        window.Replace(items[1], static _ => { });
        Assert.Null(window.TryTake());
        window.Complete(items[0], ItemState.Completed);

        Assert.Equal(new long[] { 0, 1, 2 }, new[] { window.TryTake()!.Index, window.TryTake()!.Index, window.TryTake()!.Index });
    }

    [Fact]
    public void An_item_that_is_stuck_in_each_of_its_attempts_is_taken_in_the_end()
    {
        var window = new Window(10, new InputOrder(), new RetryPolicy(1, 0, new Random(7)), new Timetable(null, TimeSpan.Zero));
        window.Post("a");
        ReplaceNext();
        using var back = new ManualResetEventSlim();
        new Thread(() => window.WaitForDue(back.Set, out _)) { IsBackground = true }.Start();
        Assert.True(back.Wait(TimeSpan.FromSeconds(20)));

        ReplaceNext();

        Assert.Equal((ItemState.TimedOut, 2), (window.TryTake() is { } item ? (item.State, item.Attempts) : default));

        void ReplaceNext()
        {
            WorkItem stuck = window.Claim()!;
            stuck.TryExpire();
            window.Replace(stuck, static _ => { });
        }
    }

    [Fact]
    public void Nothing_is_due_once_all_items_are_finished_and_no_more_will_come()
    {
        Window window = WithLimit();
        window.Post("a");
        window.Complete(window.Claim()!, ItemState.Completed);
        window.Close();

        Assert.Null(window.WaitForDue(Nothing, out _));
    }

    [Fact]
    public void A_stop_ends_the_wait_for_what_is_due()
    {
        Window window = WithLimit(TimeSpan.FromHours(1));
        window.Post("a");
        window.Claim();
        Waiting.Started wait = Waiting.Start(() => Assert.Null(window.WaitForDue(Nothing, out _)));
        wait.UntilItWaits();

        window.Stop();

        wait.Join();
    }

    [Fact]
    public void A_stuck_executor_is_abandoned_and_another_runs_the_next_item()
    {
        using var release = new ManualResetEventSlim();
        using var next = new ManualResetEventSlim();
        Window window = WithLimit(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300));
        var stuck = new FakeExecutor((w, _) =>
        {
            w.Claim(1);
            release.Wait();
        });
        var other = new FakeExecutor((w, _) =>
        {
            w.Complete(w.Claim(2)!, ItemState.Completed);
            next.Set();
        });
        var pool = new ExecutorPool(window, limit: 1, number => number == 1 ? stuck : other, static _ => { });
        new Supervisor(window, pool, static item => item.Records = ItemRecords.One("timed out")).Start();

        window.Post("a");
        pool.EnsureExecutor();
        window.Post("b");
        window.Close();

        Assert.True(next.Wait(TimeSpan.FromSeconds(20)));
        Assert.True(stuck.Abandoned.IsSet);
        Assert.Single(stuck.Cancelled);
        Assert.Equal(ItemState.TimedOut, Take(window).State);
        Assert.Equal(2, Take(window).Executor);
        release.Set();
    }

    private static WorkItem Take(Window window)
    {
        while (true)
        {
            if (window.TryTake() is { } item) return item;
            Assert.True(window.WaitForNews(20000));
        }
    }

    private static void Nothing()
    {
    }

    private static Window WithLimit(TimeSpan? limit = null, TimeSpan? grace = null) =>
        new(10, new InputOrder(), null, new Timetable(limit ?? TimeSpan.FromMilliseconds(1), grace ?? TimeSpan.FromMilliseconds(1)));
}
