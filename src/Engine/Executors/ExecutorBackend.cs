using System;
using System.Collections.Generic;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Executors;

/// <summary>A kind of executor, readied for one map: all that can be found out once is found out when it is made, on the caller's thread.</summary>
internal abstract class ExecutorBackend
{
    /// <summary>How long executors may need to clean up after a stop before they are abandoned.</summary>
    public virtual TimeSpan StopGrace => TimeSpan.Zero;

    /// <summary>What was captured of the caller's session, a line each.</summary>
    public virtual IReadOnlyList<string> Captured => Array.Empty<string>();

    /// <summary>Warnings that hold for the map as a whole.</summary>
    public virtual IReadOnlyList<string> Warnings => Array.Empty<string>();

    /// <summary>How many executors it takes for so many items at a time.</summary>
    public virtual int ExecutorsFor(int throttleLimit) => throttleLimit;

    /// <summary>Makes an executor; what needs its thread, or takes time, waits for its run.</summary>
    /// <param name="number">The number of the executor, from 1.</param>
    public abstract IExecutor CreateExecutor(int number);

    /// <summary>Looks at an input before it is posted.</summary>
    public virtual void See(object? input)
    {
    }
}
