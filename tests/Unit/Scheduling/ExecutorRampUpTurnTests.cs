using System;
using System.Collections.Generic;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>Who may start when. An hour stands for what must not be waited for: a test that did would fail.</summary>
public class ExecutorRampUpTurnTests
{
    private const int Hour = 3_600_000;

    private readonly ManualClock _clock = new();

    [Fact]
    public void A_further_executor_waits_until_the_first_is_ready()
    {
        ExecutorRampUp start = New();
        Waiting.Started further = StartThatWaits(start);

        start.Ready();

        further.Join();
    }

    [Fact]
    public void A_further_executor_waits_until_the_first_takes_an_item()
    {
        ExecutorRampUp start = New();
        Waiting.Started further = StartThatWaits(start);

        start.Claim();

        further.Join();
    }

    [Fact]
    public void Each_that_is_ready_lets_two_go()
    {
        ExecutorRampUp start = New();
        start.Ready();
        Pass(start, 2);
        Waiting.Started third = StartThatWaits(start);

        start.Ready();

        third.Join();
        Pass(start, 1);
        StartThatWaits(start);
    }

    [Fact]
    public void One_that_is_ready_lets_nobody_go_by_taking_items()
    {
        ExecutorRampUp start = New();
        start.Ready();

        start.Claim();

        Pass(start, 2);
        StartThatWaits(start);
    }

    [Fact]
    public void The_first_has_as_long_as_it_needed_to_start()
    {
        ExecutorRampUp start = New();
        start.Post();
        _clock.Advance(TimeSpan.FromMilliseconds(Hour));
        start.Ready();
        Waiting.Started[] followers = { StartThatWaits(start), StartThatWaits(start) };

        start.End();

        foreach (Waiting.Started follower in followers) follower.Join();
    }

    [Fact]
    public void What_the_first_needed_counts_from_the_first_item()
    {
        ExecutorRampUp start = New();
        _clock.Advance(TimeSpan.FromMilliseconds(Hour));
        start.Post();

        start.Ready();

        Pass(start, 1);
    }

    [Fact]
    public void The_first_has_no_longer_than_the_longest()
    {
        ExecutorRampUp start = New(longest: 0);
        start.Post();
        _clock.Advance(TimeSpan.FromMilliseconds(Hour));

        start.Ready();

        Pass(start, 1);
    }

    [Fact]
    public void What_a_later_one_needed_counts_for_nothing()
    {
        ExecutorRampUp start = New();
        start.Ready();
        _clock.Advance(TimeSpan.FromMilliseconds(Hour));

        start.Ready();

        Pass(start, 2);
    }

    [Fact]
    public void Two_wait_for_what_the_first_does_and_those_after_them_do_not()
    {
        ExecutorRampUp start = New();
        start.Post();
        _clock.Advance(TimeSpan.FromMilliseconds(Hour));
        start.Ready();
        start.Ready();
        StartThatWaits(start);
        StartThatWaits(start);

        Pass(start, 2);
    }

    [Fact]
    public void A_first_that_is_never_ready_holds_nobody_up_for_longer_than_the_longest() => Pass(New(longest: 1), 3);

    [Fact]
    public void One_whose_turn_does_not_come_waits_longer_once_the_first_is_ready()
    {
        ExecutorRampUp start = New(longest: 0);
        start.Ready();
        Pass(start, 2);
        Waiting.Started third = StartThatWaits(start);

        start.Ready();

        third.Join();
    }

    [Fact]
    public void One_whose_turn_does_not_come_waits_no_longer_than_the_longest_turn()
    {
        ExecutorRampUp start = New(longest: 0, longestTurn: 1);
        start.Ready();

        Pass(start, 3);
    }

    [Fact]
    public void The_end_lets_all_go()
    {
        ExecutorRampUp start = New();
        var executors = new List<Waiting.Started>();
        for (int i = 0; i < 4; i++) executors.Add(StartThatWaits(start));

        start.End();

        foreach (Waiting.Started executor in executors) executor.Join();
        Pass(start, 4);
    }

    [Fact]
    public void The_end_counts_once_however_many_executors_come_to_it()
    {
        ExecutorRampUp start = New();
        start.Ready();
        start.Ready();

        for (int i = 0; i < 4; i++) start.End();

        Pass(start, 5);
    }

    private static void Pass(ExecutorRampUp start, int times) => Waiting.Run(() =>
    {
        for (int i = 0; i < times; i++) start.Wait();
    });

    private static Waiting.Started StartThatWaits(ExecutorRampUp start)
    {
        Waiting.Started executor = Waiting.Start(start.Wait);
        Assert.False(executor.EndsByItself);
        return executor;
    }

    private ExecutorRampUp New(int longest = Hour, int longestTurn = Hour) => new(_clock, longest, longestTurn);
}
