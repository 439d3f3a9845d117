using System;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>A window that gives outcomes in input order.</summary>
public class InputOrderTests : SlidingWindowContract
{
    [Fact]
    public void Outcomes_come_in_input_order_whatever_finishes_first()
    {
        SlidingWindow window = Window(3);
        Attempt[] attempts = window.PostAndClaim(3);

        foreach (int i in new[] { 2, 0, 1 }) window.Complete(attempts[i], WindowSteps.Done);

        Assert.Equal(new long[] { 0, 1, 2 }, window.TakeIndexes());
    }

    [Fact]
    public void Nothing_is_taken_while_the_first_item_runs()
    {
        SlidingWindow window = Window(2);
        Attempt[] attempts = window.PostAndClaim(2);

        window.Complete(attempts[1], WindowSteps.Done);

        Assert.False(window.TryTake(out _));
    }

    [Fact]
    public void The_item_that_others_wait_for_is_told_with_the_time_that_it_has_run()
    {
        SlidingWindow window = Window(2);
        window.Post("slow");
        window.Post("quick");
        window.Claim();
        Advance(TimeSpan.FromSeconds(3));
        window.Complete(window.Claim(), WindowSteps.Done);

        Assert.Equal((0, "slow", TimeSpan.FromSeconds(3)), window.Head());
    }

    [Fact]
    public void No_item_is_waited_for_where_the_first_has_not_begun_or_has_ended()
    {
        SlidingWindow window = Window(1);
        Assert.Null(window.Head());
        window.Post(null);
        Assert.Null(window.Head());

        window.Complete(window.Claim(), WindowSteps.Done);

        Assert.Null(window.Head());
    }

    private protected override IOutcomeOrder Order() => new InputOrder();

    private protected override Supervisor? Supervisor(Clock clock) => null;
}

/// <summary>The same where somebody supervises.</summary>
public sealed class SupervisedInputOrderTests : InputOrderTests
{
    private protected override Supervisor? Supervisor(Clock clock) => WatchingNothing(clock);
}
