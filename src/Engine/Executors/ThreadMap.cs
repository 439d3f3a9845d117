using System;
using System.Threading;

namespace ParallelCmdlets.Executors;

/// <summary>What the thread executors of one map have in common.</summary>
internal sealed class ThreadMap
{
    public ThreadMap(CompiledCall call, TimeSpan? timeout, CancellationToken stopped)
    {
        Call = call;
        Timeout = timeout;
        Stopped = stopped;
    }

    public CompiledCall Call { get; }

    public TimeSpan? Timeout { get; }

    public CancellationToken Stopped { get; }
}
