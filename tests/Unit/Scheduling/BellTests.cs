using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What wakes the thread that waits, and what does not. Rings come while it looks for the last time: no test depends on who is quicker.</summary>
public class BellTests
{
    private readonly Bell _bell = new();

    [Fact]
    public void Who_finds_at_the_last_look_what_to_do_does_not_wait() => Waiting.Run(() => Assert.True(_bell.Wait(0, () => 0)));

    [Fact]
    public void The_wait_is_over_after_its_time() => Waiting.Run(() => Assert.False(_bell.Wait(0, () => 1)));

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void A_number_at_or_after_the_mark_rings(long number) => Waiting.Run(() => Assert.True(_bell.Wait(mark: 7, () =>
    {
        _bell.Ring(number);
        return Timeout.Infinite;
    })));

    [Fact]
    public void A_number_before_the_mark_does_not_ring() => Waiting.Run(() => Assert.False(_bell.Wait(mark: 7, () =>
    {
        _bell.Ring(6);
        return 1;
    })));

    [Fact]
    public void A_ring_without_a_number_wakes_whatever_the_mark() => Waiting.Run(() => Assert.True(_bell.Wait(mark: 7, () =>
    {
        _bell.Ring();
        return Timeout.Infinite;
    })));

    [Fact]
    public void A_thread_that_sleeps_is_woken()
    {
        Waiting.Started sleeper = Waiting.Start(() => Assert.True(_bell.Wait(0, () => Timeout.Infinite)));
        sleeper.UntilItWaits();

        _bell.Ring(0);

        sleeper.Join();
    }

    [Fact]
    public void A_ring_that_nobody_waits_for_is_not_kept()
    {
        _bell.Ring();
        _bell.Ring(long.MaxValue);

        Waiting.Run(() => Assert.False(_bell.Wait(0, () => 1)));
    }

    [Fact]
    public void A_ring_after_the_wait_is_not_kept()
    {
        Waiting.Run(() => _bell.Wait(0, () => 1));
        _bell.Ring();

        Waiting.Run(() => Assert.False(_bell.Wait(0, () => 1)));
    }

    [Fact]
    public void Many_rings_end_one_wait()
    {
        Waiting.Run(() => _bell.Wait(0, () =>
        {
            _bell.Ring();
            _bell.Ring();
            return Timeout.Infinite;
        }));

        Waiting.Run(() => Assert.False(_bell.Wait(0, () => 1)));
    }
}
