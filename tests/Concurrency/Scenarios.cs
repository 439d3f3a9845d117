using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Coyote.Specifications;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Concurrency;

/// <summary>What the tester runs under all the schedules that it finds; each must end, whatever the schedule.</summary>
public static class Scenarios
{
    public static void Claim_against_complete()
    {
        Run run = new(capacity: 3, executors: 2);
        run.Drive(items: 3);
        run.Join();
        run.AssertAllTaken(3);
    }

    public static void Full_window_against_emission()
    {
        Run run = new(capacity: 1, executors: 2);
        run.Drive(items: 3);
        run.Join();
        run.AssertAllTaken(3);
    }

    public static void Full_window_against_unordered_emission()
    {
        Run run = new(capacity: 2, executors: 2, ordered: false);
        run.Drive(items: 3);
        run.Join();
        run.AssertAllTaken(3);
    }

    public static void Items_used_again_against_completion()
    {
        Run run = new(capacity: 1, executors: 2, ordered: false);
        run.Drive(items: 4);
        run.Join();
        run.AssertAllTaken(4);
        Specification.Assert(run.Taken.All(o => o.Attempts == 1 && o.Output != null), "An item was taken before it had run.");
    }

    public static void Items_used_again_against_stop()
    {
        Run run = new(capacity: 1, executors: 2);
        Task stop = Task.Run(run.Window.Stop);
        run.Drive(items: 3);
        stop.Wait();
        run.Join();
        run.AssertCounts();
    }

    public static void Stop_against_everything()
    {
        Run run = new(capacity: 2, executors: 2, retries: 1, timeLimit: 3, fails: static item => item.Index == 0);
        run.Supervise();
        Task stop = Task.Run(run.Window.Stop);
        run.Drive(items: 3);
        stop.Wait();
        run.Join();
        run.AssertCounts();
    }

    public static void Notice_against_wait()
    {
        Run run = new(capacity: 1, executors: 0);
        Task notice = Task.Run(run.Window.Notify);
        run.Window.WaitForNews();
        notice.Wait();
    }

    public static void Deadline_against_completion()
    {
        Run run = new(capacity: 2, executors: 2, timeLimit: 2);
        run.Supervise();
        run.Drive(items: 2);
        run.Join();
        run.AssertAllTaken(2);
    }

    public static void Deadline_against_retry()
    {
        Run run = new(capacity: 2, executors: 1, retries: 1, timeLimit: 2, fails: static item => item.Attempts == 1);
        run.Supervise();
        run.Drive(items: 2);
        run.Join();
        run.AssertAllTaken(2);
    }

    public static void Retry_against_close()
    {
        Run run = new(capacity: 2, executors: 2, retries: 1, fails: static item => item.Attempts == 1);
        run.Supervise();
        run.Drive(items: 2);
        run.Join();
        run.AssertAllTaken(2);
        Specification.Assert(run.Taken.All(i => i.Attempts == 2), "An item was not tried again.");
    }

    public static void Retry_against_stop()
    {
        Run run = new(capacity: 2, executors: 1, retries: 2, fails: static _ => true);
        run.Supervise();
        Task stop = Task.Run(run.Window.Stop);
        run.Drive(items: 2);
        stop.Wait();
        run.Join();
        run.AssertCounts();
    }

    public static void Slow_input_against_idle_executors()
    {
        Run run = new(capacity: 2, executors: 2);
        for (int i = 0; i < 2; i++)
        {
            // The pipeline thread is elsewhere until the item has run: nothing but the post itself wakes an executor.
            run.Window.Post(i);
            run.WaitForCompleted(i + 1);
        }

        run.Drive(items: 0);
        run.Join();
        run.AssertAllTaken(2);
    }

    // Tests of the tests: the real window with a wake-up that gets lost, and small windows with faults of their own.
    public static void Seeded_lost_wake_up() => Seeded(1);

    public static void Seeded_second_lost_wake_up() => Seeded(2);

    public static void Seeded_dropped_pulse() => MiniWindow.Exchange(new MiniWindow { DropsPulse = true });

    public static void Seeded_claim_outside_of_the_lock() => MiniWindow.Exchange(new MiniWindow { ClaimsInTwoSteps = true });

    public static void Sound_mini_window() => MiniWindow.Exchange(new MiniWindow());

    private static void Seeded(int droppedRelease)
    {
        Run run = new(capacity: 1, executors: 1, droppedRelease: droppedRelease);
        run.Drive(items: 2);
        run.Join();
        run.AssertAllTaken(2);
    }

