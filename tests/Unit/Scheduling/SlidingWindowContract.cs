using System;
using System.Linq;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What holds for every window on one thread, in either order, supervised or not.</summary>
public abstract class SlidingWindowContract
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_window_is_full_at_its_capacity()
    {
        SlidingWindow window = Window(2);
        window.Post(null);
        Assert.False(window.IsFull);

        window.Post(null);

        Assert.True(window.IsFull);
    }

    [Fact]
    public void A_finished_item_keeps_its_place_until_it_is_taken()
    {
        SlidingWindow window = Window(1);
        window.Complete(window.PostAndClaim(1)[0], WindowSteps.Done);
        Assert.True(window.IsFull);

        window.Take();

        Assert.False(window.IsFull);
    }

    [Fact]
    public void Posting_into_a_full_window_is_a_programming_error()
    {
        SlidingWindow window = Window(1);
        window.Post(null);

        Assert.Throws<InvalidOperationException>(() => window.Post(null));
    }

    [Fact]
    public void Posting_into_a_closed_window_is_a_programming_error()
    {
        SlidingWindow window = Window(1);
        window.Close();

        Assert.Throws<InvalidOperationException>(() => window.Post(null));
    }

    [Fact]
    public void Items_are_claimed_in_input_order_each_for_its_first_attempt()
    {
        SlidingWindow window = Window(2);
        window.Post("a");
        window.Post("b");

        Attempt first = window.Claim(), second = window.Claim();

        Assert.Equal((0L, "a", 1), (first.Index, first.Input, first.Number));
        Assert.Equal((1L, "b", 1), (second.Index, second.Input, second.Number));
    }

    [Fact]
    public void A_null_input_is_an_item()
    {
        SlidingWindow window = Window(1);
        window.Post(null);

        Assert.Null(window.Claim().Input);
    }

    [Fact]
    public void A_lane_has_the_item_that_was_claimed_last()
    {
        SlidingWindow window = Window(2);
        window.Post("a");
        window.Post("b");
        var lane = new Lane(3);

        window.TryClaim(lane, out _);
        window.TryClaim(lane, out Attempt second);

        Assert.Same(second.Item, lane.Item);
        Assert.Equal(3, lane.Item!.Executor);
    }

    [Fact]
    public void An_outcome_has_all_that_became_of_its_item()
    {
        SlidingWindow window = Window(1);
        window.Post("a");
        window.Complete(window.Claim(executor: 3), AttemptResult.Failed(ItemRecords.Of(1, null), "bad"));

        Outcome outcome = window.Take();

        Assert.Equal((0L, "a", ItemState.Failed, "bad"), (outcome.Index, outcome.Input, outcome.State, outcome.Failure));
        Assert.Equal((1, 3), (outcome.Attempts, outcome.Executor));
        Assert.Equal(new object?[] { 1, null }, outcome.Records);
        Assert.Null(outcome.EarlierRecords);
    }

    [Fact]
    public void An_outcome_tells_when_its_item_started_and_how_long_it_ran()
    {
        SlidingWindow window = Window(1);
        window.Post("a");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Attempt attempt = window.Claim();
        _clock.Advance(TimeSpan.FromSeconds(2));
        window.Complete(attempt, WindowSteps.Done);
        _clock.Advance(TimeSpan.FromSeconds(4));

        Outcome outcome = window.Take();

        Assert.Equal((_clock.StartTime.AddSeconds(1), TimeSpan.FromSeconds(2)), (outcome.StartTime, outcome.Duration));
    }

    [Fact]
    public void The_time_of_an_attempt_that_is_restarted_counts_from_then()
    {
        SlidingWindow window = Window(1);
        Attempt attempt = window.PostAndClaim(1)[0];
        _clock.Advance(TimeSpan.FromSeconds(1));

        window.Restart(attempt);

        _clock.Advance(TimeSpan.FromSeconds(2));
        window.Complete(attempt, WindowSteps.Done);
        Assert.Equal(TimeSpan.FromSeconds(2), window.Take().Duration);
    }

    [Fact]
    public void An_outcome_stays_what_it_is_when_its_item_is_used_again()
    {
        SlidingWindow window = Window(1);
        window.Post("first");
        window.Complete(window.Claim(), AttemptResult.Failed(ItemRecords.One("output"), "bad"));
        Outcome first = window.Take();

        window.Post("second");
        window.Complete(window.Claim(), AttemptResult.Completed(default));
        Outcome second = window.Take();

        Assert.Equal((0L, "first", "bad", "output"), (first.Index, first.Input, first.Failure, Assert.Single(first.Records)));
        Assert.Equal((1L, "second", null, 1), (second.Index, second.Input, second.Failure, second.Attempts));
        Assert.Empty(second.Records);
    }

    [Fact]
    public void An_item_is_used_again_when_its_outcome_was_taken()
    {
        SlidingWindow window = Window(1);
        Attempt first = window.PostAndClaim(1)[0];
        window.Complete(first, WindowSteps.Done);
        window.Take();
        window.Post(null);

        Assert.Same(first.Item, window.Claim().Item);
    }

    [Fact]
    public void An_outcome_is_taken_once()
    {
        SlidingWindow window = Window(2);
        Attempt[] attempts = window.PostAndClaim(2);
        foreach (Attempt attempt in attempts) window.Complete(attempt, WindowSteps.Done);

        Assert.Equal(2, window.TakeAll().Length);
        Assert.False(window.TryTake(out _));
    }

    [Fact]
    public void A_closed_window_still_gives_the_items_that_wait()
    {
        SlidingWindow window = Window(1);
        window.Post("a");
        window.Close();

        Assert.Equal("a", window.Claim().Input);
    }

    [Fact]
    public void A_closed_and_empty_window_gives_no_item()
    {
        SlidingWindow window = Window(1);
        window.Close();

        Waiting.Run(() => Assert.False(window.TryClaim(new Lane(1), out _)));
    }

    [Fact]
    public void A_window_is_empty_once_all_that_was_accepted_is_taken()
    {
        SlidingWindow window = Window(2);
        window.Complete(window.PostAndClaim(1)[0], WindowSteps.Done);
        Assert.False(window.IsEmpty);

        window.Take();

        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void An_item_wants_an_executor_until_one_claims_it()
    {
        SlidingWindow window = Window(1);
        Assert.False(window.WantsExecutor);
        window.Post(null);
        Assert.True(window.WantsExecutor);

        window.Claim();

        Assert.False(window.WantsExecutor);
    }

    [Fact]
    public void A_stopped_window_accepts_nothing()
    {
        SlidingWindow window = Stopped();

        Assert.False(window.Post(null));
        Assert.Equal(0, window.Accepted);
    }

    [Fact]
    public void A_stopped_window_gives_no_waiting_item()
    {
        SlidingWindow window = Window(1);
        window.Post(null);
        window.Stop();

        Waiting.Run(() => Assert.False(window.TryClaim(new Lane(1), out _)));
    }

    [Fact]
    public void A_result_that_comes_after_a_stop_counts_no_more()
    {
        SlidingWindow window = Window(1);
        Attempt attempt = window.PostAndClaim(1)[0];
        window.Stop();

        Assert.False(window.Complete(attempt, WindowSteps.Done));
        Assert.False(window.TryTake(out _));
    }

    [Fact]
    public void An_outcome_that_was_not_taken_before_a_stop_is_dropped()
    {
        SlidingWindow window = Window(1);
        window.Complete(window.PostAndClaim(1)[0], WindowSteps.Done);

        window.Stop();

        Assert.False(window.TryTake(out _));
    }

    [Fact]
    public void What_was_accepted_and_not_taken_counts_as_dropped_by_a_stop()
    {
        SlidingWindow window = Window(3);
        window.Complete(window.PostAndClaim(3)[0], WindowSteps.Done);
        window.Take();
        Assert.Equal(0, window.Dropped);

        window.Stop();

        Assert.Equal((3, 1, 2), (window.Accepted, window.Taken, window.Dropped));
    }

    [Fact]
    public void A_stopped_window_wants_no_executor()
    {
        SlidingWindow window = Window(1);
        window.Post(null);

        window.Stop();

        Assert.False(window.WantsExecutor);
    }

    [Fact]
    public void Nobody_waits_for_news_of_a_stopped_window()
    {
        SlidingWindow window = Stopped();

        Waiting.Run(() => Assert.True(window.WaitForNews()));
        Waiting.Run(() => Assert.True(window.WaitForNews()));
    }

    [Fact]
    public void A_second_stop_does_nothing()
    {
        SlidingWindow window = Stopped();

        window.Stop();

        Assert.True(window.IsStopped);
    }

    private protected abstract IOutcomeOrder Order();

    private protected abstract Supervisor? Supervisor(Clock clock);

    private protected SlidingWindow Window(int capacity) => new(capacity, Order(), Supervisor(_clock), isTimed: true, _clock);

    private protected void Advance(TimeSpan time) => _clock.Advance(time);

    private protected static Supervisor WatchingNothing(Clock clock) => new(clock, null, null, static _ => "timed out");

    [Fact]
    public void An_expired_window_gives_what_had_finished_and_nothing_else()
    {
        SlidingWindow window = Window(3);
        Attempt[] attempts = window.PostAndClaim(2);
        window.Post(null);
        window.Complete(attempts[0], WindowSteps.Done);

        window.Expire();

        Assert.False(window.Complete(attempts[1], WindowSteps.Done));
        Waiting.Run(() => Assert.False(window.TryClaim(new Lane(1), out _)));
        Assert.True(window.TryTake(out _));
        Assert.False(window.TryTake(out _));
    }

    [Fact]
    public void A_stop_drops_what_an_expired_window_would_give()
    {
        SlidingWindow window = Window(1);
        window.Complete(window.PostAndClaim(1)[0], WindowSteps.Done);
        window.Expire();

        window.Stop();

        Assert.False(window.TryTake(out _));
    }

    private SlidingWindow Stopped()
    {
        SlidingWindow window = Window(1);
        window.Stop();
        return window;
    }
}
