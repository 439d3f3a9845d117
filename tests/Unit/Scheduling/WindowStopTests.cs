using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>A stopped window: it takes nothing, gives nothing and keeps nobody waiting.</summary>
public class WindowStopTests
{
    [Fact]
    public void A_stopped_window_accepts_nothing()
    {
        Window window = Stopped();

        Assert.False(window.Post(null));
    }

    [Fact]
    public void A_stopped_window_gives_no_waiting_item()
    {
        Window window = WindowTests.Ordered(1);
        window.Post(null);
        window.Stop();

        Assert.Null(window.Claim());
    }

    [Fact]
    public void An_outcome_that_comes_after_a_stop_is_dropped()
    {
        Window window = WindowTests.Ordered(1);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        window.Stop();

        window.Complete(item, ItemState.Completed);

        Assert.Null(window.TryTake());
    }

    [Fact]
    public void An_outcome_that_was_not_taken_before_a_stop_is_dropped()
    {
        Window window = WindowTests.Ordered(1);
        window.Complete(WindowTests.PostAndClaim(window, 1)[0], ItemState.Completed);

        window.Stop();

        Assert.Null(window.TryTake());
    }

    [Fact]
    public void What_was_accepted_and_not_taken_counts_as_dropped()
    {
        Window window = WindowTests.Ordered(3);
        WorkItem[] items = WindowTests.PostAndClaim(window, 3);
        window.Complete(items[0], ItemState.Completed);
        window.TryTake();

        window.Stop();

        Assert.Equal((3, 1, 2), (window.Accepted, window.Taken, window.Dropped));
    }

    [Fact]
    public void Nothing_counts_as_dropped_without_a_stop()
    {
        Window window = WindowTests.Ordered(1);
        window.Post(null);

        Assert.Equal(0, window.Dropped);
    }

    [Fact]
    public void A_stopped_window_wants_no_executor()
    {
        Window window = WindowTests.Ordered(1);
        window.Post(null);

        window.Stop();

        Assert.False(window.WantsExecutor);
    }

    [Fact]
    public void A_second_stop_does_nothing()
    {
        Window window = Stopped();

        window.Stop();

        Assert.True(window.IsStopped);
    }

    [Fact]
    public void Nobody_waits_for_news_of_a_stopped_window()
    {
        Window window = Stopped();

        Waiting.Run(() => window.WaitForNews());
        Waiting.Run(() => window.WaitForNews());
    }

    private static Window Stopped()
    {
        Window window = WindowTests.Ordered(1);
        window.Stop();
        return window;
    }
}
