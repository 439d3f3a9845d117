using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CsCheck;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The window between one pipeline thread and several executor threads, in random interleavings.</summary>
public class SlidingWindowThreadTests
{
    private const int Iterations = 150;

    private static readonly Gen<(int Capacity, bool Ordered, int Executors, int Items, int Pace)> Runs =
        Gen.Select(Gen.Int[1, 12], Gen.Bool, Gen.Int[1, 6], Gen.Int[0, 300], Gen.Int[0, 200]);

    [Fact]
    public void Every_item_is_taken_once_and_no_wake_up_is_lost() => Sample(
        Runs,
        run =>
        {
            var race = new Race(run.Capacity, run.Ordered, run.Executors, run.Pace);
            List<long> taken = race.Map(run.Items, stopAfter: null);
            Assert.Equal(Enumerable.Range(0, run.Items).Select(i => (long)i), run.Ordered ? taken : taken.Order());
        });

    [Fact]
    public void No_two_executors_claim_the_same_item() => Sample(
        Runs,
        run =>
        {
            var race = new Race(run.Capacity, run.Ordered, run.Executors, run.Pace);
            race.Map(run.Items, stopAfter: null);
            Assert.Equal(run.Items, race.Claimed.Distinct().Count());
            Assert.Equal(run.Items, race.Claimed.Count);
        });

    [Fact]
    public void A_stop_from_another_thread_ends_all_and_loses_count_of_nothing() => Sample(
        Gen.Select(Runs, Gen.Int[0, 100]),
        sample =>
        {
            ((int Capacity, bool Ordered, int Executors, int Items, int Pace) run, int stopAfter) = sample;
            var race = new Race(run.Capacity, run.Ordered, run.Executors, run.Pace);
            List<long> taken = race.Map(run.Items, stopAfter);
            Assert.Equal(race.Window.Taken, taken.Count);
            Assert.Equal(race.Window.Accepted, race.Window.Taken + race.Window.Dropped);
        });

    [Fact]
    public void What_was_taken_before_a_stop_is_a_gapless_beginning_in_input_order() => Sample(
        Gen.Select(Runs, Gen.Int[0, 100]),
        sample =>
        {
            ((int Capacity, bool Ordered, int Executors, int Items, int Pace) run, int stopAfter) = sample;
            var race = new Race(run.Capacity, ordered: true, run.Executors, run.Pace);
            List<long> taken = race.Map(run.Items, stopAfter);
            Assert.Equal(Enumerable.Range(0, taken.Count).Select(i => (long)i), taken);
        });

    [Fact]
    public void Notices_among_outcomes_are_never_lost() => Sample(
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 100]),
        sample =>
        {
            (int executors, int notices) = sample;
            SlidingWindow window = new(4, new InputOrder());
            int left = notices * executors;
            var threads = Enumerable.Range(0, executors).Select(_ => Waiting.Start(() =>
            {
                for (int i = 0; i < notices; i++)
                {
                    Interlocked.Decrement(ref left);
                    window.Notify();
                }
            })).ToArray();
            Waiting.Run(() =>
            {
                while (Volatile.Read(ref left) > 0) window.WaitForNews();
            });
            foreach (Waiting.Started thread in threads) thread.Join();
        });

    // A sample that hangs takes long to fail: no smaller one is looked for then.
    private static void Sample<T>(Gen<T> samples, Action<T> check)
    {
        bool failed = false;
        samples.Sample(
            sample =>
            {
                if (failed) return;
                failed = true;
                check(sample);
                failed = false;
            },
            iter: Iterations, threads: 1);
    }

    /// <summary>The pipeline thread of a map, as Invoke-ParallelMap drives it, against threads that claim and complete.</summary>
    private sealed class Race
    {
        private readonly Waiting.Started[] _executors;

        public Race(int capacity, bool ordered, int executors, int pace)
        {
            Window = new SlidingWindow(capacity, ordered ? new InputOrder() : new CompletionOrder());
            _executors = Enumerable.Range(1, executors).Select(number => Waiting.Start(() =>
            {
                var lane = new Lane(number);
                while (Window.TryClaim(lane, out Attempt attempt))
                {
                    long index = attempt.Index;
                    Claimed.Add(index);
                    Thread.SpinWait((int)(index * number * 37 % (pace + 1)));
                    Window.Complete(attempt, WindowSteps.Done);
                }
            })).ToArray();
        }

        public SlidingWindow Window { get; }

        public ConcurrentBag<long> Claimed { get; } = new();

        /// <summary>Maps the items; after some of them another thread stops the window.</summary>
        public List<long> Map(int items, int? stopAfter)
        {
            var taken = new List<long>();
            Waiting.Started? stopper = null;
            Waiting.Run(() =>
            {
                for (int i = 0; i < items; i++)
                {
                    while (Window.IsFull && !Window.IsStopped) TakeOrWait(taken);
                    if (i == stopAfter) stopper = Waiting.Start(Window.Stop);
                    if (!Window.Post(i)) break;
                    taken.AddRange(Window.TakeIndexes());
                }

                Window.Close();
                while (!Window.IsEmpty && !Window.IsStopped) TakeOrWait(taken);
            });
            stopper?.Join();
            foreach (Waiting.Started executor in _executors) executor.Join();
            return taken;
        }

        private void TakeOrWait(List<long> taken)
        {
            if (Window.TryTake(out Outcome ready)) taken.Add(ready.Index);
            else Window.WaitForNews();
        }
    }
}
