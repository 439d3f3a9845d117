using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CsCheck;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>A window with retries among threads: who waits for items in their pause, and what ends that wait.</summary>
public sealed class WindowRetryTests : IDisposable
{
    private Window? _window;

    public void Dispose() => _window?.Stop();

    [Fact]
    public void Executors_wait_for_an_item_that_comes_back_to_a_closed_window()
    {
        Window window = WithRetries(count: 1, delaySeconds: 0.05);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        window.Close();
        WorkItem? again = null;
        Waiting.Started claim = Waiting.Start(() => again = window.Claim());
        claim.UntilItWaits();
        Waiting.Started clock = StartClock(window);

        window.Complete(item, ItemState.Failed);

        claim.Join();
        Assert.Same(item, again);
        window.Complete(item, ItemState.Completed);
        clock.Join();
    }

    [Fact]
    public void Executors_end_with_the_last_attempt_of_the_last_item()
    {
        Window window = WithRetries(count: 1, delaySeconds: 0);
        WorkItem item = WindowTests.PostAndClaim(window, 1)[0];
        window.Complete(item, ItemState.Failed);
        window.Close();
        Waiting.Started clock = StartClock(window);
        Waiting.Run(() => Assert.Same(item, window.Claim()));
        Waiting.Started[] claims = Enumerable.Range(0, 3).Select(_ => Waiting.Start(() => Assert.Null(window.Claim()))).ToArray();
        foreach (Waiting.Started claim in claims) claim.UntilItWaits();

        window.Complete(item, ItemState.Failed);

        foreach (Waiting.Started claim in claims) claim.Join();
        clock.Join();
    }

    [Fact]
    public void Closing_in_a_pause_ends_nothing()
    {
        Window window = WithRetries(count: 1, delaySeconds: 3600);
        window.Complete(WindowTests.PostAndClaim(window, 1)[0], ItemState.Failed);
        Waiting.Started clock = StartClock(window);
        Waiting.Started claim = Waiting.Start(() => window.Claim());
        clock.UntilItWaits();
        claim.UntilItWaits();

        window.Close();

        Assert.False(clock.HasEnded);
        Assert.False(claim.HasEnded);
        Assert.False(window.IsEmpty);
        window.Stop();
        clock.Join();
        claim.Join();
    }

    [Fact]
    public void A_stop_in_a_pause_ends_all_waits_and_drops_the_item()
    {
        Window window = WithRetries(count: 1, delaySeconds: 3600);
        window.Complete(WindowTests.PostAndClaim(window, 1)[0], ItemState.Failed);
        Waiting.Started clock = StartClock(window);
        Waiting.Started claim = Waiting.Start(() => Assert.Null(window.Claim()));
        Waiting.Started taker = Waiting.Start(() => window.WaitForNews());
        foreach (Waiting.Started waiting in new[] { clock, claim, taker }) waiting.UntilItWaits();

        window.Stop();

        clock.Join();
        claim.Join();
        taker.Join();
        Assert.Equal((1L, 0L, 1L), (window.Accepted, window.Taken, window.Dropped));
    }

    [Fact]
    public void A_shorter_pause_that_begins_later_ends_first()
    {
        Window window = WithRetries(count: 30, delaySeconds: 0.02);
        WorkItem[] items = WindowTests.PostAndClaim(window, 2);
        while (items[0].Attempts < 20) items[0].Start(executor: 1, now: 0);
        window.Complete(items[0], ItemState.Failed);
        Waiting.Started clock = StartClock(window);
        clock.UntilItWaits();

        // The wait for the longer pause must be cut short, or it would sleep through the shorter one.
        window.Complete(items[1], ItemState.Failed);

        Waiting.Run(() => Assert.Same(items[1], window.Claim()));
        Assert.Equal(ItemState.Waiting, items[0].State);
        window.Stop();
        clock.Join();
    }

    [Fact]
    public void An_item_in_its_pause_counts_against_the_capacity()
    {
        Window window = WithRetries(count: 1, delaySeconds: 3600, capacity: 1);

        window.Complete(WindowTests.PostAndClaim(window, 1)[0], ItemState.Failed);

        Assert.True(window.IsFull);
        Assert.Null(window.TryTake());
    }

