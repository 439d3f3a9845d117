using System;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The attempts that an executor has under way, which may be two at a time here.</summary>
public sealed class PendingAttemptsTests : IDisposable
{
    private readonly CancellationTokenSource _stopped = new();
    private readonly QuietSemaphore _slots = new();
    private readonly SlidingWindow _window;
    private readonly PendingAttempts _attempts;

    public PendingAttemptsTests()
    {
        var clock = new ManualClock();
        _window = new SlidingWindow(8, new InputOrder(), new Supervisor(clock, null, null, static _ => "timed out"), clock: clock);
        _attempts = new PendingAttempts(_window, _slots, executor: 1, _stopped.Token);
        _slots.Release(2);
        for (int i = 0; i < 8; i++) _window.Post(i);
    }

    public void Dispose()
    {
        _window.Stop();
        _attempts.Wake();
        _stopped.Dispose();
    }

    [Fact]
    public void As_many_are_claimed_as_there_are_slots()
    {
        Claim(2);

        Waiting.Started third = Waiting.Start(() => Claim(1));

        Assert.False(third.EndsByItself);
        Stop();
        third.Join();
    }

    [Fact]
    public void One_that_ends_makes_room_for_another()
    {
        PendingAttempt[] claimed = Claim(2);

        _attempts.End(claimed[1], WindowSteps.Done);

        Assert.Equal(2, Claim(1)[0].Attempt.Index);
        Assert.Equal(0, TakeSlots());
    }

    [Fact]
    public void One_that_is_let_go_makes_room_for_another_and_its_late_end_makes_none()
    {
        PendingAttempt[] claimed = Claim(2);
        _window.TryEnd(claimed[0].Attempt);

        Assert.True(_attempts.TryLetGo(claimed[0].Attempt));

        Assert.Equal(2, Claim(1)[0].Attempt.Index);
        _attempts.End(claimed[0], WindowSteps.Done);
        Assert.True(_attempts.TryLetGo(claimed[0].Attempt));
        Assert.Equal(0, TakeSlots());
    }

    [Fact]
    public void One_that_the_executor_is_stuck_in_is_let_go_with_the_executor()
    {
        PendingAttempt stuck = _attempts.TryClaim()!;
        _window.TryEnd(stuck.Attempt);

        Assert.False(_attempts.TryLetGo(stuck.Attempt));

        // It comes back before anybody closes it.
        _attempts.TellStarted(stuck);
        Assert.Null(_attempts.TryClaim());
        Assert.Equal(2, TakeSlots());
    }

    [Fact]
    public void One_is_asked_to_end_by_its_token_and_the_others_are_not()
    {
        PendingAttempt[] claimed = Claim(2);

        _attempts.BeginCancel(claimed[0].Attempt);

        Assert.True(claimed[0].Stop.Token.WaitHandle.WaitOne(Waiting.Limit));
        Assert.False(claimed[1].Stop.IsCancellationRequested);
        Assert.False(_stopped.IsCancellationRequested);
    }

    [Fact]
    public void A_stop_of_the_map_asks_all_to_end()
    {
        PendingAttempt[] claimed = Claim(2);

        _stopped.Cancel();

        Assert.All(claimed, static c => Assert.True(c.Stop.IsCancellationRequested));
    }

    [Fact]
    public void The_end_waits_for_what_is_under_way()
    {
        PendingAttempt[] claimed = Claim(2);
        Waiting.Started end = Waiting.Start(_attempts.WaitForAll);
        _attempts.End(claimed[0], WindowSteps.Done);
        Assert.False(end.EndsByItself);

        _attempts.End(claimed[1], WindowSteps.Done);

        end.Join();
    }

    [Fact]
    public void An_executor_that_was_given_up_waits_until_the_map_is_stopped_at_most()
    {
        Claim(1);
        Waiting.Started end = Waiting.Start(_attempts.WaitForAll);
        _attempts.Close();
        Assert.False(end.EndsByItself);

        Stop();

        end.Join();
    }

    private int TakeSlots()
    {
        int free = 0;
        while (_slots.Wait(0)) free++;
        return free;
    }

    private PendingAttempt[] Claim(int count)
    {
        var claimed = new PendingAttempt[count];
        for (int i = 0; i < count; i++)
        {
            if (_attempts.TryClaim() is not { } pending) return claimed;
            _attempts.TellStarted(claimed[i] = pending);
        }

        return claimed;
    }

    private void Stop()
    {
        _window.Stop();
        _attempts.Wake();
    }
}
