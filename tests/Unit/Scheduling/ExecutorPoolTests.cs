using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq;
using System.Threading;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>When a pool starts executors, and what it gives them.</summary>
public sealed class ExecutorPoolTests : IDisposable
{
    private readonly SlidingWindow _window = new(64, new InputOrder());
    private readonly ConcurrentBag<Exception> _crashes = new();

    public void Dispose() => _window.Stop();

    [Fact]
    public void No_executor_starts_before_there_is_an_item()
    {
        ExecutorPool pool = Pool(4, _ => FakeExecutor.ThatCompletesAll());

        pool.EnsureExecutor();

        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void No_more_executors_start_than_there_are_items()
    {
        using var release = new ManualResetEventSlim();
        ExecutorPool pool = Pool(8, _ => HoldingOneItem(release));

        PostAll(pool, 3);
        release.Set();

        Assert.Equal(3, pool.Count);
    }

    [Fact]
    public void No_more_executors_start_than_the_limit_allows()
    {
        using var release = new ManualResetEventSlim();
        ExecutorPool pool = Pool(2, _ => HoldingOneItem(release));

        PostAll(pool, 10);
        release.Set();

        Assert.Equal(2, pool.Count);
    }

    [Fact]
    public void No_executor_starts_while_one_waits_for_an_item()
    {
        FakeExecutor executor = FakeExecutor.ThatCompletesAll();
        ExecutorPool pool = Pool(4, _ => executor);
        PostAll(pool, 1);
        Waiting.Until(() => (_window.IsEmpty || _window.TryTake(out _)) && executor.Sleeps);

        PostAll(pool, 1);

        Assert.Equal(1, pool.Count);
    }

    [Fact]
    public void Executors_are_numbered_from_one()
    {
        using var release = new ManualResetEventSlim();
        var numbers = new ConcurrentQueue<int>();
        ExecutorPool pool = Pool(3, number =>
        {
            numbers.Enqueue(number);
            return HoldingOneItem(release);
        });

        PostAll(pool, 3);
        release.Set();

        Assert.Equal(new[] { 1, 2, 3 }, numbers);
    }

    [Fact]
    public void Executors_have_the_cultures_of_whoever_made_the_pool()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        var uiCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        CultureInfo? seen = null, seenUI = null;
        Waiting.Run(() =>
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, uiCulture);
            ExecutorPool pool = Pool(1, _ => new FakeExecutor((_, _) => (seen, seenUI) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture)));

            // Other ones, which a new thread would have by itself.
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.InvariantCulture, CultureInfo.InvariantCulture);
            PostAll(pool, 1);
            pool.Join(() => false);
        });

        Assert.Same(culture, seen);
        Assert.Same(uiCulture, seenUI);
    }

    [Fact]
    public void Executors_run_on_background_threads()
    {
        bool? background = null;
        ExecutorPool pool = Pool(1, _ => new FakeExecutor((_, _) => background = Thread.CurrentThread.IsBackground));

        PostAll(pool, 1);
        Waiting.Run(() => pool.Join(() => false));

        Assert.True(background);
    }

    [Fact]
    public void A_crash_of_an_executor_is_reported()
    {
        var crash = new InvalidTimeZoneException();
        ExecutorPool pool = Pool(1, _ => new FakeExecutor((_, _) => throw crash));

        PostAll(pool, 1);
        Waiting.Run(() => pool.Join(() => false));

        Assert.Same(crash, Assert.Single(_crashes));
    }

    [Fact]
    public void An_executor_that_ends_by_itself_is_no_crash()
    {
        ExecutorPool pool = Pool(1, _ => FakeExecutor.ThatCompletesAll());

        PostAll(pool, 1);
        _window.Close();
        Waiting.Run(() => pool.Join(() => false));

        Assert.Empty(_crashes);
    }

    [Fact]
    public void Joining_waits_until_every_executor_has_ended()
    {
        FakeExecutor[] executors = Enumerable.Range(0, 3).Select(_ => FakeExecutor.ThatCompletesAll()).ToArray();
        ExecutorPool pool = Pool(3, number => executors[number - 1]);
        PostAll(pool, 3);
        _window.Close();

        Waiting.Run(() => Assert.True(pool.Join(() => false)));

        Assert.True(executors[0].Ended.IsSet);
        Assert.All(executors.Where(e => e.Thread != null), e => Assert.True(e.Ended.IsSet));
    }

    [Fact]
    public void A_second_executor_runs_when_the_first_is_held_up()
    {
        using var release = new ManualResetEventSlim();
        ExecutorPool pool = Pool(2, number => number == 1 ? HoldingOneItem(release) : FakeExecutor.ThatCompletesAll());
        PostAll(pool, 2);

        Waiting.Until(() => _window.Head() is { Index: 0 } && !_window.WantsExecutor);
        release.Set();
        _window.Close();
        Waiting.Run(() => Assert.True(pool.Join(() => false)));
        Assert.Equal(new long[] { 0, 1 }, _window.TakeIndexes());
    }

    [Fact]
    public void Joining_does_not_wait_for_an_executor_that_has_not_begun()
    {
        using var release = new ManualResetEventSlim();
        FakeExecutor opens = new((_, _) => release.Wait(Waiting.Limit)) { HasBegun = false };
        ExecutorPool pool = Pool(1, _ => opens);
        PostAll(pool, 1);

        Waiting.Run(() => Assert.True(pool.Join(() => false)));

        Assert.False(opens.Ended.IsSet);
        Assert.Equal(1, opens.Stops);
        Assert.True(opens.IsAbandoned);
        release.Set();
    }

    [Fact]
    public void Joining_ends_when_it_is_given_up()
    {
        using var release = new ManualResetEventSlim();
        ExecutorPool pool = Pool(1, _ => FakeExecutor.ThatHangsUntil(release));
        PostAll(pool, 1);

        Waiting.Run(() => Assert.False(pool.Join(() => true)));

        release.Set();
    }

    private static FakeExecutor HoldingOneItem(ManualResetEventSlim release) => new((window, _) =>
    {
        bool claimed = window.TryClaim(new Lane(1), out Attempt attempt);
        release.Wait(Waiting.Limit);
        if (claimed) window.Complete(attempt, WindowSteps.Done);
    });

    private ExecutorPool Pool(int limit, Func<int, IExecutor> create) => new(_window, limit, create, _crashes.Add, Clock.Start());

    private void PostAll(ExecutorPool pool, int items)
    {
        for (int i = 0; i < items; i++)
        {
            _window.Post(i);
            pool.EnsureExecutor();
        }
    }
}
