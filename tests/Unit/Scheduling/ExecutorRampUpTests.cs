using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What further executors wait for before they start.</summary>
public class ExecutorRampUpTests
{
    [Fact]
    public void A_further_executor_is_not_needed_when_the_first_does_all()
    {
        var window = new SlidingWindow(8, new InputOrder());
        window.Post("a");
        bool? needed = null;
        Waiting.Started further = Waiting.Start(() => needed = window.WaitUntilNeeded());
        window.Complete(window.Claim(), WindowSteps.Done);
        window.Close();
        Assert.False(window.TryClaim(new Lane(1), out _));

        further.Join();

        Assert.False(needed);
    }

    [Fact]
    public void A_further_executor_is_needed_when_an_item_waits_behind_one_that_runs()
    {
        var window = new SlidingWindow(8, new InputOrder());
        window.Post("long");
        window.Post("waits");
        window.Claim();

        Waiting.Run(() => Assert.True(window.WaitUntilNeeded()));
    }

    [Fact]
    public void A_further_executor_is_not_needed_while_nothing_waits()
    {
        var window = new SlidingWindow(8, new InputOrder());
        window.Post("long");
        window.Claim();
        Waiting.Started further = Waiting.Start(() => Assert.True(window.WaitUntilNeeded()));
        Assert.False(further.EndsByItself);

        window.Post("waits");

        further.Join();
    }

    [Fact]
    public void A_further_executor_does_not_wait_for_ever_for_a_first_that_never_starts()
    {
        var window = new SlidingWindow(8, new InputOrder());
        window.Post("waits");

        Waiting.Run(() => Assert.True(window.WaitUntilNeeded()));
    }

    [Fact]
    public void A_stop_ends_the_wait()
    {
        var window = new SlidingWindow(8, new InputOrder());
        Waiting.Started further = Waiting.Start(() => Assert.False(window.WaitUntilNeeded()));

        window.Stop();

        further.Join();
    }
}
