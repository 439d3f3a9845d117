using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// Where one thread waits for others. It is woken by a number at or beyond a threshold, and not by each one: to wake a
/// thread costs more than most items.
/// </summary>
internal sealed class ThresholdSignal
{
    private const long Nobody = long.MaxValue;

    private readonly QuietSemaphore _set = new();
    private long _threshold = Nobody;

    /// <summary>Waits until it is set; false when the time is over before that.</summary>
    /// <param name="threshold">The first number that wakes.</param>
    /// <param name="left">How long to wait, in milliseconds: 0 for not at all, -1 for ever. Asked when the signal can be set already.</param>
    public bool Wait(long threshold, Func<int> left)
    {
        // Seen by who sets it before this thread looks for the last time: one of both notices the other.
        Interlocked.Exchange(ref _threshold, threshold);
        int milliseconds = left();
        bool isSet = milliseconds == 0 || _set.Wait(milliseconds);
        Volatile.Write(ref _threshold, Nobody);
        return isSet;
    }

    /// <summary>Wakes the thread if it waits for this number.</summary>
    public void Set(long number)
    {
        Interlocked.MemoryBarrier();
        if (number >= Volatile.Read(ref _threshold)) Set();
    }

    /// <summary>Wakes the thread if it waits.</summary>
    public void Set()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _threshold) != Nobody && Interlocked.Exchange(ref _threshold, Nobody) != Nobody) _set.Release();
    }
}
