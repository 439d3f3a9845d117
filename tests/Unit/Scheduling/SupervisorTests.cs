using System;
using System.Collections.Generic;
using System.Linq;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What a look of the supervisor does at its time; attempts run for 10 seconds at most, and have 2 more to end. Executors are driven by the test.</summary>
public sealed class SupervisorTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly ManualClock _clock = new();
    private readonly List<FakeExecutor> _executors = new();
    private SlidingWindow _window = null!;
    private ExecutorPool _pool = null!;
    private Supervisor _supervisor = null!;

    public void Dispose() => _window.Stop();

    [Fact]
    public void An_attempt_whose_time_is_over_is_asked_to_end_and_no_other()
    {
        Supervise(executors: 2);
        Attempt[] attempts = Start(2);
        _clock.Advance(Moment);
        _window.Restart(attempts[1]);

        Pass(Limit - Moment);

        Assert.True(Assert.Single(_executors[0].Cancelled).Is(attempts[0]));
        Assert.Empty(_executors[1].Cancelled);
        Assert.Equal((true, true, false), (attempts[0].IsRunning, attempts[0].IsExpired, attempts[1].IsExpired));
    }

    [Fact]
    public void An_attempt_is_asked_to_end_once()
    {
        Supervise(executors: 1);
        Start(1);

        Pass(Limit);
        Pass(Grace - Moment);

        Assert.Single(_executors[0].Cancelled);
    }

    [Fact]
    public void An_executor_whose_attempt_ends_in_its_grace_is_kept()
    {
        Supervise(executors: 1);
        Attempt attempt = Start(1)[0];
        Pass(Limit);

        Assert.True(_window.Complete(attempt, WindowSteps.Done));

        Pass(Grace);
        Assert.False(_executors[0].IsAbandoned);
        Assert.Equal(ItemState.TimedOut, _window.Take().State);
    }

    [Fact]
    public void An_executor_that_is_stuck_is_given_up_and_its_item_timed_out()
    {
        Supervise(executors: 1);
        Attempt attempt = Start(1)[0];
        Pass(Limit);

        Pass(Grace - Moment);
        Assert.False(_executors[0].IsAbandoned);
        Pass(Moment);

        Assert.True(_executors[0].IsAbandoned);
        Assert.False(_window.Complete(attempt, WindowSteps.Done));
        Outcome outcome = _window.Take();
        Assert.Equal((ItemState.TimedOut, "timed out 0", Limit + Grace), (outcome.State, outcome.Failure, outcome.Duration));
        Assert.Empty(_window.TakeAll());
    }

    [Fact]
    public void An_executor_takes_the_place_of_one_that_was_given_up_where_an_item_waits()
    {
        Supervise(executors: 1);
        Start(1);
        _window.Post("waits");
        _pool.EnsureExecutor();
        Assert.Single(_executors);

        Pass(Limit);
        Pass(Grace);

        Assert.Equal((2, 1), (_executors.Count, _pool.Count));
        Assert.False(_executors[1].IsAbandoned);
    }

    [Fact]
    public void No_executor_takes_the_place_of_one_that_was_given_up_where_no_item_waits()
    {
        Supervise(executors: 1);
        Start(1);

        Pass(Limit);
        Pass(Grace);

        Assert.Equal((1, 0), (_executors.Count, _pool.Count));
    }

    [Fact]
    public void A_stopped_map_gives_up_nobody()
    {
        Supervise(executors: 1);
        Start(1);
        Pass(Limit);
        _window.Stop();

        Pass(Grace);

        Assert.False(_executors[0].IsAbandoned);
    }

    [Fact]
    public void The_one_attempt_of_several_whose_time_is_over_is_asked_to_end_where_one_executor_runs_them()
    {
        Supervise(executors: 1);
        Attempt first = Start(1)[0];
        _clock.Advance(Moment);
        _window.Post("second");
        Attempt second = Claim(1);

        Pass(Limit - Moment);

        Assert.True(Assert.Single(_executors[0].Cancelled).Is(first));
        Assert.False(second.IsExpired);
    }

    [Fact]
    public void An_attempt_that_two_lanes_remember_is_asked_to_end_once()
    {
        Supervise(executors: 1, retries: 1);
        Attempt first = Start(1)[0];
        _window.Complete(first, WindowSteps.Bad);
        Pass(TimeSpan.FromSeconds(2));
        Attempt second = Claim(1);
        Assert.Same(first.Item, second.Item);

        Pass(Limit);

        Assert.True(Assert.Single(_executors[0].Cancelled).Is(second));
    }

    [Fact]
    public void A_failed_item_comes_back_when_its_pause_is_over_and_not_before()
    {
        Supervise(executors: 1, retries: 1);
        Attempt first = Start(1)[0];
        Assert.True(_window.Complete(first, WindowSteps.Bad));

        Pass(TimeSpan.FromSeconds(0.75) - Moment);
        Assert.Equal((0, false), (_window.Waiting, _window.TryTake(out _)));
        Pass(TimeSpan.FromSeconds(0.5) + Moment);

        Attempt second = Claim(1);
        Assert.Equal((0L, 2), (second.Index, second.Number));
    }

    [Fact]
    public void An_item_that_came_back_keeps_its_place()
    {
        Supervise(executors: 2, retries: 1);
        Attempt[] attempts = Start(2);
        _window.Complete(attempts[0], WindowSteps.Bad);
        _window.Complete(attempts[1], WindowSteps.Done);
        Assert.False(_window.TryTake(out _));

        Pass(TimeSpan.FromSeconds(2));
        _window.Complete(Claim(1), WindowSteps.Done);

        Assert.Equal(new long[] { 0, 1 }, _window.TakeIndexes());
    }

    [Fact]
    public void The_last_attempt_is_the_outcome_and_the_records_of_the_others_are_set_aside()
    {
        Supervise(executors: 1, retries: 2);
        Attempt attempt = Start(1)[0];
        for (int i = 1; i <= 2; i++)
        {
            _window.Complete(attempt, AttemptResult.Failed(ItemRecords.One("record " + i), "failure " + i));
            Pass(TimeSpan.FromSeconds(4));
            attempt = Claim(1);
        }

        _window.Complete(attempt, AttemptResult.Failed(ItemRecords.One("record 3"), "failure 3"));

        Outcome outcome = _window.Take();
        Assert.Equal((3, "failure 3", "record 3"), (outcome.Attempts, outcome.Failure, Assert.Single(outcome.Records)));
        Assert.Equal(new[] { new[] { "record 1", "failure 1" }, new[] { "record 2", "failure 2" } }, outcome.EarlierRecords!.Select(r => r.Cast<string>().ToArray()));
    }

    [Fact]
    public void A_completed_item_is_not_tried_again()
    {
        Supervise(executors: 1, retries: 5);

        _window.Complete(Start(1)[0], WindowSteps.Done);

        Assert.Equal(1, _window.Take().Attempts);
    }

    [Fact]
    public void An_item_that_is_stuck_in_every_attempt_is_one_outcome()
    {
        Supervise(executors: 1, retries: 2);
        Start(1);
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            if (attempt > 1) Claim(executor: attempt);
            Pass(Limit);
            Pass(Grace);
            Pass(TimeSpan.FromSeconds(4));
        }

        Outcome outcome = Assert.Single(_window.TakeAll());
        Assert.Equal((ItemState.TimedOut, 3, 2), (outcome.State, outcome.Attempts, outcome.EarlierRecords?.Count));
        Assert.Equal(new[] { true, true, true }, _executors.Select(e => e.IsAbandoned));
    }

    [Fact]
    public void An_item_that_comes_back_has_an_executor_started_for_it()
    {
        Supervise(executors: 1, retries: 1);
        Start(1);
        Pass(Limit);
        Pass(Grace);
        Assert.Equal(0, _pool.Count);

        Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(1, _pool.Count);
    }

    [Fact]
    public void An_item_in_its_pause_counts_against_the_capacity()
    {
        Supervise(executors: 1, retries: 1, capacity: 1);

        _window.Complete(Start(1)[0], WindowSteps.Bad);

        Assert.True(_window.IsFull);
    }

    [Fact]
    public void A_map_is_not_over_while_an_item_pauses()
    {
        Supervise(executors: 1, retries: 1);
        _window.Complete(Start(1)[0], WindowSteps.Bad);

        _window.Close();
        Assert.False(_window.IsOver);
        Pass(TimeSpan.FromSeconds(2));
        _window.Complete(Claim(1), WindowSteps.Bad);

        Assert.True(_window.IsOver);
    }

    [Fact]
    public void A_stop_drops_an_item_in_its_pause()
    {
        Supervise(executors: 1, retries: 1);
        _window.Complete(Start(1)[0], WindowSteps.Bad);

        _window.Stop();

        Assert.Equal((1, 0, 1), (_window.Accepted, _window.Taken, _window.Dropped));
    }

    [Fact]
    public void The_earliest_of_all_is_due_next()
    {
        Supervise(executors: 2, retries: 1);
        Assert.Equal(Limit.Ticks, _supervisor.NextDue);
        Attempt[] attempts = Start(2);
        _clock.Advance(TimeSpan.FromSeconds(4));
        _window.Restart(attempts[1]);
        Assert.Equal(Limit.Ticks, _supervisor.NextDue);

        Pass(Limit - TimeSpan.FromSeconds(4));
        Assert.Equal((Limit + Grace).Ticks, _supervisor.NextDue);

        _window.Complete(attempts[0], WindowSteps.Bad);
        Assert.InRange(_supervisor.NextDue!.Value, (Limit + TimeSpan.FromSeconds(0.75)).Ticks, (Limit + TimeSpan.FromSeconds(1.25)).Ticks);

        Pass(Grace);
        Assert.Equal((Limit + TimeSpan.FromSeconds(4)).Ticks, _supervisor.NextDue);
    }

    [Fact]
    public void Nothing_is_ever_due_where_there_is_no_limit_and_nothing_pauses()
    {
        Supervise(executors: 1, retries: 1, isLimited: false);
        Start(1);

        Assert.Null(_supervisor.NextDue);
    }

    private void Supervise(int executors, int retries = 0, int capacity = 16, bool isLimited = true)
    {
        _supervisor = new Supervisor(
            _clock,
            isLimited ? new Deadlines(Limit, Grace) : null,
            retries > 0 ? new RetryPolicy(retries, delaySeconds: 1, new Random(1)) : null,
            static item => "timed out " + item.Index);
        _window = new SlidingWindow(capacity, new InputOrder(), _supervisor, clock: _clock);
        _pool = new ExecutorPool(_window, executors, Create, static exception => Assert.Fail(exception.ToString()), _clock);
        _supervisor.Watch(_window, _pool);
    }

    private FakeExecutor Create(int number)
    {
        var executor = FakeExecutor.ThatIsDriven();
        _executors.Add(executor);
        Assert.Equal(number, _executors.Count);
        return executor;
    }

    /// <summary>Starts an item on each of some executors.</summary>
    private Attempt[] Start(int count)
    {
        for (int i = 0; i < count; i++) _window.Post(i);
        for (int i = 0; i < count; i++) _pool.EnsureExecutor();
        return Enumerable.Range(1, count).Select(Claim).ToArray();
    }

    /// <summary>Claims an item in the name of an executor that has started, in a lane of its own.</summary>
    private Attempt Claim(int executor)
    {
        Waiting.For(_executors[executor - 1].Ended);
        var lane = new Lane(executor);
        _window.Watch(lane);
        Assert.True(_window.Waiting > 0, "No item waits.");
        Assert.True(_window.TryClaim(lane, out Attempt attempt));
        return attempt;
    }

    private void Pass(TimeSpan time)
    {
        _clock.Advance(time);
        _supervisor.Look();
    }
}
