using System;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The thread of a supervisor: it looks when something can be due, and ends with the map.</summary>
public sealed class SupervisorThreadTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly FakeExecutor _executor = FakeExecutor.ThatIsDriven();
    private SlidingWindow _window = null!;
    private Supervisor _supervisor = null!;

    public void Dispose() => _window.Stop();

    [Fact]
    public void An_attempt_that_starts_while_it_waits_is_asked_to_end_at_its_time()
    {
        Start(limit: TimeSpan.FromMilliseconds(1));
        Claim();

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Waiting.Until(() => !_executor.Cancelled.IsEmpty);
    }

    [Fact]
    public void A_pause_that_begins_while_it_waits_for_ever_ends_at_its_time()
    {
        Start(retryDelay: TimeSpan.Zero);
        Attempt first = Claim();

        _window.Complete(first, WindowSteps.Bad);

        Waiting.Run(() => Assert.Equal(2, _window.TryClaim(new Lane(1), out Attempt second) ? second.Number : 0));
    }

    [Fact]
    public void It_ends_with_the_last_outcome()
    {
        Start(limit: TimeSpan.FromHours(1));
        Attempt attempt = Claim();
        _window.Close();

        _window.Complete(attempt, WindowSteps.Done);

        Waiting.Until(_supervisor.Join);
    }

    [Fact]
    public void It_ends_when_a_map_is_closed_of_which_all_is_done()
    {
        Start(limit: TimeSpan.FromHours(1));
        _window.Complete(Claim(), WindowSteps.Done);

        _window.Close();

        Waiting.Until(_supervisor.Join);
    }

    [Fact]
    public void It_ends_with_a_stop()
    {
        Start(limit: TimeSpan.FromHours(1));
        Claim();

        _window.Stop();

        Waiting.Until(_supervisor.Join);
    }

    [Fact]
    public void It_goes_on_while_an_item_pauses()
    {
        Start(retryDelay: TimeSpan.FromHours(1));
        _window.Complete(Claim(), WindowSteps.Bad);
        _window.Close();

        Assert.False(_supervisor.Join());
        _clock.Advance(TimeSpan.FromHours(2));
        _supervisor.Wake();
        _window.TryClaim(new Lane(1), out Attempt second);
        _window.Complete(second, WindowSteps.Done);

        Waiting.Until(_supervisor.Join);
    }

    private void Start(TimeSpan? limit = null, TimeSpan? retryDelay = null)
    {
        _supervisor = new Supervisor(
            _clock,
            limit is { } time ? new Deadlines(time, TimeSpan.FromHours(1)) : null,
            retryDelay is { } delay ? new RetryPolicy(1, delay.TotalSeconds, new Random(1)) : null,
            static _ => "timed out");
        _window = new SlidingWindow(4, new InputOrder(), _supervisor, clock: _clock);
        var pool = new ExecutorPool(_window, 1, _ => _executor, static exception => Assert.Fail(exception.ToString()), _clock);
        _supervisor.Start(_window, pool);
        _window.Post(null);
        pool.EnsureExecutor();
    }

    private Attempt Claim()
    {
        var lane = new Lane(1);
        _window.Watch(lane);
        Assert.True(_window.TryClaim(lane, out Attempt attempt));
        return attempt;
    }
}
