using System;

namespace ParallelCmdlets.Scheduling;

/// <summary>What runs items, on a thread of its own.</summary>
internal interface IExecutor
{
    /// <summary>Claims, runs and completes items until the window gives none, or an outcome counts no more; then releases what it holds.</summary>
    void Run(SlidingWindow window);

    /// <summary>Asks an attempt to end if it still runs; returns at once, from any thread. No other attempt may notice.</summary>
    void BeginCancel(in Attempt attempt);

    /// <summary>Lets go of an attempt that does not end, and goes on without it; false where the executor is stuck in it. Returns at once, from any thread.</summary>
    bool TryLetGo(in Attempt attempt);

    /// <summary>Asks the executor to end; returns at once, from any thread.</summary>
    void BeginStop();

    /// <summary>Lets go of an executor that does not end: it must keep nothing else from ending, the process least of all. Returns at once.</summary>
    void Abandon();

    /// <summary>Whether it has run code of the user's, or is about to: only then is its end waited for.</summary>
    bool HasBegun { get; }

    /// <summary>How long the executor may need to clean up after a stop before it is abandoned.</summary>
    TimeSpan StopGrace { get; }
}
