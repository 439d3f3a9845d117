using System;
using System.Threading;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Tests;

/// <summary>A clock that stands still until a test sets it forward.</summary>
internal sealed class ManualClock : Clock
{
    private long _now;

    public override long Now => Volatile.Read(ref _now);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);
}
