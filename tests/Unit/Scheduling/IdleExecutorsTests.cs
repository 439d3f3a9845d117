using System;
using System.Collections.Generic;
using System.Linq;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>When an executor without work goes on waiting, and when it stops. A test tells what the executor finds at each of its looks.</summary>
public class IdleExecutorsTests
{
    private const int QuietLooks = 16;
    private const int LooksUntilItSleeps = 1 + QuietLooks + 1;
    private const int StartBacklog = 100;

    private static readonly Flow Quiet = new(accepted: 0, waiting: 0);
    private static readonly Flow Backlog = new(accepted: 1, waiting: 1);

    private readonly List<(int Count, bool Sleeps, bool Watched)> _looks = new();
    private readonly IdleExecutors _idle;
    private int _sleepers;
    private Func<int, Flow> _flow = _ => Quiet;
    private Func<bool> _isOver = () => false;

    public IdleExecutorsTests() => _idle = new IdleExecutors(Look, () => _isOver());

    [Fact]
    public void One_that_dozes_takes_a_backlog_that_nobody_works_on()
    {
        _flow = _ => Backlog;

        Doze();

        Assert.Equal(2, _looks.Count);
    }

    [Fact]
    public void One_that_dozes_goes_on_while_nothing_waits()
    {
        _flow = look => look < 5 ? Quiet : Backlog;

        Doze();

        Assert.Equal(6, _looks.Count);
    }

    [Fact]
    public void One_that_dozes_leaves_a_backlog_to_the_others_as_long_as_they_take_some_of_what_comes()
    {
        Play(Came(8, claimed: 1), Came(8, claimed: 1), Came(8, claimed: 0));

        Doze();

        Assert.Equal(4, _looks.Count);
    }

    [Fact]
    public void After_a_long_doze_the_others_must_have_taken_three_of_four()
    {
        Play(Came(8, claimed: 1), Came(8, claimed: 1), Came(8, claimed: 1), Came(8, claimed: 6), Came(8, claimed: 5));

        Doze();

        Assert.Equal(6, _looks.Count);
    }

    [Fact]
    public void Dozes_become_no_longer_than_the_longest()
    {
        Play(Enumerable.Repeat(Came(8, claimed: 6), 20).Append(Came(8, claimed: 5)).ToArray());

        Doze();

        Assert.Equal(22, _looks.Count);
    }

    [Fact]
    public void Dozes_are_short_again_once_nothing_comes()
    {
        Play(Came(8, claimed: 8), Came(8, claimed: 8), Came(8, claimed: 8 + StartBacklog), Came(0, claimed: 0), Came(8, claimed: 1), Came(8, claimed: 0));

        Doze();

        Assert.Equal(7, _looks.Count);
    }

    [Fact]
    public void A_backlog_that_the_others_work_on_while_nothing_comes_is_taken()
    {
        Play(Came(8, claimed: 1), Came(0, claimed: 1));

        Doze();

        Assert.Equal(3, _looks.Count);
    }

    [Fact]
    public void After_many_quiet_looks_it_sleeps_until_it_is_woken()
    {
        WakeOnceItSleeps();

        Doze();

        Assert.Equal(LooksUntilItSleeps, _looks.Count);
        Assert.All(_looks.SkipLast(1), look => Assert.False(look.Sleeps));
    }

    [Fact]
    public void Quiet_looks_count_anew_when_something_came()
    {
        _flow = look =>
        {
            if (_idle.AnySleeps) _idle.Wake(1);
            return new Flow(accepted: look < QuietLooks ? 0 : 1, waiting: 0);
        };

        Doze();

        Assert.Equal(1 + (QuietLooks - 1) + LooksUntilItSleeps, _looks.Count);
    }

    [Fact]
    public void One_that_goes_to_sleep_sees_an_item_that_has_just_come()
    {
        _flow = _ => _idle.AnySleeps ? Backlog : Quiet;

        Doze();

        Assert.Equal(LooksUntilItSleeps, _looks.Count);
    }

    [Fact]
    public void One_that_dozes_is_woken_before_its_next_look()
    {
        _isOver = () =>
        {
            _idle.Wake(1);
            return false;
        };

        Doze();

        Assert.Single(_looks);
    }

    [Fact]
    public void The_end_is_seen_before_the_wait()
    {
        _isOver = () => true;

        Doze();

        Assert.Single(_looks);
    }

    [Fact]
    public void The_end_is_seen_after_a_doze()
    {
        int times = 0;
        _isOver = () => ++times == 2;

        Doze();

        Assert.Single(_looks);
    }

    [Fact]
    public void Who_waits_is_counted_and_who_has_ended_is_not()
    {
        WakeOnceItSleeps();
        var counts = new List<int>();
        _isOver = () =>
        {
            counts.Add(_idle.Count);
            return false;
        };

        Doze();

        // Asked as it lies down, and after each doze.
        Assert.Equal(Enumerable.Repeat(new[] { 1, 0 }, QuietLooks).SelectMany(c => c).Append(1), counts);
        Assert.Equal((1, true), (_looks[^1].Count, _looks[^1].Sleeps));
        Assert.Equal((0, false), (_idle.Count, _idle.AnySleeps));
    }

    [Fact]
    public void No_more_wake_ups_are_under_way_than_executors_wait()
    {
        WakeOnceItSleeps(times: 3, most: 5);
        Doze();
        int before = _looks.Count;
        WakeOnceItSleeps();

        Doze();

        Assert.Equal(LooksUntilItSleeps, _looks.Count - before);
    }

    [Fact]
    public void A_wake_up_that_nobody_waits_for_is_not_kept()
    {
        _idle.Wake(1);
        WakeOnceItSleeps();

        Doze();

        Assert.Equal(LooksUntilItSleeps, _looks.Count);
    }

