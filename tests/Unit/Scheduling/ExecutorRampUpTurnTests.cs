using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
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

        Begin(start);

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
    public void A_further_executor_waits_until_the_first_is_ready_though_it_is_open()
    {
        ExecutorRampUp start = New();
        start.Open();

        StartThatWaits(start);
    }

    [Fact]
    public void A_further_executor_goes_when_the_first_is_open_and_takes_longer_to_be_ready()
    {
        ExecutorRampUp start = New(longest: 0);
        start.Open();

        Pass(start, 2);
    }

    [Fact]
    public void Each_that_is_open_lets_two_go()
    {
        ExecutorRampUp start = New();
        Begin(start);
        Pass(start, 2);
        Waiting.Started third = StartThatWaits(start);

        start.Open();

        third.Join();
        Pass(start, 1);
        StartThatWaits(start);
    }

    [Fact]
    public void No_more_open_at_a_time_than_there_are_processors()
    {
        ExecutorRampUp start = New(most: 3);
        Begin(start);
        Pass(start, 2);
        start.Open();
        Pass(start, 2);
        Waiting.Started next = StartThatWaits(start);

        start.Open();

        next.Join();
        StartThatWaits(start);
    }

    [Fact]
    public void On_one_processor_one_opens_at_a_time()
    {
        ExecutorRampUp start = New(most: 1);
        Begin(start);
        Pass(start, 1);
        Waiting.Started second = StartThatWaits(start);

        start.Open();

        second.Join();
        StartThatWaits(start);
    }

    [Fact]
    public void One_that_is_open_lets_nobody_go_by_being_ready_or_taking_items()
    {
        ExecutorRampUp start = New();
        Begin(start);

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
        Begin(start);
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

        Begin(start);

        Pass(start, 1);
    }

    [Fact]
    public void The_first_has_no_longer_than_the_longest()
    {
        ExecutorRampUp start = New(longest: 0);
        start.Post();
        _clock.Advance(TimeSpan.FromMilliseconds(Hour));

        Begin(start);

        Pass(start, 1);
    }

    [Fact]
    public void What_a_later_one_needed_counts_for_nothing()
    {
        ExecutorRampUp start = New();
        Begin(start);
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
        Begin(start);
        start.Open();
        StartThatWaits(start);
        StartThatWaits(start);

        Pass(start, 2);
    }

    [Fact]
    public void While_those_that_open_hang_one_more_goes_after_each_longest_turn() => Pass(New(longest: 0, longestTurn: 1), 3);

    [Fact]
    public void One_alone_goes_where_those_that_open_hang()
    {
        ExecutorRampUp start = New(longest: 0, longestTurn: 200);
        using var gone = new CountdownEvent(2);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 2; i++)
        {
            Waiting.Start(() =>
            {
                start.Wait();
                gone.Signal();
            });
        }

        Assert.True(gone.Wait(Waiting.Limit));
        Assert.True(watch.ElapsedMilliseconds >= 390, $"Both went after {watch.ElapsedMilliseconds} ms.");
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
        Begin(start);
        start.Open();

        for (int i = 0; i < 4; i++) start.End();

        Pass(start, 5);
    }

    private static void Begin(ExecutorRampUp start)
    {
        start.Open();
        start.Ready();
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

    private ExecutorRampUp New(int longest = Hour, int longestTurn = Hour, int most = 64) => new(_clock, most, longest, longestTurn);
}
