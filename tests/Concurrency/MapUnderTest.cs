using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Coyote.Specifications;
using ParallelCmdlets.Scheduling;
using Monitor = System.Threading.Monitor;

namespace ParallelCmdlets.Concurrency;

/// <summary>The window, the pool and the supervisor of a map with executors that do what a scenario says, and what must hold at its end.</summary>
internal sealed class MapUnderTest
{
    private readonly object _gate = new();
    private readonly bool _ordered;
    private readonly Supervisor? _supervisor;
    private int _completed;
    private int _initialized;
    private int _calls;
    private bool _released;

    public MapUnderTest(int capacity, int executors, bool ordered = true, int retries = 0, int timeLimit = 0, int droppedRelease = 0, int slots = 0)
    {
        Fault.Reset();
        Fault.DroppedRelease = droppedRelease;
        _ordered = ordered;
        var clock = new TickingClock();
        if (retries > 0 || timeLimit > 0)
        {
            _supervisor = new Supervisor(
                clock,
                timeLimit > 0 ? new Deadlines(TimeSpan.FromMilliseconds(timeLimit), TimeSpan.FromMilliseconds(timeLimit)) : null,
                retries > 0 ? new RetryPolicy(retries, 0, new Random(1)) : null,
                static _ => "timed out");
        }

        Window = new SlidingWindow(capacity, ordered ? new InputOrder() : new CompletionOrder(), _supervisor, clock: clock);
        if (slots > 0)
        {
            Slots = new QuietSemaphore();
            Slots.Release(slots);
        }

        Pool = new ExecutorPool(Window, executors, number => slots > 0 ? new FakeTaskExecutor(this, number) : new FakeExecutor(this, number), static e => Specification.Assert(false, "An executor crashed: {0}", e), clock);
    }

    public SlidingWindow Window { get; }

    public ExecutorPool Pool { get; }

    /// <summary>How many attempts may be under way; null where each executor runs one.</summary>
    public QuietSemaphore? Slots { get; }

    public List<Outcome> Taken { get; } = new();

    /// <summary>Gets or sets whether an attempt fails.</summary>
    public Func<Attempt, bool> Fails { get; set; } = static _ => false;

    /// <summary>Gets or sets whether an attempt ends only when the scenario lets it go.</summary>
    public Func<Attempt, bool> IsStuck { get; set; } = static _ => false;

    /// <summary>Gets or sets whether a stuck attempt holds its executor's thread where it need not.</summary>
    public bool IsStuckAtStart { get; set; }

    /// <summary>Gets or sets whether a late end frees a slot that is free already.</summary>
    public bool FreesTwice { get; set; }

    /// <summary>Gets or sets whether executors run a script of the user's before they claim, and end with another one.</summary>
    public bool Initializes { get; set; }

    /// <summary>Gets or sets whether an executor looks whether it is needed before it says that it begins.</summary>
    public bool LooksTooEarly { get; set; }

    /// <summary>The pipeline thread: posts and takes all, then waits for the executors.</summary>
    public void Run(int items)
    {
        _supervisor?.Start(Window, Pool);
        for (int i = 0; i < items; i++)
        {
            while (Window.IsFull && !Window.IsStopped) TakeOrWait();
            if (!Post(i)) break;
        }

        Finish();
    }

    public bool Post(int input)
    {
        if (!Window.Post(input)) return false;
        Pool.EnsureExecutor();
        return true;
    }

    public void Finish()
    {
        Window.Close();
        while (!Window.IsEmpty && !Window.IsStopped) TakeOrWait();
        if (!Pool.Join(() => Window.IsStopped)) Pool.Stop();
        Release();
    }

    /// <summary>Stops the map, as from another thread.</summary>
    public void Stop()
    {
        Window.Stop();
        Pool.BeginStop();
    }

    public void TellInitialized(int change)
    {
        lock (_gate) _initialized += change;
    }

    public void AssertNoneInitializes()
    {
        lock (_gate) Specification.Assert(_initialized == 0, "{0} executors are still between their scripts.", _initialized);
    }

    public void TellCall(int change)
    {
        lock (_gate)
        {
            _calls += change;
            Monitor.PulseAll(_gate);
        }
    }

    public void TellCompleted()
    {
        lock (_gate)
        {
            _completed++;
            Monitor.PulseAll(_gate);
        }
    }

    public void WaitForCompleted(int items)
    {
        lock (_gate)
        {
            while (_completed < items) Monitor.Wait(_gate);
        }
    }

    /// <summary>Lets stuck attempts go.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _released = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void WaitForRelease()
    {
        lock (_gate)
        {
            while (!_released) Monitor.Wait(_gate);
        }
    }

    public void AssertAllTaken(int items)
    {
        AssertCounts();
        Specification.Assert(Taken.Count == items, "{0} of {1} items were taken.", Taken.Count, items);
    }

    /// <summary>When all calls have come back, each slot is free, once.</summary>
    public void AssertSlots(int slots)
    {
        lock (_gate)
        {
            while (_calls > 0) Monitor.Wait(_gate);
        }

        int free = 0;
        while (Slots!.Wait(0)) free++;
        Specification.Assert(free == slots, "{0} of {1} slots are free.", free, slots);
    }

    public void AssertCounts()
    {
        Specification.Assert(Window.Accepted == Window.Taken + Window.Dropped, "Accepted {0}, taken {1}, dropped {2}.", Window.Accepted, Window.Taken, Window.Dropped);
        Specification.Assert(Window.Taken == Taken.Count, "The window counts {0} taken of {1}.", Window.Taken, Taken.Count);
        Specification.Assert(Taken.Select(i => i.Index).Distinct().Count() == Taken.Count, "An item was taken twice.");
        foreach (Outcome outcome in Taken)
        {
            Specification.Assert((int)outcome.Input! == outcome.Index, "Item {0} has the input of {1}.", outcome.Index, outcome.Input);
            Specification.Assert(outcome.Attempts > 0, "Item {0} was taken before it had run.", outcome.Index);
            if (outcome.Failure == null) Specification.Assert((int)outcome.Records.Single()! == outcome.Index, "Item {0} has the output of {1}.", outcome.Index, outcome.Records.Single());
        }

        for (int i = 0; _ordered && i < Taken.Count; i++) Specification.Assert(Taken[i].Index == i, "Item {0} came at place {1}.", Taken[i].Index, i);
    }

    public void TakeOrWait()
    {
        if (Window.TryTake(out Outcome outcome)) Taken.Add(outcome);
        else Window.WaitForNews();
    }
}
