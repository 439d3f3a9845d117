using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The timetable, with a clock that is the test's.</summary>
public class TimetableTests
{
    private readonly Timetable _table = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(30));

    [Fact]
    public void Nothing_is_due_in_an_empty_timetable()
    {
        Assert.Null(_table.NextDue);
        Assert.Null(_table.TakeExpired(long.MaxValue));
        Assert.Null(_table.TakeStuck(long.MaxValue));
        Assert.Null(_table.TakeDelayed(long.MaxValue));
    }

    [Fact]
    public void An_attempt_expires_when_its_limit_is_over_and_not_before()
    {
        WorkItem item = Started(at: 5);

        Assert.Equal(105, _table.NextDue);
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

        Assert.Equal(130, _table.NextDue);
        Assert.Null(_table.TakeStuck(129));
        Assert.Same(item, _table.TakeStuck(130));
        Assert.Null(_table.NextDue);
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
        _table.Ended(running);
        Assert.Null(_table.NextDue);

        WorkItem expired = Started(at: 0);
        _table.TakeExpired(100);
        _table.Ended(expired);

        Assert.Null(_table.NextDue);
        Assert.Null(_table.TakeStuck(1000));
    }

    [Fact]
    public void Who_started_first_expires_first()
    {
        WorkItem[] items = { Started(at: 0), Started(at: 1), Started(at: 1) };

        Assert.Equal(items, new[] { _table.TakeExpired(500), _table.TakeExpired(500), _table.TakeExpired(500) });
    }

    [Fact]
    public void Without_a_limit_no_attempt_is_ever_due()
    {
        var table = new Timetable(null, TimeSpan.Zero);
        table.Started(new WorkItem(0, null), 0);

        Assert.Null(table.NextDue);
        Assert.Null(table.TakeExpired(long.MaxValue));
    }

    [Fact]
    public void A_limit_below_a_millisecond_is_one_and_not_none()
    {
        var table = new Timetable(TimeSpan.FromTicks(1), TimeSpan.Zero);
        table.Started(new WorkItem(0, null), 7);

        Assert.Equal(8, table.NextDue);
    }

    [Fact]
    public void A_delayed_item_is_due_when_its_pause_is_over_and_not_before()
    {
        var item = new WorkItem(0, null);
        _table.Delay(item, 50);

        Assert.Equal(50, _table.NextDue);
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
            Assert.True(table.NextDue is null || table.NextDue >= now);
            while (table.TakeDelayed(now) is { } item) back.Add(item.Index);
        }

        // Equal ones in the order in which they came.
        Assert.Equal(Enumerable.Range(0, dues.Length).OrderBy(i => dues[i]).Select(i => (long)i), back);
    });

    [Fact]
    public void The_earliest_of_all_is_due_next()
    {
        Started(at: 0);
        _table.TakeExpired(100);
        Started(at: 90);
        _table.Delay(new WorkItem(2, null), 150);
        Assert.Equal(130, _table.NextDue);

        _table.TakeStuck(130);
        Assert.Equal(150, _table.NextDue);

        _table.TakeDelayed(150);
        Assert.Equal(190, _table.NextDue);
    }

    private WorkItem Started(long at)
    {
        var item = new WorkItem(0, null);
        _table.Started(item, at);
        return item;
    }
}
