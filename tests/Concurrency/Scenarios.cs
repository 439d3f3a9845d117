using System.Linq;
using System.Threading.Tasks;
using Microsoft.Coyote.Specifications;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Concurrency;

/// <summary>What the tester runs under all the schedules that it finds; each must end, whatever the schedule.</summary>
public static class Scenarios
{
    public static void Claim_against_complete() => All(new MapUnderTest(capacity: 3, executors: 2), items: 3);

    public static void Full_window_against_emission() => All(new MapUnderTest(capacity: 1, executors: 2), items: 3);

    public static void Full_window_against_unordered_emission() => All(new MapUnderTest(capacity: 2, executors: 2, ordered: false), items: 3);

    public static void Items_used_again_against_completion() => All(new MapUnderTest(capacity: 1, executors: 2, ordered: false), items: 4);

    public static void Items_used_again_against_stop() => Stopped(new MapUnderTest(capacity: 1, executors: 2), items: 3);

    public static void Stop_against_everything() =>
        Stopped(new MapUnderTest(capacity: 2, executors: 2, retries: 1, timeLimit: 3) { Fails = static attempt => attempt.Index == 0 }, items: 3);

    public static void Notice_against_wait()
    {
        MapUnderTest map = new(capacity: 1, executors: 1);
        Task notice = Task.Run(map.Window.Notify);
        map.Window.WaitForNews();
        notice.Wait();
    }

    public static void Deadline_against_completion() => All(new MapUnderTest(capacity: 2, executors: 2, timeLimit: 2), items: 2);

    public static void Deadline_against_retry()
    {
        MapUnderTest map = new(capacity: 2, executors: 1, retries: 1, timeLimit: 2) { Fails = static attempt => attempt.Number == 1 };
        All(map, items: 2);
        Specification.Assert(map.Taken.All(o => o.Attempts == 2), "An item was not tried again.");
    }

    public static void Retry_against_close()
    {
        MapUnderTest map = new(capacity: 2, executors: 2, retries: 1) { Fails = static attempt => attempt.Number == 1 };
        All(map, items: 2);
        Specification.Assert(map.Taken.All(o => o.Attempts == 2 && o.Failure == null), "An item was not tried again.");
    }

    public static void Retry_against_stop() => Stopped(new MapUnderTest(capacity: 2, executors: 1, retries: 2) { Fails = static _ => true }, items: 2);

    public static void Stuck_executor_against_the_end()
    {
        // It is let go only when the map has ended: the end does not wait for an executor that was given up.
        MapUnderTest map = new(capacity: 2, executors: 1, timeLimit: 2) { IsStuck = static attempt => attempt.Index == 1 };
        All(map, items: 2);
        Specification.Assert(map.Taken[1].State == ItemState.TimedOut, "The stuck item is {0}.", map.Taken[1].State);
    }

    public static void Stuck_executor_that_comes_back_against_its_item_used_again()
    {
        MapUnderTest map = new(capacity: 1, executors: 2, timeLimit: 2) { IsStuck = static attempt => attempt.Index == 0 };
        Task release = Task.Run(map.Release);
        All(map, items: 3);
        release.Wait();
    }

    public static void Calls_against_the_end()
    {
        MapUnderTest map = new(capacity: 3, executors: 2, slots: 2);
        All(map, items: 3);
        map.AssertSlots(2);
    }

    // It is let go only when the map has ended: the others run in its slot.
    public static void Hanging_call_against_the_end() => Hanging(new MapUnderTest(capacity: 2, executors: 1, timeLimit: 2, slots: 1));

    public static void Late_end_of_a_call_against_its_item_used_again() => Late(new MapUnderTest(capacity: 1, executors: 1, timeLimit: 2, slots: 1));

    public static void Late_start_of_a_call_against_its_item_used_again() =>
        Late(new MapUnderTest(capacity: 1, executors: 1, timeLimit: 2, slots: 1) { IsStuckAtStart = true });

    public static void Hanging_calls_against_stop() =>
        Stopped(new MapUnderTest(capacity: 2, executors: 2, timeLimit: 2, slots: 2) { IsStuck = static _ => true }, items: 3);

    public static void Slow_input_against_idle_executors()
    {
        MapUnderTest map = new(capacity: 2, executors: 2);
        for (int i = 0; i < 2; i++)
        {
            // The pipeline thread is elsewhere until the item has run: nothing but the post itself wakes an executor.
            map.Post(i);
            map.WaitForCompleted(i + 1);
        }

        map.Finish();
        map.AssertAllTaken(2);
    }

