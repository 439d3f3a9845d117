using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// Where one thread waits for others. It is rung for a number at or after a mark, and not for each one: to wake a
/// thread costs more than most items.
/// </summary>
internal sealed class Bell
{
    private const long Nobody = long.MaxValue;

    private readonly QuietSemaphore _rung = new();
    private long _mark = Nobody;

    /// <summary>Waits until it is rung; false when the time is over before that.</summary>
    /// <param name="mark">The first number that rings.</param>
    /// <param name="left">How long to wait, in milliseconds: 0 for not at all, -1 for ever. Asked when the bell can be rung already.</param>
    public bool Wait(long mark, Func<int> left)
    {
        // Seen by who rings before this thread looks for the last time: one of both notices the other.
        Interlocked.Exchange(ref _mark, mark);
        int milliseconds = left();
        bool rung = milliseconds == 0 || _rung.Wait(milliseconds);
        Volatile.Write(ref _mark, Nobody);
        return rung;
    }

    /// <summary>Wakes the thread if it waits for this number.</summary>
    public void Ring(long number)
    {
        Interlocked.MemoryBarrier();
        if (number >= Volatile.Read(ref _mark)) Ring();
    }

    /// <summary>Wakes the thread if it waits.</summary>
    public void Ring()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _mark) != Nobody && Interlocked.Exchange(ref _mark, Nobody) != Nobody) _rung.Release();
    }
}
