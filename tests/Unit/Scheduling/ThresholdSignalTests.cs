using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What wakes the thread that waits, and what does not. Rings come while it looks for the last time: no test depends on who is quicker.</summary>
public class ThresholdSignalTests
{
    private readonly ThresholdSignal _signal = new();

    [Fact]
    public void Who_finds_at_the_last_look_what_to_do_does_not_wait() => Waiting.Run(() => Assert.True(_signal.Wait(0, () => 0)));

    [Fact]
    public void The_wait_is_over_after_its_time() => Waiting.Run(() => Assert.False(_signal.Wait(0, () => 1)));

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void A_number_at_or_beyond_the_threshold_wakes(long number) => Waiting.Run(() => Assert.True(_signal.Wait(threshold: 7, () =>
    {
        _signal.Set(number);
        return Timeout.Infinite;
    })));

    [Fact]
    public void A_number_before_the_threshold_does_not_wake() => Waiting.Run(() => Assert.False(_signal.Wait(threshold: 7, () =>
    {
        _signal.Set(6);
        return 1;
    })));

    [Fact]
    public void A_signal_without_a_number_wakes_whatever_the_threshold() => Waiting.Run(() => Assert.True(_signal.Wait(threshold: 7, () =>
    {
        _signal.Set();
        return Timeout.Infinite;
    })));

    [Fact]
    public void A_thread_that_sleeps_is_woken()
    {
        Waiting.Started sleeper = Waiting.Start(() => Assert.True(_signal.Wait(0, () => Timeout.Infinite)));
        sleeper.UntilItWaits();

        _signal.Set(0);

        sleeper.Join();
    }

    [Fact]
    public void A_signal_that_nobody_waits_for_is_not_kept()
    {
        _signal.Set();
        _signal.Set(long.MaxValue);

        Waiting.Run(() => Assert.False(_signal.Wait(0, () => 1)));
    }

    [Fact]
    public void A_signal_after_the_wait_is_not_kept()
    {
        Waiting.Run(() => _signal.Wait(0, () => 1));
        _signal.Set();

        Waiting.Run(() => Assert.False(_signal.Wait(0, () => 1)));
    }

    [Fact]
    public void Many_signals_end_one_wait()
    {
        Waiting.Run(() => _signal.Wait(0, () =>
        {
            _signal.Set();
            _signal.Set();
            return Timeout.Infinite;
        }));

        Waiting.Run(() => Assert.False(_signal.Wait(0, () => 1)));
    }
}
