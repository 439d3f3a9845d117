using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The executors that wait for work. Each dozes at first, that is, looks again by itself soon, so that a stream of tiny
/// items need not wake it for each one; then it sleeps until it is woken. One at a time watches before it dozes.
/// </summary>
/// <remarks>
/// To wake a thread costs more than most items, and a thread too many takes the core of the pipeline thread. So who
/// dozes leaves a backlog to the others as long as it is fed and worked on: if they are too few, the window fills up.
/// </remarks>
internal sealed class IdleExecutors
{
    private const int Looks = 6;
    private const int SpinsPerLook = 600;
    private const int LongestDozeMilliseconds = 8;
    private const int QuietLooks = 16;

    private readonly object _gate = new();
    private readonly QuietSemaphore _work = new();
    private readonly Func<Flow> _flow;
    private readonly Func<bool> _isOver;
    private volatile int _dozing;
    private volatile int _sleeping;
    private int _wakeUps;
    private int _watching;
    private long _claimedBefore;

    /// <param name="flow">How many items were accepted and wait.</param>
    /// <param name="isOver">Whether no work will come any more.</param>
    public IdleExecutors(Func<Flow> flow, Func<bool> isOver)
    {
        _flow = flow;
        _isOver = isOver;
    }

    public int Count => _dozing + _sleeping;

    /// <summary>Whether some would not look by themselves.</summary>
    public bool AnySleeps => Sleeping > 0;

    public int Sleeping => _sleeping;

    /// <summary>Whether one looks all the time.</summary>
    public bool AnyWatches => Volatile.Read(ref _watching) != 0;

    /// <summary>Waits until there may be something to do for the executor that calls.</summary>
    public void Wait()
    {
        if (!Watch()) DozeAndSleep();
    }

    /// <summary>Waits until there is something to do that those before do not do by themselves.</summary>
    public void DozeAndSleep()
    {
        Flow before = _flow();
        int doze = 1;
        for (int quietLooks = 0; quietLooks < QuietLooks;)
        {
            if (Sleep(doze) || _isOver()) return;
            Flow now = _flow();
            long came = now.Accepted - before.Accepted, claimed = now.Claimed - before.Claimed;
            bool isFed = came > 0;

            // The others keep up if they took three of four that came in a long doze, or any in a short one.
            bool keepUp = isFed && (doze < LongestDozeMilliseconds ? claimed > 0 : claimed * 4 >= came * 3);
            if (now.Waiting > 0 && !keepUp) return;
            quietLooks = isFed ? 0 : quietLooks + 1;
            doze = isFed ? Math.Min(doze * 2, LongestDozeMilliseconds) : 1;
            before = now;
        }

        Sleep(Timeout.Infinite);
    }

    /// <summary>Wakes one where more items wait than executors that will look by themselves.</summary>
    public void WakeSleeper()
    {
        if (_sleeping > 0 && _flow().Waiting > _dozing) Wake(1);
    }

    /// <summary>Wakes one where nobody has claimed anything since the last call: those who doze wait for a while, and a stream of items must not wait for them.</summary>
    public void WakeIfNobodyWorks()
    {
        long claimed = _flow().Claimed;
        if (claimed == _claimedBefore && !AnyWatches) Wake(1);
        _claimedBefore = claimed;
    }

    /// <summary>Wakes some; no more wake-ups are under way than executors wait.</summary>
    public void Wake(int most)
    {
        if (Count == 0) return;
        lock (_gate)
        {
            int count = Math.Min(most, Count - _wakeUps);
            if (count <= 0) return;
            _wakeUps += count;
            _work.Release(count);
        }
    }

    // For the time that it takes to wake a thread; by one alone, as another would take its core, or the pipeline thread's.
    private bool Watch()
    {
        if (Environment.ProcessorCount == 1 || Interlocked.Exchange(ref _watching, 1) != 0) return false;
        bool found = false;
        for (int i = 0; i < Looks && !found; i++)
        {
            Thread.SpinWait(SpinsPerLook);
            found = _flow().Waiting > 0 || _isOver();
        }

        Volatile.Write(ref _watching, 0);
        return found;
    }

    // True when it was woken, or need not sleep.
    private bool Sleep(int milliseconds)
    {
        bool dozes = milliseconds != Timeout.Infinite;
        Move(dozes, 1);

        // Seen by who brings work before this one looks for the last time: one of both notices the other.
        Interlocked.MemoryBarrier();
        bool none = _isOver() || (!dozes && _flow().Waiting > 0);
        bool woken = !none && _work.Wait(milliseconds);
        lock (_gate)
        {
            if (woken) _wakeUps--;
            Move(dozes, -1);
        }

        return woken || none;
    }

    private void Move(bool dozes, int by)
    {
        lock (_gate)
        {
            if (dozes) _dozing += by;
            else _sleeping += by;
        }
    }
}

/// <summary>How many items came so far, and how many of them wait.</summary>
internal readonly struct Flow
{
    public Flow(long accepted, int waiting)
    {
        Accepted = accepted;
        Waiting = waiting;
    }

    public long Accepted { get; }

    public int Waiting { get; }

    public long Claimed => Accepted - Waiting;
}
