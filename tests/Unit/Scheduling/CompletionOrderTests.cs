using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>A window that gives outcomes as they come.</summary>
public class CompletionOrderTests : SlidingWindowContract
{
    [Fact]
    public void Outcomes_come_as_items_finish()
    {
        SlidingWindow window = Window(3);
        Attempt[] attempts = window.PostAndClaim(3);

        foreach (int i in new[] { 2, 0, 1 }) window.Complete(attempts[i], WindowSteps.Done);

        Assert.Equal(new long[] { 2, 0, 1 }, window.TakeIndexes());
    }

    [Fact]
    public void No_item_is_waited_for_by_others()
    {
        SlidingWindow window = Window(2);
        Attempt[] attempts = window.PostAndClaim(2);
        window.Complete(attempts[1], WindowSteps.Done);

        Assert.Null(window.Head());
    }

    private protected override IOutcomeOrder Order() => new CompletionOrder();

    private protected override Supervisor? Supervisor(Clock clock) => null;
}

/// <summary>The same where somebody supervises.</summary>
public sealed class SupervisedCompletionOrderTests : CompletionOrderTests
{
    private protected override Supervisor? Supervisor(Clock clock) => WatchingNothing(clock);
}
