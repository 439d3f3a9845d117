using System;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>Who may say how an attempt ended: one alone, and none that comes late.</summary>
public class AttemptTests
{
    private readonly ManualClock _clock = new();
    private readonly SlidingWindow _window;

    public AttemptTests() => _window = new SlidingWindow(2, new InputOrder(), new Supervisor(_clock, null, null, static item => "timed out " + item.Input), clock: _clock);

    [Fact]
    public void An_attempt_runs_until_one_has_said_how_it_ended()
    {
        Attempt attempt = _window.PostAndClaim(1)[0];
        Assert.True(attempt.IsRunning);

        Assert.True(_window.Complete(attempt, WindowSteps.Done));

        Assert.False(attempt.IsRunning);
    }

    [Fact]
    public void The_right_to_end_an_attempt_is_given_once()
    {
        Attempt attempt = _window.PostAndClaim(1)[0];

        Assert.True(_window.TryEnd(attempt));
        Assert.False(_window.TryEnd(attempt));
    }

    [Fact]
    public void A_result_counts_no_more_when_another_has_ended_the_attempt()
    {
        Attempt attempt = _window.PostAndClaim(1)[0];
        GiveUp(attempt);

        Assert.False(_window.Complete(attempt, AttemptResult.Completed(ItemRecords.One("late"))));

        Outcome outcome = _window.Take();
        Assert.Equal((ItemState.TimedOut, "given up"), (outcome.State, outcome.Failure));
        Assert.Empty(outcome.Records);
        Assert.False(_window.TryTake(out _));
    }

    [Fact]
    public void An_attempt_that_has_ended_by_itself_is_not_given_up()
    {
        Attempt attempt = _window.PostAndClaim(1)[0];
        _window.Complete(attempt, WindowSteps.Done);

        Assert.False(_window.TryEnd(attempt));
        Assert.Equal(ItemState.Completed, _window.Take().State);
    }

    [Fact]
    public void A_late_result_spoils_nothing_of_another_input_that_has_the_item_now()
    {
        Attempt late = _window.PostAndClaim(1)[0];
        GiveUp(late);
        _window.Take();
        _window.Post("next");
        Attempt next = _window.Claim();
        Assert.Same(late.Item, next.Item);

        Assert.False(_window.Complete(late, AttemptResult.Failed(default, "late")));

        Assert.True(next.IsRunning);
        Assert.True(_window.Complete(next, AttemptResult.Completed(ItemRecords.One("output"))));
        Outcome outcome = _window.Take();
        Assert.Equal(("next", ItemState.Completed, "output"), (outcome.Input, outcome.State, Assert.Single(outcome.Records)));
    }

    [Fact]
    public void A_late_result_spoils_nothing_of_the_next_attempt()
    {
        Attempt late = _window.PostAndClaim(1)[0];
        _window.TryEnd(late);
        _window.Requeue(late.Item);
        Attempt next = _window.Claim();

        Assert.False(_window.Complete(late, AttemptResult.Failed(default, "late")));
        Assert.True(_window.Complete(next, WindowSteps.Done));

        Assert.Equal((ItemState.Completed, 2), (_window.Take() is var outcome ? (outcome.State, outcome.Attempts) : default));
    }

    [Fact]
    public void Two_attempts_of_one_item_are_not_the_same()
    {
        Attempt first = _window.PostAndClaim(1)[0];
        _window.TryEnd(first);
        _window.Requeue(first.Item);
        Attempt second = _window.Claim();

        Assert.Same(first.Item, second.Item);
        Assert.False(second.Is(first));
        Assert.True(second.Is(second));
        Assert.True(second.IsRunning);
        Assert.False(first.IsRunning);
    }

    [Fact]
    public void That_its_time_is_over_holds_for_one_attempt_alone()
    {
        Attempt first = _window.PostAndClaim(1)[0];
        first.Item.Expire(first.Ticket);
        _window.TryEnd(first);
        _window.Requeue(first.Item);

        Attempt second = _window.Claim();

        Assert.True(first.IsExpired);
        Assert.False(second.IsExpired);
    }

    [Fact]
    public void An_attempt_that_ends_after_its_time_was_over_is_timed_out_and_keeps_its_records()
    {
        _window.Post("slow");
        Attempt attempt = _window.Claim();
        attempt.Item.Expire(attempt.Ticket);

        Assert.True(_window.Complete(attempt, AttemptResult.Completed(ItemRecords.One("warning"))));

        Outcome outcome = _window.Take();
        Assert.Equal((ItemState.TimedOut, "timed out slow", "warning"), (outcome.State, outcome.Failure, Assert.Single(outcome.Records)));
    }

    [Fact]
    public void The_time_of_an_attempt_that_is_over_is_not_counted_anew()
    {
        Attempt attempt = _window.PostAndClaim(1)[0];
        attempt.Item.Expire(attempt.Ticket);
        _clock.Advance(TimeSpan.FromSeconds(1));

        _window.Restart(attempt);

        Assert.Equal(0, attempt.Item.StartedAt);
    }

    [Fact]
    public void An_item_that_comes_back_is_claimed_before_those_that_have_not_run()
    {
        _window.Post("first");
        Attempt first = _window.Claim();
        _window.Post("second");
        _window.TryEnd(first);

        _window.Requeue(first.Item);

        Assert.Equal(("first", 2), (_window.Claim() is var again ? (again.Input, again.Number) : default));
    }

    [Fact]
    public void Nobody_may_end_an_attempt_after_a_stop()
    {
        Attempt attempt = _window.PostAndClaim(1)[0];

        _window.Stop();

        Assert.False(_window.TryEnd(attempt));
    }

    [Fact]
    public void A_stop_between_the_end_of_an_attempt_and_its_handing_in_drops_the_item()
    {
        Attempt attempt = _window.PostAndClaim(1)[0];
        _window.TryEnd(attempt);
        _window.Stop();

        _window.HandIn(attempt.Item, WindowSteps.Done);

        Assert.False(_window.TryTake(out _));
        Assert.Equal(1, _window.Dropped);
    }

    private void GiveUp(in Attempt attempt)
    {
        Assert.True(_window.TryEnd(attempt));
        _window.HandIn(attempt.Item, AttemptResult.TimedOut(default, "given up"));
    }
}
