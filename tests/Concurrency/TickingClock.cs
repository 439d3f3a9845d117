using System;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Concurrency;

/// <summary>A clock that is the same in each replay: it goes on by a millisecond when it is read, and when a wait is over.</summary>
internal sealed class TickingClock : Clock
{
    private static long s_now;

    public override long Now => ++s_now * TimeSpan.TicksPerMillisecond;

    public static void Pass(long milliseconds) => s_now += milliseconds;

    public static void Reset() => s_now = 0;
}
