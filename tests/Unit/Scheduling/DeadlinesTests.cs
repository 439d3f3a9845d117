using System;
using System.Linq;
using CsCheck;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>When attempts expire and when they are stuck, with times that are the test's, in ticks: the limit is 100, the grace 30.</summary>
public class DeadlinesTests
{
    private readonly Deadlines _deadlines = new(TimeSpan.FromTicks(100), TimeSpan.FromTicks(30));

    [Fact]
    public void Nothing_is_due_where_nothing_runs()
    {
        _deadlines.Watch(new Lane(1));

        Assert.Empty(_deadlines.Due(long.MaxValue));
    }

    [Fact]
    public void Nothing_that_starts_later_is_due_before_a_whole_limit() => Assert.Equal(107, _deadlines.NextDue(7));

    [Fact]
    public void An_attempt_is_due_when_its_limit_is_over_and_not_before()
    {
        Attempt attempt = Started(at: 5);

        Assert.Equal(105, _deadlines.NextDue(5));
        Assert.Empty(_deadlines.Due(104));
        Assert.True(Assert.Single(_deadlines.Due(105)).Is(attempt));
    }

    [Fact]
    public void An_expired_attempt_is_due_again_when_its_grace_is_over_as_well()
    {
        Attempt attempt = Started(at: 0);
        attempt.Item.Expire(attempt.Ticket);

        Assert.Equal(130, _deadlines.NextDue(100));
        Assert.Empty(_deadlines.Due(129));
        Assert.True(Assert.Single(_deadlines.Due(130)).Is(attempt));
    }

    [Fact]
    public void An_attempt_that_has_ended_is_never_due()
    {
        Attempt attempt = Started(at: 0);
        attempt.Item.TryEnd(attempt.Ticket);

        Assert.Equal(150, _deadlines.NextDue(50));
        Assert.Empty(_deadlines.Due(1000));
    }

    [Fact]
    public void A_further_attempt_of_an_expired_item_has_its_own_time()
    {
        Attempt first = Started(at: 0);
        first.Item.Expire(first.Ticket);
        first.Item.TryEnd(first.Ticket);

        Attempt second = first.Item.Start(executor: 1, now: 120);

        Assert.Equal(220, _deadlines.NextDue(120));
        Assert.Empty(_deadlines.Due(219));
        Assert.True(Assert.Single(_deadlines.Due(220)).Is(second));
    }

    [Fact]
    public void An_attempt_whose_time_counts_from_now_is_due_later()
    {
        Attempt attempt = Started(at: 0);

        attempt.Item.Restart(60);

        Assert.Empty(_deadlines.Due(159));
        Assert.Single(_deadlines.Due(160));
    }

    [Fact]
    public void All_attempts_of_an_executor_that_runs_several_are_looked_at()
    {
        Attempt[] attempts = { Started(at: 0), Started(at: 1), Started(at: 500) };

        Assert.Equal(attempts[..2].Select(a => a.Item), _deadlines.Due(101).Select(a => a.Item));
    }

    [Fact]
    public void The_lane_of_an_executor_that_is_forgotten_is_not_looked_at_when_its_attempt_has_ended()
    {
        Attempt stuck = Started(at: 0, executor: 1);
        Attempt other = Started(at: 0, executor: 2);
        stuck.Item.TryEnd(stuck.Ticket);

        _deadlines.Forget(executor: 1);

        stuck.Item.Start(executor: 3, now: 0);
        Assert.True(Assert.Single(_deadlines.Due(1000)).Is(other));
    }

    [Fact]
    public void What_is_due_is_what_has_run_for_its_limit_and_nothing_comes_before_the_time_that_was_told() =>
        Gen.Select(Gen.Int[0, 60].Array[0, 8], Gen.Int[0, 200]).Sample((starts, now) =>
        {
            var deadlines = new Deadlines(TimeSpan.FromTicks(100), TimeSpan.FromTicks(30));
            foreach (int start in starts) Start(deadlines, start, executor: 1);

            long next = deadlines.NextDue(60);

            Assert.Equal(starts.Where(s => s + 100 <= now).Order(), deadlines.Due(now).Select(a => (int)a.Item.StartedAt).Order());
            Assert.Empty(deadlines.Due(next - 1));
            Assert.Equal(starts.Length > 0 ? starts.Min() + 100 : 160, next);
        });

    private static Attempt Start(Deadlines deadlines, long at, int executor)
    {
        var item = new WorkItem(0, null);
        Attempt attempt = item.Start(executor, at);
        deadlines.Watch(new Lane(executor) { Item = item });
        return attempt;
    }

    private Attempt Started(long at, int executor = 1) => Start(_deadlines, at, executor);
}
