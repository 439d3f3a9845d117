using System.Linq;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>Who waits at a window, and what ends the wait.</summary>
public class SlidingWindowWaitTests
{
    [Fact]
    public void A_post_ends_the_wait_of_one_claim()
    {
        SlidingWindow window = new(1, new InputOrder());
        object? claimed = null;
        Waiting.Started claim = Waiting.Start(() => claimed = Claims(window, out Attempt attempt) ? attempt.Input : null);
        claim.UntilItWaits();

        window.Post("a");

        claim.Join();
        Assert.Equal("a", claimed);
    }

    [Fact]
    public void A_stop_ends_the_wait_of_every_claim()
    {
        SlidingWindow window = new(1, new InputOrder());
        Waiting.Started[] claims = StartClaims(window, 4);

        window.Stop();

        foreach (Waiting.Started claim in claims) claim.Join();
    }

    [Fact]
    public void Closing_ends_the_wait_of_every_claim()
    {
        SlidingWindow window = new(1, new InputOrder());
        Waiting.Started[] claims = StartClaims(window, 4);

        window.Close();

        foreach (Waiting.Started claim in claims) claim.Join();
    }

    [Fact]
    public void A_finished_item_ends_the_wait_for_news()
    {
        SlidingWindow window = new(1, new InputOrder());
        Attempt attempt = window.PostAndClaim(1)[0];
        Waiting.Started taker = StartTaker(window);

        window.Complete(attempt, WindowSteps.Done);

        taker.Join();
    }

    [Fact]
    public void A_notice_ends_the_wait_for_news()
    {
        SlidingWindow window = new(1, new InputOrder());
        Waiting.Started taker = StartTaker(window);

        window.Notify();

        taker.Join();
    }

    [Fact]
    public void A_stop_ends_the_wait_for_news()
    {
        SlidingWindow window = new(1, new InputOrder());
        Waiting.Started taker = StartTaker(window);

        window.Stop();

        taker.Join();
    }

    [Fact]
    public void A_notice_that_came_before_the_wait_is_not_lost()
    {
        SlidingWindow window = new(1, new InputOrder());
        window.Notify();

        Waiting.Run(() => window.WaitForNews());
    }

    [Fact]
    public void An_outcome_that_came_before_the_wait_is_not_lost()
    {
        SlidingWindow window = new(1, new InputOrder());
        window.Complete(window.PostAndClaim(1)[0], WindowSteps.Done);

        Waiting.Run(() => window.WaitForNews());
    }

    [Fact]
    public void The_wait_for_news_goes_on_while_only_a_later_item_is_finished()
    {
        SlidingWindow window = new(2, new InputOrder());
        Attempt[] attempts = window.PostAndClaim(2);
        long? taken = null;
        Waiting.Started taker = Waiting.Start(() =>
        {
            window.WaitForNews();
            taken = window.Take().Index;
        });
        taker.UntilItWaits();

        window.Complete(attempts[1], WindowSteps.Done);
        window.Complete(attempts[0], WindowSteps.Done);

        taker.Join();
        Assert.Equal(0, taken);
    }

    [Fact]
    public void A_waiting_executor_is_enough_for_an_item()
    {
        SlidingWindow window = new(1, new InputOrder());
        Waiting.Started claim = Waiting.Start(() => Assert.True(Claims(window, out _)));
        claim.UntilItWaits();

        window.Post(null);

        Assert.False(window.WantsExecutor);
        claim.Join();
    }

    [Fact]
    public void Two_items_want_a_second_executor_beside_the_waiting_one()
    {
        SlidingWindow window = new(2, new InputOrder());
        Waiting.Started claim = Waiting.Start(() => Assert.True(Claims(window, out _)));
        claim.UntilItWaits();

        window.Post(null);
        window.Post(null);

        Assert.True(window.WantsExecutor);
        claim.Join();
    }

    [Fact]
    public void Every_waiting_claim_gets_its_item_while_the_posting_thread_is_elsewhere()
    {
        SlidingWindow window = new(4, new InputOrder());
        Waiting.Started[] claims = Enumerable.Range(1, 4).Select(number => Waiting.Start(() => Assert.True(window.TryClaim(new Lane(number), out _)))).ToArray();
        foreach (Waiting.Started claim in claims) claim.UntilItWaits();

        for (int i = 0; i < 4; i++) window.Post(i);

        foreach (Waiting.Started claim in claims) claim.Join();
    }

    private static bool Claims(SlidingWindow window, out Attempt attempt) => window.TryClaim(new Lane(1), out attempt);

    private static Waiting.Started StartTaker(SlidingWindow window)
    {
        Waiting.Started taker = Waiting.Start(() => window.WaitForNews());
        taker.UntilItWaits();
        return taker;
    }

    private static Waiting.Started[] StartClaims(SlidingWindow window, int count)
    {
        Waiting.Started[] claims = Enumerable.Range(1, count).Select(number => Waiting.Start(() => Assert.False(window.TryClaim(new Lane(number), out _)))).ToArray();
        foreach (Waiting.Started claim in claims) claim.UntilItWaits();
        return claims;
    }
}