    [Fact]
    public void A_timed_out_item_is_tried_again_and_a_completed_or_stopped_one_is_not()
    {
        Window window = WithRetries(count: 5, delaySeconds: 3600);
        WorkItem[] items = WindowTests.PostAndClaim(window, 3);

        window.Complete(items[0], ItemState.Completed);
        window.Complete(items[1], ItemState.Stopped);
        window.Complete(items[2], ItemState.TimedOut);

        Assert.Equal(new[] { ItemState.Completed, ItemState.Stopped, ItemState.Waiting }, items.Select(i => i.State));
        Assert.Equal(new[] { true, true, false }, items.Select(i => i.IsFinished));
    }

    [Fact]
    public void Whoever_fails_how_often_all_items_are_taken_once_and_in_order() =>
        Gen.Select(Gen.Int[1, 6], Gen.Bool, Gen.Int[1, 4], Gen.Int[0, 3], Gen.Int[0, 4].Array[0, 60]).Sample(
            run =>
            {
                (int capacity, bool ordered, int executors, int retries, int[] failures) = run;
                var window = new Window(capacity, ordered ? new InputOrder() : new CompletionOrder(), new RetryPolicy(retries, 0.0005, new Random(1)));
                _window = window;
                Waiting.Started clock = StartClock(window);
                Waiting.Started[] threads = Enumerable.Range(1, executors).Select(n => Waiting.Start(() => RunAll(window, n, failures))).ToArray();
                List<WorkItem> taken = Drive(window, failures.Length);
                foreach (Waiting.Started thread in threads.Append(clock)) thread.Join();

                Assert.Equal(Enumerable.Range(0, failures.Length).Select(i => (long)i), (ordered ? taken : taken.OrderBy(i => i.Index).ToList()).Select(i => i.Index));
                Assert.All(taken, item => Assert.Equal(Math.Min(failures[item.Index], retries) + 1, item.Attempts));
                Assert.All(taken, item => Assert.Equal(failures[item.Index] > retries ? ItemState.Failed : ItemState.Completed, item.State));
                Assert.Equal(window.Accepted, window.Taken);
            },
            iter: 60, threads: 1);

    [Fact]
    public void Wherever_a_stop_comes_among_retries_all_threads_end_and_the_count_is_right() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 4], Gen.Int[0, 40]).Sample(
            run =>
            {
                (int capacity, int executors, int stopAfter) = run;
                var window = new Window(capacity, new InputOrder(), new RetryPolicy(3, 0.0005, new Random(1)));
                _window = window;
                int[] failures = Enumerable.Range(0, 40).Select(i => i % 3).ToArray();
                int attempts = 0;
                Waiting.Started clock = StartClock(window);
                Waiting.Started[] threads = Enumerable.Range(1, executors).Select(n => Waiting.Start(() => RunAll(window, n, failures, () =>
                {
                    if (Interlocked.Increment(ref attempts) == stopAfter) window.Stop();
                }))).ToArray();
                List<WorkItem> taken = Drive(window, failures.Length);
                foreach (Waiting.Started thread in threads.Append(clock)) thread.Join();

                Assert.Equal(Enumerable.Range(0, taken.Count).Select(i => (long)i), taken.Select(i => i.Index));
                Assert.Equal(window.Accepted, window.Taken + window.Dropped);
            },
            iter: 60, threads: 1);

    private static void RunAll(Window window, int number, int[] failures, Action? attempted = null)
    {
        while (window.Claim(number) is { } item)
        {
            attempted?.Invoke();
            window.Complete(item, item.Attempts > failures[item.Index] ? ItemState.Completed : ItemState.Failed);
        }
    }

    private static List<WorkItem> Drive(Window window, int items)
    {
        var taken = new List<WorkItem>();
        Waiting.Run(() =>
        {
            for (int i = 0; i < items; i++)
            {
                while (window.IsFull && !window.IsStopped) TakeOrWait(window, taken);
                if (!window.Post(i)) break;
            }

            window.Close();
            while (!window.IsEmpty && !window.IsStopped) TakeOrWait(window, taken);
        });
        return taken;
    }

    private static void TakeOrWait(Window window, List<WorkItem> taken)
    {
        if (window.TryTake() is { } item) taken.Add(item);
        else window.WaitForNews();
    }

    // The supervisor's part: nothing ever expires here, so the wait ends with the window's work.
    private static Waiting.Started StartClock(Window window) => Waiting.Start(() => Assert.Null(window.WaitForDue(static () => { }, out _)));

    private Window WithRetries(int count, double delaySeconds, int capacity = 8) =>
        _window = new Window(capacity, new InputOrder(), new RetryPolicy(count, delaySeconds, new Random(1)));
}