    /// <summary>The threads of a map, as Invoke-ParallelMap has them.</summary>
    private sealed class Run
    {
        private readonly bool _ordered;
        private readonly Func<WorkItem, bool> _fails;
        private readonly List<Task> _tasks = new();
        private readonly object _completedGate = new();
        private int _completed;

        public Run(int capacity, int executors, bool ordered = true, int retries = 0, int timeLimit = 0, Func<WorkItem, bool>? fails = null, int droppedRelease = 0)
        {
            Fault.Reset();
            Fault.DroppedRelease = droppedRelease;
            _ordered = ordered;
            _fails = fails ?? (static _ => false);
            Window = new Window(
                capacity,
                ordered ? new InputOrder() : new CompletionOrder(),
                retries > 0 ? new RetryPolicy(retries, 0, new Random(1)) : null,
                timeLimit > 0 ? new Timetable(TimeSpan.FromMilliseconds(timeLimit), TimeSpan.FromMilliseconds(timeLimit)) : null);
            for (int i = 1; i <= executors; i++) StartExecutor(i);
        }

        public Window Window { get; }

        public List<Outcome> Taken { get; } = new();

        public void StartExecutor(int number) => Start(() =>
        {
            if (number > 1 && !Window.WaitUntilNeeded()) return;
            while (Window.Claim(number) is { } item)
            {
                item.Records = ItemRecords.One(item.Input);

                // As an executor that was abandoned: it takes no further item.
                if (!Window.Complete(item, _fails(item) ? ItemState.Failed : ItemState.Completed)) return;
                lock (_completedGate)
                {
                    _completed++;
                    System.Threading.Monitor.Pulse(_completedGate);
                }
            }
        });

        /// <summary>The supervisor: a stuck item is replaced, and another executor comes for its one.</summary>
        public void Supervise() => Start(() =>
        {
            while (Window.WaitForDue(static () => { }, out bool isStuck) is { } item)
            {
                if (isStuck) Window.Replace(item, _ => StartExecutor(item.Executor + 10));
            }
        });

        /// <summary>The pipeline thread.</summary>
        public void Drive(int items)
        {
            for (int i = 0; i < items; i++)
            {
                while (Window.IsFull && !Window.IsStopped) TakeOrWait();
                if (!Window.Post(i)) break;
            }

            Window.Close();
            while (!Window.IsEmpty && !Window.IsStopped) TakeOrWait();
        }

        public void WaitForCompleted(int items)
        {
            lock (_completedGate)
            {
                while (_completed < items) System.Threading.Monitor.Wait(_completedGate);
            }
        }

        public void Join()
        {
            for (int i = 0; ; i++)
            {
                Task? task;
                lock (_tasks) task = i < _tasks.Count ? _tasks[i] : null;
                if (task == null) return;
                task.Wait();
            }
        }

        public void AssertAllTaken(int items)
        {
            AssertCounts();
            Specification.Assert(Taken.Count == items, "{0} of {1} items were taken.", Taken.Count, items);
        }

        public void AssertCounts()
        {
            Specification.Assert(Window.Accepted == Window.Taken + Window.Dropped, "Accepted {0}, taken {1}, dropped {2}.", Window.Accepted, Window.Taken, Window.Dropped);
            Specification.Assert(Window.Taken == Taken.Count, "The window counts {0} taken of {1}.", Window.Taken, Taken.Count);
            Specification.Assert(Taken.Select(i => i.Index).Distinct().Count() == Taken.Count, "An item was taken twice.");
            foreach (Outcome outcome in Taken.Where(o => o.Output != null)) Specification.Assert((int)outcome.Output! == outcome.Index, "Item {0} has the output of {1}.", outcome.Index, outcome.Output);
            for (int i = 0; _ordered && i < Taken.Count; i++) Specification.Assert(Taken[i].Index == i, "Item {0} came at place {1}.", Taken[i].Index, i);
        }

        private void TakeOrWait()
        {
            if (Window.TryTake() is { } item)
            {
                Taken.Add(new Outcome(item.Index, item.Attempts, item.Records.SingleOrDefault()));
                Window.TakeBack(item);
            }
            else
            {
                Window.WaitForNews();
            }
        }

        private void Start(Action code)
        {
            lock (_tasks) _tasks.Add(Task.Run(code));
        }
    }

    /// <summary>What an item was when it was taken: then it is used again.</summary>
    private sealed record Outcome(long Index, int Attempts, object? Output);
}
