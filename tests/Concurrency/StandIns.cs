using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Coyote.Runtime;
using ParallelCmdlets.Concurrency;

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

            TickingClock.Pass(milliseconds);
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

/// <summary>A thread that the tester schedules; a wait for its end with a time limit lets the others run, and then ends.</summary>
internal sealed class Thread
{
    private readonly Action _code;
    private Task? _task;

    public Thread(Action code, int maxStackSize = 0)
    {
        _code = code;
        StackSize = maxStackSize;
    }

    public int StackSize { get; }

    public bool IsBackground { get; set; }

    public string Name { get; set; } = "";

    public CultureInfo CurrentCulture { get; set; } = CultureInfo.InvariantCulture;

    public CultureInfo CurrentUICulture { get; set; } = CultureInfo.InvariantCulture;

    public static void SpinWait(int iterations) => throw new NotSupportedException($"Nobody spins here, not {iterations} times.");

    public void Start() => _task = Task.Run(_code);

    public bool Join(int millisecondsTimeout)
    {
        SchedulingPoint.Interleave();
        if (_task!.IsCompleted) return true;
        TickingClock.Pass(millisecondsTimeout);
        return false;
    }

    public bool Join(TimeSpan timeout) => Join((int)timeout.TotalMilliseconds);
}

/// <summary>Cancels at once: nobody hears of it here.</summary>
internal static class Cancellation
{
    public static void Begin(System.Threading.CancellationTokenSource? source) => source?.Cancel();
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
        TickingClock.Reset();
    }

    public static bool DropsRelease() => DroppedRelease > 0 && ++s_releases == DroppedRelease;
}