    [Fact]
    public void Wake_ups_that_came_too_late_are_for_those_who_wait_next()
    {
        // Two are woken as the end lets them go; a third, who is woken besides, and a fourth find what was theirs.
        bool second = false;
        _isOver = () =>
        {
            if (second) _idle.Wake(2);
            else
            {
                second = true;
                _idle.DozeAndSleep();
            }

            return true;
        };
        Doze();
        _isOver = () =>
        {
            _idle.Wake(1);
            return false;
        };
        Doze();
        int before = _looks.Count;
        _isOver = () => false;
        WakeOnceItSleeps();

        Doze();

        Assert.Equal(1, _looks.Count - before);
    }

    [Fact]
    public void A_wake_up_for_nobody_is_none()
    {
        bool first = true;
        _isOver = () =>
        {
            if (first) _idle.Wake(0);
            first = false;
            return false;
        };
        WakeOnceItSleeps();

        Doze();

        Assert.Equal(LooksUntilItSleeps, _looks.Count);
    }

    [Fact]
    public void All_that_sleep_can_be_woken_at_once()
    {
        Waiting.Started[] sleepers = { StartSleeper(), StartSleeper(), StartSleeper() };

        _idle.Wake(int.MaxValue);

        foreach (Waiting.Started sleeper in sleepers) sleeper.Join();
    }

    [Fact]
    public void A_sleeper_is_woken_for_an_item_that_nobody_will_look_for()
    {
        Waiting.Started sleeper = StartSleeper();
        _flow = _ => Backlog;

        _idle.WakeSleeper();

        sleeper.Join();
    }

    [Fact]
    public void No_sleeper_is_woken_for_nothing()
    {
        _flow = _ =>
        {
            if (!_idle.AnySleeps) return Quiet;
            _flow = _ => Quiet;
            _idle.WakeSleeper();
            _flow = _ => Backlog;
            return Backlog;
        };
        Doze();
        int before = _looks.Count;
        WakeOnceItSleeps();

        Doze();

        Assert.Equal(LooksUntilItSleeps, _looks.Count - before);
    }

    [Fact]
    public void Nobody_is_woken_where_all_look_by_themselves()
    {
        _isOver = () =>
        {
            _flow = _ => new Flow(accepted: 9, waiting: 9);
            _idle.WakeSleeper();
            _flow = look => look < 5 ? Quiet : Backlog;
            return false;
        };

        Doze();

        Assert.Equal(6, _looks.Count);
    }

    [Fact]
    public void One_that_watches_takes_what_comes_without_a_doze()
    {
        if (Environment.ProcessorCount == 1) Assert.Skip("On one processor nobody watches.");
        _flow = look => look < 3 ? Quiet : Backlog;

        Waiting.Run(_idle.Wait);

        Assert.Equal(4, _looks.Count);
        Assert.All(_looks, look => Assert.Equal((0, true), (look.Count, look.Watched)));
        Assert.False(_idle.AnyWatches);
    }

    [Fact]
    public void One_that_watches_sees_the_end()
    {
        if (Environment.ProcessorCount == 1) Assert.Skip("On one processor nobody watches.");
        _isOver = () => true;

        Waiting.Run(_idle.Wait);

        Assert.Single(_looks);
    }

    [Fact]
    public void One_that_has_watched_in_vain_dozes()
    {
        if (Environment.ProcessorCount == 1) Assert.Skip("On one processor nobody watches.");
        _flow = _ => _idle.AnyWatches ? Quiet : Backlog;

        Waiting.Run(_idle.Wait);

        Assert.Equal(new[] { true, true, true, true, true, true, false, false }, _looks.Select(look => look.Watched));
    }

    [Fact]
    public void One_alone_watches()
    {
        if (Environment.ProcessorCount == 1) Assert.Skip("On one processor nobody watches.");
        int? looksOfSecond = null;
        _flow = _ =>
        {
            _flow = _ => Backlog;
            int before = _looks.Count;
            _idle.Wait();
            looksOfSecond = _looks.Count - before;
            return Backlog;
        };

        Waiting.Run(_idle.Wait);

        // One that dozes looks before and after.
        Assert.Equal(2, looksOfSecond);
        Assert.False(_idle.AnyWatches);
    }

    private int Looks
    {
        get
        {
            lock (_looks) return _looks.Count;
        }
    }

    private static (int Came, int Claimed) Came(int came, int claimed) => (came, claimed);

    private void Doze() => Waiting.Run(_idle.DozeAndSleep);

    // A backlog from the start, and then what comes and what the others take before each look.
    private void Play(params (int Came, int Claimed)[] steps) => _flow = look =>
    {
        (int Came, int Claimed)[] before = steps.Take(look).ToArray();
        int accepted = StartBacklog + before.Sum(s => s.Came);
        return new Flow(accepted, accepted - before.Sum(s => s.Claimed));
    };

    private void WakeOnceItSleeps(int times = 1, int most = 1) => _flow = _ =>
    {
        for (int i = 0; i < times && _idle.AnySleeps; i++) _idle.Wake(most);
        return Quiet;
    };

    private Waiting.Started StartSleeper()
    {
        Waiting.Started sleeper = Waiting.Start(_idle.DozeAndSleep);
        _sleepers++;
        Waiting.Until(() => Looks == _sleepers * LooksUntilItSleeps);
        Assert.False(sleeper.EndsByItself);
        return sleeper;
    }

    private Flow Look()
    {
        lock (_looks)
        {
            int look = _looks.Count;
            _looks.Add((_idle.Count, _idle.AnySleeps, _idle.AnyWatches));
            return _flow(look);
        }
    }
}
