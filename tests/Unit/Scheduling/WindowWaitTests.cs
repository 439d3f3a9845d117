using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>Who waits at a window, and what ends the wait.</summary>
public class WindowWaitTests
{
    [Fact]
    public void A_post_ends_the_wait_of_one_claim()
    {
        Window window = WindowTests.Ordered(1);
        WorkItem? claimed = null;
        Waiting.Started claim = Waiting.Start(() => claimed = window.Claim());
        UntilAsleep(claim);

        window.Post("a");

        claim.Join();
        Assert.Equal("a", claimed?.Input);
    }

    [Fact]
    public void A_stop_ends_the_wait_of_every_claim()
    {
        Window window = WindowTests.Ordered(1);
        Waiting.Started[] claims = StartClaims(window, 4);

        window.Stop();

        foreach (Waiting.Started claim in claims) claim.Join();
    }

    [Fact]
    public void Closing_ends_the_wait_of_every_claim()
    {
        Window window = WindowTests.Ordered(1);
        Waiting.Started[] claims = StartClaims(window, 4);

        window.Close();

        foreach (Waiting.Started claim in claims) claim.Join();
    }

    [Fact]
    public void A_finished_item_ends_the_wait_for_news()
    {
        Window window = WindowTests.Ordered(1);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        Waiting.Started taker = StartTaker(window);

        window.Complete(item, ItemState.Completed);

        taker.Join();
    }

    [Fact]
    public void A_notice_ends_the_wait_for_news()
    {
        Window window = WindowTests.Ordered(1);
        Waiting.Started taker = StartTaker(window);

        window.Notify();

        taker.Join();
    }

    [Fact]
    public void A_stop_ends_the_wait_for_news()
    {
        Window window = WindowTests.Ordered(1);
        Waiting.Started taker = StartTaker(window);

        window.Stop();

        taker.Join();
    }

    [Fact]
    public void A_notice_that_came_before_the_wait_is_not_lost()
    {
        Window window = WindowTests.Ordered(1);
        window.Notify();

        Waiting.Run(() => window.WaitForNews());
    }

    [Fact]
    public void An_outcome_that_came_before_the_wait_is_not_lost()
    {
        Window window = WindowTests.Ordered(1);
        window.Complete(WindowTests.PostAndClaim(window, 1)[0], ItemState.Completed);

        Waiting.Run(() => window.WaitForNews());
    }

    [Fact]
    public void The_wait_for_news_goes_on_while_only_a_later_item_is_finished()
    {
        Window window = WindowTests.Ordered(2);
        WorkItem[] items = WindowTests.PostAndClaim(window, 2);
        WorkItem? taken = null;
        Waiting.Started taker = Waiting.Start(() =>
        {
            window.WaitForNews();
            taken = window.TryTake();
        });
        taker.UntilItWaits();

        window.Complete(items[1], ItemState.Completed);
        window.Complete(items[0], ItemState.Completed);

        taker.Join();
        Assert.Same(items[0], taken);
    }

    [Fact]
    public void A_waiting_executor_is_enough_for_an_item()
    {
        Window window = WindowTests.Ordered(1);
        Waiting.Started claim = Waiting.Start(() => window.Claim());
        claim.UntilItWaits();

        window.Post(null);

        Assert.False(window.WantsExecutor);
        claim.Join();
    }

    [Fact]
    public void Two_items_want_a_second_executor_beside_the_waiting_one()
    {
        Window window = WindowTests.Ordered(2);
        Waiting.Started claim = Waiting.Start(() => window.Claim());
        claim.UntilItWaits();

        window.Post(null);
        window.Post(null);

        Assert.True(window.WantsExecutor);
        claim.Join();
    }

    [Fact]
    public void Every_waiting_claim_gets_its_item_while_the_posting_thread_is_elsewhere()
    {
        Window window = WindowTests.Ordered(4);
        var claimed = new CountdownEvent(4);
        void ClaimOne()
        {
            if (window.Claim() != null) claimed.Signal();
        }

        // Some have waited for long, one has only begun to: both kinds must come when the items come at once.
        UntilAsleep(Enumerable.Range(0, 3).Select(_ => Waiting.Start(ClaimOne)).ToArray());
        Waiting.Started late = Waiting.Start(ClaimOne);
        late.UntilItWaits();
        for (int i = 0; i < 4; i++) window.Post(i);

        bool all = claimed.Wait(TimeSpan.FromSeconds(5));
        window.Stop();
        Assert.True(all, $"{claimed.CurrentCount} of 4 items wait beside executors that wait.");
    }

    private static Waiting.Started StartTaker(Window window)
    {
        Waiting.Started taker = Waiting.Start(() => window.WaitForNews());
        taker.UntilItWaits();
        return taker;
    }

    private static Waiting.Started[] StartClaims(Window window, int count)
    {
        Waiting.Started[] claims = Enumerable.Range(0, count).Select(_ => Waiting.Start(() => Assert.Null(window.Claim()))).ToArray();
        UntilAsleep(claims);
        return claims;
    }

    // A claim looks around for a few milliseconds before it sleeps until it is woken; only the latter shows a lost wake-up.
    private static void UntilAsleep(params Waiting.Started[] claims)
    {
        foreach (Waiting.Started claim in claims) claim.UntilItWaits();
        var clock = Stopwatch.StartNew();
        Waiting.Until(() => clock.ElapsedMilliseconds > 150);
    }
}
