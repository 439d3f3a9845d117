using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Microsoft.Coyote.Runtime;

// These stand in for the types of the same names in the linked sources: a name in the own namespace comes first.
namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The tester ignores the time limit of a wait for a lock: such a wait would block for ever and be a false deadlock.
/// Here it lets the others run for as long as the tester likes, and then ends.
/// </summary>
internal sealed class QuietSemaphore
{
    private readonly object _gate = new();
    private int _count;

    public void Release(int count = 1)
    {
        if (Fault.DropsRelease()) return;
        lock (_gate)
        {
            _count += count;
            Monitor.PulseAll(_gate);
        }
    }

    public bool Wait(int milliseconds)
    {
        if (milliseconds >= 0)
        {
            SchedulingPoint.Interleave();
            lock (_gate)
            {
                if (_count > 0)
                {
                    _count--;
                    return true;
                }
            }

            Stopwatch.Pass(milliseconds);
            return false;
        }

        lock (_gate)
        {
            while (_count == 0) Monitor.Wait(_gate);
            _count--;
            return true;
        }
    }
}

/// <summary>A clock that is the same in each replay: it goes on when it is read, and when a wait is over.</summary>
internal sealed class Stopwatch
{
    private static long s_now;

    [SuppressMessage("Performance", "CA1822", Justification = "As the one that it stands for.")]
    public long ElapsedMilliseconds => ++s_now;

    public System.TimeSpan Elapsed => System.TimeSpan.FromMilliseconds(ElapsedMilliseconds);

    public static Stopwatch StartNew() => new();

    public static void Pass(long milliseconds) => s_now += milliseconds;

    public static void Reset() => s_now = 0;
}

/// <summary>A machine on which nobody watches for work by spinning: that adds steps, and no new order of events.</summary>
internal static class Environment
{
    public static int ProcessorCount => 1;
}

/// <summary>A fault that a test of the tests seeds: one of the wake-ups is lost.</summary>
internal static class Fault
{
    private static int s_releases;

    /// <summary>The number of the wake-up that is lost; 0 for none.</summary>
    public static int DroppedRelease { get; set; }

    public static void Reset()
    {
        s_releases = 0;
        DroppedRelease = 0;
        Stopwatch.Reset();
    }

    public static bool DropsRelease() => DroppedRelease > 0 && ++s_releases == DroppedRelease;
}
