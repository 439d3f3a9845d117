using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The timetable, with a clock that is the test's, in ticks.</summary>
public class TimetableTests
{
    private readonly Timetable _table = new(TimeSpan.FromTicks(100), TimeSpan.FromTicks(30));

    [Fact]
    public void Nothing_is_due_in_an_empty_timetable()
    {
        Assert.Null(_table.TakeExpired(1000));
        Assert.Null(_table.TakeStuck(1000));
        Assert.Null(_table.TakeDelayed(1000));
    }

    [Fact]
    public void Nothing_that_starts_later_is_due_before_a_whole_limit() => Assert.Equal(107, _table.NextDue(7));

    [Fact]
    public void An_attempt_expires_when_its_limit_is_over_and_not_before()
    {
        WorkItem item = Started(at: 5);

        Assert.Equal(105, _table.NextDue(5));
        Assert.Null(_table.TakeExpired(104));
        Assert.False(item.IsExpired);
        Assert.Same(item, _table.TakeExpired(105));
        Assert.True(item.IsExpired);
    }

    [Fact]
    public void An_attempt_expires_once()
    {
        Started(at: 0);
        _table.TakeExpired(100);

        Assert.Null(_table.TakeExpired(1000));
    }

    [Fact]
    public void An_expired_attempt_is_stuck_when_its_grace_is_over_as_well()
    {
        WorkItem item = Started(at: 0);
        _table.TakeExpired(100);

        Assert.Equal(130, _table.NextDue(100));
        Assert.Null(_table.TakeStuck(129));
        Assert.Same(item, _table.TakeStuck(130));
        Assert.Null(_table.TakeStuck(1000));
    }

    [Fact]
    public void No_attempt_is_stuck_before_it_was_asked_to_end()
    {
        Started(at: 0);

        Assert.Null(_table.TakeStuck(1000));
    }

    [Fact]
    public void An_attempt_that_has_ended_is_never_due()
    {
        WorkItem running = Started(at: 0);
        running.TryEnd();
        Assert.Equal(150, _table.NextDue(50));
        Assert.Null(_table.TakeExpired(1000));

        WorkItem expired = Started(at: 0);
        _table.TakeExpired(100);
        expired.TryEnd();

        Assert.Null(_table.TakeStuck(1000));
    }

    [Fact]
    public void A_further_attempt_of_an_expired_item_has_its_own_time()
    {
        WorkItem item = Started(at: 0);
        _table.TakeExpired(100);
        item.TryEnd();
        item.Renew();
        item.Start(executor: 7, now: 120);
        _table.Started(item);

        Assert.False(item.IsExpired);
        Assert.Null(_table.TakeStuck(200));
        Assert.Same(item, _table.TakeExpired(220));
    }

    [Fact]
    public void All_whose_time_is_over_expire()
    {
        WorkItem[] items = { Started(at: 0, executor: 1), Started(at: 1, executor: 2), Started(at: 1, executor: 3) };

        Assert.Equal(items, new[] { _table.TakeExpired(500), _table.TakeExpired(500), _table.TakeExpired(500) }.OrderBy(i => i!.Executor));
        Assert.Null(_table.TakeExpired(500));
    }

    [Fact]
    public void Without_a_limit_no_attempt_is_ever_due()
    {
        var table = new Timetable(null, TimeSpan.Zero);
        var item = new WorkItem(0, null);
        item.Start(executor: 1, now: 0);
        table.Started(item);

        Assert.Null(table.NextDue(1000));
        Assert.Null(table.TakeExpired(long.MaxValue));
    }

    [Fact]
    public void A_delayed_item_is_due_when_its_pause_is_over_and_not_before()
    {
        var item = new WorkItem(0, null);
        _table.Delay(item, 50);

        Assert.Equal(50, _table.NextDue(0));
        Assert.Null(_table.TakeDelayed(49));
        Assert.Same(item, _table.TakeDelayed(50));
        Assert.Null(_table.TakeDelayed(1000));
    }

    [Fact]
    public void Delayed_items_come_back_by_the_ends_of_their_pauses() => Gen.Int[0, 20].Array[0, 30].Sample(dues =>
    {
        var table = new Timetable(null, TimeSpan.Zero);
        for (int i = 0; i < dues.Length; i++) table.Delay(new WorkItem(i, null), dues[i]);

        var back = new List<long>();
        for (long now = 0; now <= 20; now++)
        {
            Assert.True(table.NextDue(now) is null || table.NextDue(now) >= now);
            while (table.TakeDelayed(now) is { } item) back.Add(item.Index);
        }

        // Equal ones in the order in which they came.
        Assert.Equal(Enumerable.Range(0, dues.Length).OrderBy(i => dues[i]).Select(i => (long)i), back);
    });

    [Fact]
    public void The_earliest_of_all_is_due_next()
    {
        Started(at: 0, executor: 1);
        _table.TakeExpired(100);
        Started(at: 90, executor: 2);
        _table.Delay(new WorkItem(2, null), 150);
        Assert.Equal(130, _table.NextDue(100));

        _table.TakeStuck(130);
        Assert.Equal(150, _table.NextDue(130));

        _table.TakeDelayed(150);
        Assert.Equal(190, _table.NextDue(150));
    }

    private WorkItem Started(long at, int executor = 1)
    {
        var item = new WorkItem(0, null);
        item.Start(executor, at);
        _table.Started(item);
        return item;
    }
}
