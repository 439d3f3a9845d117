using System;
using System.Linq;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The window on one thread: what each call does.</summary>
public class WindowTests
{
    [Fact]
    public void Outcomes_come_in_input_order_whatever_finishes_first()
    {
        Window window = Ordered(3);
        WorkItem[] items = PostAndClaim(window, 3);

        window.Complete(items[2], ItemState.Completed);
        window.Complete(items[0], ItemState.Completed);
        window.Complete(items[1], ItemState.Completed);

        Assert.Equal(new long[] { 0, 1, 2 }, TakeAll(window));
    }

    [Fact]
    public void Unordered_outcomes_come_as_they_finish()
    {
        var window = new Window(3, new CompletionOrder());
        WorkItem[] items = PostAndClaim(window, 3);

        window.Complete(items[2], ItemState.Completed);
        window.Complete(items[0], ItemState.Completed);
        window.Complete(items[1], ItemState.Completed);

        Assert.Equal(new long[] { 2, 0, 1 }, TakeAll(window));
    }

    [Fact]
    public void Nothing_is_taken_while_the_first_item_runs()
    {
        Window window = Ordered(2);
        WorkItem[] items = PostAndClaim(window, 2);

        window.Complete(items[1], ItemState.Completed);

        Assert.Null(window.TryTake());
    }

    [Fact]
    public void A_window_is_full_at_its_capacity()
    {
        Window window = Ordered(2);
        window.Post(null);
        Assert.False(window.IsFull);

        window.Post(null);

        Assert.True(window.IsFull);
    }

    [Fact]
    public void A_finished_item_keeps_its_place_until_it_is_taken()
    {
        Window window = Ordered(1);
        window.Complete(PostAndClaim(window, 1)[0], ItemState.Completed);
        Assert.True(window.IsFull);

        window.TryTake();

        Assert.False(window.IsFull);
    }

    [Fact]
    public void Posting_into_a_full_window_is_a_programming_error()
    {
        Window window = Ordered(1);
        window.Post(null);

        Assert.Throws<InvalidOperationException>(() => window.Post(null));
    }

    [Fact]
    public void Posting_into_a_closed_window_is_a_programming_error()
    {
        Window window = Ordered(1);
        window.Close();

        Assert.Throws<InvalidOperationException>(() => window.Post(null));
    }

    [Fact]
    public void A_claimed_item_has_its_index_and_input_and_runs_for_the_first_time()
    {
        Window window = Ordered(2);
        window.Post("a");
        window.Post("b");
        window.Claim();

        WorkItem second = window.Claim()!;

        Assert.Equal((1L, "b", ItemState.Running, 1), (second.Index, second.Input, second.State, second.Attempts));
    }

    [Fact]
    public void A_null_input_is_an_item()
    {
        Window window = Ordered(1);
        window.Post(null);

        Assert.Null(window.Claim()!.Input);
    }

    [Fact]
    public void A_closed_window_still_gives_the_items_that_wait()
    {
        Window window = Ordered(1);
        window.Post("a");
        window.Close();

        Assert.Equal("a", window.Claim()?.Input);
    }

    [Fact]
    public void A_closed_and_empty_window_gives_no_item()
    {
        Window window = Ordered(1);
        window.Close();

        Waiting.Run(() => Assert.Null(window.Claim()));
    }

    [Fact]
    public void A_window_is_empty_once_all_that_was_accepted_is_taken()
    {
        Window window = Ordered(2);
        window.Complete(PostAndClaim(window, 1)[0], ItemState.Completed);
        Assert.False(window.IsEmpty);

        window.TryTake();

        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void An_item_wants_an_executor_until_one_claims_it()
    {
        Window window = Ordered(1);
        Assert.False(window.WantsExecutor);
        window.Post(null);
        Assert.True(window.WantsExecutor);

        window.Claim();

        Assert.False(window.WantsExecutor);
    }

    [Fact]
    public void An_item_that_was_taken_back_is_used_again_with_nothing_of_its_past()
    {
        Window window = Ordered(1);
        WorkItem first = PostAndClaim(window, 1)[0];
        first.Records = ItemRecords.One("output");
        window.Complete(first, ItemState.Failed);
        window.TakeBack(window.TryTake()!);
        Assert.Empty(first.Records);

        window.Post("second");

        WorkItem second = window.Claim()!;
        Assert.Same(first, second);
        Assert.Equal((1L, (object?)"second", 1, false), (second.Index, second.Input, second.Attempts, second.IsFinished));
    }

    [Fact]
    public void An_item_that_a_supervisor_may_know_is_not_used_again()
    {
        var window = new Window(1, new InputOrder(), retries: null, new Timetable(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)));
        WorkItem first = PostAndClaim(window, 1)[0];
        window.Complete(first, ItemState.Completed);
        window.TakeBack(window.TryTake()!);

        window.Post("second");

        Assert.NotSame(first, window.Claim());
    }

    internal static Window Ordered(int capacity) => new(capacity, new InputOrder());

    internal static WorkItem[] PostAndClaim(Window window, int count)
    {
        for (int i = 0; i < count; i++) Assert.True(window.Post(i));
        return Enumerable.Range(0, count).Select(i => window.Claim(executor: i + 1)!).ToArray();
    }

    private static long[] TakeAll(Window window)
    {
        var taken = new System.Collections.Generic.List<long>();
        while (window.TryTake() is { } item) taken.Add(item.Index);
        return taken.ToArray();
    }
}