    // An executor that is open runs the user's script while others end the map: who waits for the end waits for it, or it runs nothing.
    public static void Initialization_against_the_end() => Initialized(new MapUnderTest(capacity: 2, executors: 2));

    // Tests of the tests: the real window with a wake-up that gets lost, and small parts with faults of their own.
    // The first two releases are those of executors to follow, of which there are none.
    public static void Seeded_lost_wake_up() => All(new MapUnderTest(capacity: 1, executors: 1, droppedRelease: 3), items: 2);

    public static void Seeded_second_lost_wake_up() => All(new MapUnderTest(capacity: 1, executors: 1, droppedRelease: 5), items: 2);

    public static void Seeded_look_at_the_end_before_the_beginning() => Initialized(new MapUnderTest(capacity: 2, executors: 2) { LooksTooEarly = true });

    public static void Seeded_hand_in_before_abandonment() => GivenUp(static (window, pool, attempt) =>
    {
        if (!window.TryEnd(attempt)) return;
        window.HandIn(attempt.Item, AttemptResult.TimedOut(default, "timed out"));
        pool.Abandon(1);
    });

    public static void Seeded_abandonment_before_the_end_of_the_attempt() => GivenUp(static (window, pool, attempt) =>
    {
        pool.Abandon(1);
        if (window.TryEnd(attempt)) window.HandIn(attempt.Item, AttemptResult.TimedOut(default, "timed out"));
    });

    public static void Sound_giving_up() => GivenUp(static (window, pool, attempt) =>
    {
        if (!window.TryEnd(attempt)) return;
        pool.Abandon(1);
        window.HandIn(attempt.Item, AttemptResult.TimedOut(default, "timed out"));
    });

    public static void Seeded_slot_that_is_freed_twice() => Hanging(new MapUnderTest(capacity: 2, executors: 1, timeLimit: 2, slots: 1) { FreesTwice = true });

    public static void Seeded_dropped_pulse() => MiniWindow.Exchange(new MiniWindow { DropsPulse = true });

    public static void Seeded_claim_outside_of_the_lock() => MiniWindow.Exchange(new MiniWindow { ClaimsInTwoSteps = true });

    public static void Sound_mini_window() => MiniWindow.Exchange(new MiniWindow());

    private static void All(MapUnderTest map, int items)
    {
        map.Run(items);
        map.AssertAllTaken(items);
    }

    private static void Hanging(MapUnderTest map)
    {
        map.IsStuck = static attempt => attempt.Index == 0;
        All(map, items: 2);
        Specification.Assert(map.Taken[0].State == ItemState.TimedOut, "The hanging item is {0}.", map.Taken[0].State);
        map.AssertSlots(1);
    }

    private static void Late(MapUnderTest map)
    {
        map.IsStuck = static attempt => attempt.Index == 0;
        Task release = Task.Run(map.Release);
        All(map, items: 3);
        release.Wait();
        map.AssertSlots(1);
    }

    private static void Initialized(MapUnderTest map)
    {
        map.Initializes = true;
        All(map, items: 2);
        map.AssertNoneInitializes();
    }

    private static void Stopped(MapUnderTest map, int items)
    {
        Task stop = Task.Run(map.Stop);
        map.Run(items);
        stop.Wait();
        map.AssertCounts();
    }

    // The supervisor's one order of steps, and the wrong ones: run by a thread of the scenario's.
    private static void GivenUp(System.Action<SlidingWindow, ExecutorPool, Attempt> giveUp)
    {
        bool comesBack = Microsoft.Coyote.Random.Generator.Create().NextBoolean();
        MapUnderTest map = new(capacity: 1, executors: 1, timeLimit: 1_000_000_000);
        Attempt? stuck = null;
        var started = new TaskCompletionSource();
        map.IsStuck = attempt =>
        {
            stuck = attempt;
            started.SetResult();
            return true;
        };
        Task supervisor = Task.Run(() =>
        {
            started.Task.Wait();
            giveUp(map.Window, map.Pool, stuck!.Value);
        });
        Task release = comesBack ? Task.Run(map.Release) : Task.CompletedTask;
        All(map, items: 1);
        supervisor.Wait();
        release.Wait();
    }
}
