using System;
using System.Diagnostics;

namespace ParallelCmdlets.Scheduling;

/// <summary>The time of one map, which goes on evenly; a test has one of its own.</summary>
internal abstract class Clock
{
    /// <summary>The ticks of 100 ns since the map began.</summary>
    public abstract long Now { get; }

    /// <summary>When the map began, by the machine's clock.</summary>
    public DateTime StartTime { get; } = DateTime.UtcNow;

    /// <summary>Starts a clock.</summary>
    public static Clock Start() => new SystemClock();

    private sealed class SystemClock : Clock
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();

        public override long Now => _clock.Elapsed.Ticks;
    }
}
