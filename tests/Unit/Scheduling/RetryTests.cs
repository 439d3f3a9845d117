using System;
using System.Linq;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What the window does with failed items that have attempts left.</summary>
public class RetryTests
{
    [Fact]
    public void A_failed_item_comes_back_and_keeps_its_place()
    {
        Window window = WithRetries(count: 1, delaySeconds: 0);
        window.Post("a");
        window.Post("b");
        WorkItem first = window.Claim()!;
        window.Complete(first, ItemState.Failed);
        window.Complete(window.Claim()!, ItemState.Completed);
        Assert.Null(window.TryTake());

        BringBack(window);
        WorkItem again = window.Claim()!;
        window.Complete(again, ItemState.Completed);

        Assert.Same(first, again);
        Assert.Equal(2, again.Attempts);
        Assert.Equal(new long[] { 0, 1 }, new[] { window.TryTake()!.Index, window.TryTake()!.Index });
    }

    [Fact]
    public void The_last_attempt_is_the_outcome()
    {
        Window window = WithRetries(count: 1, delaySeconds: 0);
        window.Post("a");
        window.Complete(window.Claim()!, ItemState.Failed);
        BringBack(window);
        window.Complete(window.Claim()!, ItemState.Failed);

        Assert.Equal(ItemState.Failed, window.TryTake()!.State);
    }

    [Fact]
    public void The_records_of_an_earlier_attempt_are_set_aside()
    {
        Window window = WithRetries(count: 1, delaySeconds: 0);
        window.Post("a");
        WorkItem item = window.Claim()!;
        item.Records = ItemRecords.One("first");
        window.Complete(item, ItemState.Failed);

        Assert.Empty(item.Records);
        Assert.Equal("first", Assert.Single(Assert.Single(item.EarlierRecords!)));
    }

    [Fact]
    public void An_executor_waits_for_an_item_that_may_come_back_to_a_closed_window()
    {
        Window window = WithRetries(count: 1, delaySeconds: 3600);
        window.Post("a");
        window.Complete(window.Claim()!, ItemState.Failed);
        window.Close();
        Waiting.Started claim = Waiting.Start(() => Assert.Null(window.Claim()));
        claim.UntilItWaits();

        window.Stop();

        claim.Join();
        Assert.Equal(1, window.Dropped);
    }

    [Fact]
    public void A_completed_item_is_never_tried_again()
    {
        Window window = WithRetries(count: 5, delaySeconds: 0);
        window.Post("a");
        window.Complete(window.Claim()!, ItemState.Completed);

        Assert.Equal(1, window.TryTake()!.Attempts);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    public void The_pause_doubles_and_varies_by_a_quarter(int attempts, double seconds)
    {
        var policy = new RetryPolicy(10, delaySeconds: 1, new Random(7));

        double[] pauses = Enumerable.Range(0, 200).Select(_ => policy.Delay(attempts).TotalSeconds).ToArray();

        Assert.All(pauses, p => Assert.InRange(p, seconds * 0.75, seconds * 1.25));
        Assert.True(pauses.Distinct().Count() > 100);
    }

    [Fact]
    public void The_pause_is_a_day_at_most() =>
        Assert.Equal(TimeSpan.FromDays(1), new RetryPolicy(100, delaySeconds: 1000, new Random(7)).Delay(90));

    private static Window WithRetries(int count, double delaySeconds) =>
        new(10, new InputOrder(), new RetryPolicy(count, delaySeconds, new Random(7)), new Timetable(null, TimeSpan.Zero));

    // The supervisor's part: brings back what is due; the stop of the wait is the coming back itself.
    private static void BringBack(Window window)
    {
        using var back = new ManualResetEventSlim();
        var thread = new Thread(() => window.WaitForDue(back.Set, out _)) { IsBackground = true };
        thread.Start();
        Assert.True(back.Wait(TimeSpan.FromSeconds(20)));
    }
}
