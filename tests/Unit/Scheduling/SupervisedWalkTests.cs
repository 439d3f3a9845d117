using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What holds for a supervised map after any steps in any order, with attempts that end, fail, or come back when they were given up.</summary>
public class SupervisedWalkTests
{
    private static readonly Gen<(int Capacity, bool Ordered, int Retries, (int Kind, int Pick)[] Steps)> Walks =
        Gen.Select(Gen.Int[1, 6], Gen.Bool, Gen.Int[0, 2], Gen.Select(Gen.Int[0, 99], Gen.Int[0, 1000]).Array[0, 150]);

    [Fact]
    public void Every_item_is_one_outcome_of_as_many_attempts_as_it_may_have() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, walk.Ordered, walk.Retries, walk.Steps);
        run.Finish();

        Assert.Equal(Enumerable.Range(0, run.Posted).Select(i => (long)i), walk.Ordered ? run.Taken.Select(o => o.Index) : run.Taken.Select(o => o.Index).Order());
        Assert.All(run.Taken, o => Assert.Equal((int)o.Index, o.Input));
        Assert.All(run.Taken, o => Assert.InRange(o.Attempts, 1, walk.Retries + 1));
        Assert.All(run.Taken, o => Assert.True(o.State == ItemState.Completed || o.Attempts == walk.Retries + 1));
        Assert.All(run.Taken, o => Assert.Equal(o.Attempts - 1, o.EarlierRecords?.Count ?? 0));
        Assert.True(run.Window.IsOver);
    });

    [Fact]
    public void The_output_of_an_item_is_that_of_its_own_last_attempt() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, walk.Ordered, walk.Retries, walk.Steps);
        run.Finish();

        Assert.All(run.Taken.Where(o => o.State == ItemState.Completed), o => Assert.Equal((o.Index, o.Attempts), Assert.Single(o.Records)));
    });

    [Fact]
    public void A_result_counts_as_long_as_its_attempt_was_not_given_up() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, walk.Ordered, walk.Retries, walk.Steps);

        Assert.All(run.Results, result => Assert.Equal(result.WasRunning, result.Counted));
    });

    [Fact]
    public void All_that_was_accepted_is_taken_or_dropped_wherever_a_stop_comes() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, walk.Ordered, walk.Retries, walk.Steps);
        run.Window.Stop();

        Assert.Equal(run.Window.Accepted, run.Window.Taken + run.Window.Dropped);
    });

    /// <summary>Does the steps that are possible where they come; an attempt that was given up may say how it ended, all the same.</summary>
    private sealed class Walk
    {
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

        private readonly ManualClock _clock = new();
        private readonly List<(Attempt Attempt, long Index, int Number)> _claimed = new();
        private readonly Supervisor _supervisor;

        public Walk(int capacity, bool ordered, int retries, (int Kind, int Pick)[] steps)
        {
            _supervisor = new Supervisor(
                _clock,
                new Deadlines(Limit, TimeSpan.FromSeconds(1)),
                retries > 0 ? new RetryPolicy(retries, delaySeconds: 1, new Random(1)) : null,
                static _ => "timed out");
            Window = new SlidingWindow(capacity, ordered ? new InputOrder() : new CompletionOrder(), _supervisor, clock: _clock);

            // The claims are the test's: nobody is started for them.
            _supervisor.Watch(Window, new ExecutorPool(Window, 0, static _ => FakeExecutor.ThatIsDriven(), static _ => { }, _clock));
            foreach ((int kind, int pick) in steps) Step(kind, pick);
        }

        public SlidingWindow Window { get; }

        public int Posted { get; private set; }

        public List<Outcome> Taken { get; } = new();

        public List<(bool WasRunning, bool Counted)> Results { get; } = new();

        public void Finish()
        {
            Window.Close();
            while (!Window.IsEmpty)
            {
                while (Window.Waiting > 0) Claim();
                while (_claimed.Count > 0) Complete(0, fails: false);
                Pass(Limit);
                Take();
            }
        }

        private void Step(int kind, int pick)
        {
            if (kind < 25 && !Window.IsFull) Assert.True(Window.Post(Posted++));
            else if (kind < 50 && Window.Waiting > 0) Claim();
            else if (kind < 75 && _claimed.Count > 0) Complete(pick % _claimed.Count, fails: pick % 3 == 0);
            else if (kind < 90) Take();
            else Pass(TimeSpan.FromSeconds(pick % 8));
        }

        private void Claim()
        {
            var lane = new Lane(_claimed.Count + 1);
            Window.Watch(lane);
            Assert.True(Window.TryClaim(lane, out Attempt attempt));
            _claimed.Add((attempt, attempt.Index, attempt.Number));
        }

        private void Complete(int at, bool fails)
        {
            (Attempt attempt, long index, int number) = _claimed[at];
            _claimed.RemoveAt(at);
            bool wasRunning = attempt.IsRunning;
            bool counted = Window.Complete(attempt, fails ? WindowSteps.Bad : AttemptResult.Completed(ItemRecords.One((index, number))));
            Results.Add((wasRunning, counted));
        }

        private void Pass(TimeSpan time)
        {
            _clock.Advance(time);
            _supervisor.Look();
        }

        private void Take() => Taken.AddRange(Window.TakeAll());
    }
}
