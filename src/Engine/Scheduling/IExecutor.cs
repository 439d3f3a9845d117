using System;

namespace ParallelCmdlets.Scheduling;

/// <summary>What runs items, on a thread of its own.</summary>
internal interface IExecutor
{
    /// <summary>Claims, runs and completes items until the window gives none, then releases what it holds.</summary>
    void Run(Window window);

    /// <summary>Asks the running item to end; returns at once, from any thread.</summary>
    void BeginStop();

    /// <summary>How long the executor may need to clean up after a stop before it is abandoned.</summary>
    TimeSpan StopGrace { get; }
}
