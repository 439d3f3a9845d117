using System;
using System.Linq;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>Deadlines among threads: which item is due, and who has the last word about it.</summary>
public class WindowDeadlineTests
{
    private const int Races = 400;

    [Fact]
    public void All_items_that_run_too_long_are_due_and_one_that_has_ended_is_not()
    {
        Window window = With(limitMilliseconds: 1, graceMilliseconds: 3600_000);
        WorkItem[] items = WindowTests.PostAndClaim(window, 3);
        window.Complete(items[0], ItemState.Completed);

        var due = new[] { Due(window, out bool isStuck), Due(window, out bool isOtherStuck) };

        Assert.Equal(items[1..], due.OrderBy(i => i.Index));
        Assert.False(isStuck || isOtherStuck);
    }

    [Fact]
    public void An_item_that_starts_during_the_wait_is_due_when_its_time_is_over()
    {
        Window window = With(limitMilliseconds: 1);
        WorkItem? due = null;
        Waiting.Started wait = Waiting.Start(() => due = window.WaitForDue(Nothing, out _));
        wait.UntilItWaits();

        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];

        wait.Join();
        Assert.Same(item, due);
    }

    [Fact]
    public void The_last_outcome_ends_the_wait_for_what_is_due()
    {
        Window window = With(limitMilliseconds: 3600_000);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        window.Close();
        Waiting.Started wait = Waiting.Start(() => Assert.Null(window.WaitForDue(Nothing, out _)));
        wait.UntilItWaits();

        window.Complete(item, ItemState.Completed);

        wait.Join();
    }

    [Fact]
    public void The_time_of_an_expired_item_is_not_counted_anew()
    {
        Window window = With(limitMilliseconds: 1);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        Due(window, out _);
        long startedAt = item.StartedAt;

        window.Restart(item);

        Assert.Equal(startedAt, item.StartedAt);
        Assert.Same(item, Due(window, out bool isStuck));
        Assert.True(isStuck);
    }

    [Fact]
    public void A_restarted_item_is_due_once()
    {
        Window window = With(limitMilliseconds: 5, graceMilliseconds: 3600_000);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        window.Restart(item);
        window.Close();
        Assert.Same(item, Due(window, out _));

        Waiting.Started wait = Waiting.Start(() => Assert.Null(window.WaitForDue(Nothing, out _)));
        wait.UntilItWaits();
        window.Complete(item, ItemState.TimedOut);

        wait.Join();
    }

    [Fact]
    public void An_item_is_replaced_once()
    {
        Window window = With(limitMilliseconds: 1);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];

        item.TryExpire();

        Assert.True(window.Replace(item, static _ => { }));
        Assert.False(window.Replace(item, static _ => Assert.Fail("Twice.")));
    }

    [Fact]
    public void An_item_whose_time_is_not_over_is_not_replaced()
    {
        Window window = With(limitMilliseconds: 3600_000);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];

        Assert.False(window.Replace(item, static _ => Assert.Fail("Too early.")));
    }

    [Fact]
    public void Nothing_is_replaced_after_a_stop()
    {
        Window window = With(limitMilliseconds: 1);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        item.TryExpire();
        window.Stop();

        Assert.False(window.Replace(item, static _ => Assert.Fail("After a stop.")));
    }

    [Fact]
    public void A_stop_between_the_replacement_and_its_handing_in_drops_it()
    {
        Window window = With(limitMilliseconds: 1);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        item.TryExpire();

        Assert.False(window.Replace(item, _ => window.Stop()));

        Assert.Null(window.TryTake());
        Assert.Equal(1, window.Dropped);
    }

    [Fact]
    public void An_item_that_gets_stuck_in_each_attempt_is_an_outcome_in_its_place()
    {
        Window window = With(limitMilliseconds: 1, retries: 2);
        window.Post("stuck");
        window.Post("after");
        window.Close();
        Waiting.Run(() =>
        {
            Assert.Equal(0, window.Claim(executor: 1)!.Index);
            window.Complete(window.Claim(executor: 2)!, ItemState.Completed);
        });
        Waiting.Started executor = Waiting.Start(() =>
        {
            for (int attempt = 2; attempt <= 3; attempt++) Assert.Equal(attempt, window.Claim(executor: attempt + 1)!.Attempts);
        });
        Waiting.Run(() =>
        {
            while (window.WaitForDue(Nothing, out bool isStuck) is { } item)
            {
                if (isStuck) Assert.True(window.Replace(item, static _ => { }));
            }
        });
        executor.Join();

        WorkItem? outcome = window.TryTake();

        Assert.NotNull(outcome);
        Assert.Equal((0L, ItemState.TimedOut, 3), (outcome.Index, outcome.State, outcome.Attempts));
        Assert.Equal("after", window.TryTake()?.Input);
    }

    [Fact]
    public void A_stuck_item_that_is_tried_again_wakes_the_taker_when_it_ends()
    {
        Window window = With(limitMilliseconds: 3600_000, retries: 5);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        Waiting.Started clock = Waiting.Start(() => window.WaitForDue(Nothing, out _));
        for (int i = 0; i < 3; i++)
        {
            item.TryExpire();
            window.Replace(item, static _ => { });
            WorkItem? again = null;
            Waiting.Run(() => again = window.Claim());
            item = again!;
        }

        Waiting.Started taker = Waiting.Start(() => window.WaitForNews());
        taker.UntilItWaits();
        window.Complete(item, ItemState.Completed);

        taker.Join();
        Assert.Same(item, window.TryTake());
        window.Stop();
        clock.Join();
    }

    [Fact]
    public void Of_a_replacement_and_an_end_at_the_same_time_exactly_one_counts()
    {
        for (int race = 0; race < Races; race++)
        {
            Window window = With(limitMilliseconds: 1);
            WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
            item.TryExpire();
            bool replaced = false, completed = false;
            using var start = new Barrier(2);
            Waiting.Started other = Waiting.Start(() =>
            {
                start.SignalAndWait(Waiting.Limit);
                replaced = window.Replace(item, static _ => { });
            });
            start.SignalAndWait(Waiting.Limit);
            completed = window.Complete(item, ItemState.Completed);
            other.Join();

            Assert.NotEqual(replaced, completed);
            Assert.Equal(replaced ? ItemState.TimedOut : ItemState.Completed, window.TryTake()!.State);
            Assert.Null(window.TryTake());
            Assert.True(window.IsEmpty);
        }
    }

    private static void Nothing()
    {
    }

    private static WorkItem Due(Window window, out bool isStuck)
    {
        bool stuck = false;
        WorkItem? item = null;
        Waiting.Run(() => item = window.WaitForDue(Nothing, out stuck));
        isStuck = stuck;
        return item!;
    }

    private static Window With(int limitMilliseconds, int graceMilliseconds = 1, int retries = 0) => new(
        8,
        new InputOrder(),
        retries > 0 ? new RetryPolicy(retries, delaySeconds: 0, new Random(1)) : null,
        new Timetable(TimeSpan.FromMilliseconds(limitMilliseconds), TimeSpan.FromMilliseconds(graceMilliseconds)));
}
