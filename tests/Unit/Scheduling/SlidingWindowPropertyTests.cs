using System.Collections.Generic;
using System.Linq;
using CsCheck;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What holds for a window after any calls in any order, on one thread.</summary>
public class SlidingWindowPropertyTests
{
    private static readonly Gen<(int Capacity, bool Ordered, (int Kind, int Pick)[] Steps)> Walks =
        Gen.Select(Gen.Int[1, 8], Gen.Bool, Gen.Select(Gen.Int[0, 99], Gen.Int[0, 1000]).Array[0, 200]);

    [Fact]
    public void Ordered_outcomes_are_taken_in_index_order() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, ordered: true, walk.Steps);
        Assert.Equal(Enumerable.Range(0, run.Taken.Count).Select(i => (long)i), run.Taken);
    });

    [Fact]
    public void Unordered_outcomes_are_taken_in_the_order_of_their_completion() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, ordered: false, walk.Steps);
        Assert.Equal(run.Completed.Take(run.Taken.Count), run.Taken);
    });

    [Fact]
    public void No_more_is_held_than_the_capacity() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, walk.Ordered, walk.Steps);
        Assert.InRange(run.MostHeld, 0, walk.Capacity);
    });

    [Fact]
    public void All_that_was_accepted_is_taken_or_dropped_wherever_a_stop_comes() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, walk.Ordered, walk.Steps);
        run.Window.Stop();
        Assert.Equal((run.Posted, run.Taken.Count), (run.Window.Accepted, run.Window.Taken));
        Assert.Equal(run.Window.Accepted, run.Window.Taken + run.Window.Dropped);
    });

    [Fact]
    public void Every_item_is_claimed_once_and_in_input_order() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, walk.Ordered, walk.Steps);
        Assert.Equal(Enumerable.Range(0, run.Claimed.Count).Select(i => (long)i), run.Claimed);
    });

    [Fact]
    public void All_that_was_accepted_is_taken_when_every_item_finishes() => Walks.Sample(walk =>
    {
        var run = new Walk(walk.Capacity, walk.Ordered, walk.Steps.Where(s => !Walk.Stops(s.Kind)).ToArray());
        run.Finish();
        Assert.True(run.Window.IsEmpty);
        Assert.Equal(run.Posted, run.Taken.Distinct().Count());
    });

    /// <summary>Does the steps that are possible where they come, and keeps what happened.</summary>
    private sealed class Walk
    {
        private readonly List<Attempt> _running = new();
        private long _waiting;

        public Walk(int capacity, bool ordered, (int Kind, int Pick)[] steps)
        {
            Window = new SlidingWindow(capacity, ordered ? new InputOrder() : new CompletionOrder());
            foreach ((int kind, int pick) in steps)
            {
                if (kind < 30) Post();
                else if (kind < 55) Claim();
                else if (kind < 80) Complete(pick);
                else if (kind < 99) Take();
                else Window.Stop();
                MostHeld = System.Math.Max(MostHeld, Window.Accepted - Window.Taken);
            }
        }

        public SlidingWindow Window { get; }

        public int Posted { get; private set; }

        public List<long> Claimed { get; } = new();

        public List<long> Completed { get; } = new();

        public List<long> Taken { get; } = new();

        public long MostHeld { get; private set; }

        public static bool Stops(int kind) => kind == 99;

        public void Finish()
        {
            while (_waiting > 0) Claim();
            while (_running.Count > 0) Complete(_running.Count / 2);
            while (Take())
            {
            }
        }

        private void Post()
        {
            if (Window.IsFull || !Window.Post(Posted)) return;
            Posted++;
            _waiting++;
        }

        private void Claim()
        {
            if (_waiting == 0 && !Window.IsStopped) return;
            if (!Window.TryClaim(new Lane(1), out Attempt attempt)) return;
            _waiting--;
            _running.Add(attempt);
            Claimed.Add(attempt.Index);
        }

        private void Complete(int pick)
        {
            if (_running.Count == 0) return;
            Attempt attempt = _running[pick % _running.Count];
            _running.RemoveAt(pick % _running.Count);
            Completed.Add(attempt.Index);
            Window.Complete(attempt, WindowSteps.Done);
        }

        private bool Take()
        {
            if (!Window.TryTake(out Outcome outcome)) return false;
            Taken.Add(outcome.Index);
            return true;
        }
    }
}
