using System;
using System.Collections.Generic;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The way of an executor through its attempts.</summary>
public sealed class AttemptLoopTests : IDisposable
{
    private readonly CancellationTokenSource _stopped = new();
    private readonly SlidingWindow _window;

    public AttemptLoopTests()
    {
        var clock = new ManualClock();
        _window = new SlidingWindow(4, new InputOrder(), new Supervisor(clock, null, null, static _ => "timed out"), clock: clock);
    }

    public void Dispose() => _stopped.Dispose();

    [Fact]
    public void It_runs_all_that_is_claimed_and_completes_it()
    {
        AttemptLoop loop = Loop();
        _window.Post("a");
        _window.Post("b");
        _window.Close();
        var runner = new Runner((in Attempt attempt, CancellationToken _) => AttemptResult.Completed(ItemRecords.One(attempt.Input + "!")));

        while (loop.TryClaim(out Attempt attempt)) Assert.True(loop.Run(attempt, runner));

        var output = new List<object?>();
        foreach (Outcome outcome in _window.TakeAll()) output.AddRange(outcome.Records);
        Assert.Equal(new[] { "a!", "b!" }, output);
    }

    [Fact]
    public void It_claims_nothing_more_after_an_attempt_that_was_given_up()
    {
        AttemptLoop loop = Loop();
        _window.Post("stuck");
        _window.Post("next");
        loop.TryClaim(out Attempt attempt);

        bool counts = loop.Run(attempt, new Runner((in Attempt stuck, CancellationToken _) =>
        {
            _window.TryEnd(stuck);
            return WindowSteps.Done;
        }));

        Assert.Equal((false, false), (counts, loop.TryClaim(out _)));
        Assert.False(loop.TryClaim(out _));
        Assert.Equal(1, _window.Waiting);
    }

    [Fact]
    public void The_running_attempt_is_cancelled_by_its_token_and_by_what_the_executor_can_do_beyond()
    {
        AttemptLoop loop = Loop();
        int cancelled = 0;

        RunOne(loop, (in Attempt attempt, CancellationToken stop) =>
        {
            loop.BeginCancel(attempt, () => cancelled++);
            Assert.True(stop.WaitHandle.WaitOne(Waiting.Limit));
        });

        Assert.Equal(1, cancelled);
        Assert.False(_stopped.IsCancellationRequested);
    }

    [Fact]
    public void No_attempt_notices_that_another_is_cancelled()
    {
        AttemptLoop loop = Loop();
        Attempt earlier = default;
        RunOne(loop, (in Attempt attempt, CancellationToken _) => earlier = attempt);
        CancellationToken own = default;

        RunOne(loop, (in Attempt attempt, CancellationToken stop) =>
        {
            own = stop;
            loop.BeginCancel(earlier, static () => Assert.Fail("It has ended."));
        });

        loop.BeginCancel(earlier, static () => Assert.Fail("It has ended."));
        Assert.False(own.IsCancellationRequested);
    }

    [Fact]
    public void Nothing_is_cancelled_that_the_runner_threw_out_of()
    {
        AttemptLoop loop = Loop();
        Attempt crashed = default;

        Assert.Throws<InvalidTimeZoneException>(() => RunOne(loop, (in Attempt attempt, CancellationToken _) =>
        {
            crashed = attempt;
            throw new InvalidTimeZoneException();
        }));

        Assert.True(crashed.IsRunning);
        loop.BeginCancel(crashed, static () => Assert.Fail("It runs no more."));
    }

    [Fact]
    public void A_stop_of_the_map_cancels_the_attempt()
    {
        RunOne(Loop(), (in Attempt _, CancellationToken stop) =>
        {
            _stopped.Cancel();
            Assert.True(stop.IsCancellationRequested);
        });
    }

    [Fact]
    public void Where_attempts_have_no_tokens_of_their_own_they_get_that_of_the_map() =>
        RunOne(Loop(givesTokens: false), (in Attempt _, CancellationToken stop) => Assert.Equal(_stopped.Token, stop));

    private AttemptLoop Loop(bool givesTokens = true) => new(_window, executor: 1, new AttemptLoopOptions(givesTokens, hasTimeLimit: true, _stopped.Token));

    private void RunOne(AttemptLoop loop, Code code)
    {
        _window.Post(null);
        Assert.True(loop.TryClaim(out Attempt claimed));
        Assert.True(loop.Run(claimed, new Runner((in Attempt attempt, CancellationToken stop) =>
        {
            code(attempt, stop);
            return WindowSteps.Done;
        })));
    }

    private delegate void Code(in Attempt attempt, CancellationToken stop);

    private delegate AttemptResult Result(in Attempt attempt, CancellationToken stop);

    private sealed class Runner : IAttemptRunner
    {
        private readonly Result _run;

        public Runner(Result run) => _run = run;

        public AttemptResult Run(in Attempt attempt, CancellationToken stop) => _run(attempt, stop);
    }
}
