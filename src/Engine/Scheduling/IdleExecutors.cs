using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The executors that wait for work, and how they are woken. An executor dozes at first: it looks again by itself
/// soon, so that a stream of tiny items need not wake it for each one. Then it sleeps.
/// </summary>
/// <remarks>All but <see cref="Wait"/> is called under the window's lock.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds no handle, and an abandoned executor may come back to it.")]
internal sealed class IdleExecutors
{
    private const int DozeMilliseconds = 1;
    private const int Dozes = 16;
    private const int Backlog = 32;

    private readonly SemaphoreSlim _work = new(0);
    private int _dozing;
    private int _sleeping;
    private int _wakeUps;

    public int Count => _dozing + _sleeping;

    /// <summary>Whether an executor that found no work for the n-th time still dozes.</summary>
    public static bool Doze(int times) => times < Dozes;

    public void Enter(bool doze)
    {
        if (doze) _dozing++;
        else _sleeping++;
    }

    /// <summary>Waits to be woken, when dozing for a moment only; true if woken.</summary>
    public bool Wait(bool doze) => _work.Wait(doze ? DozeMilliseconds : Timeout.Infinite);

    public void Leave(bool doze, bool woken)
    {
        if (woken) _wakeUps--;
        if (doze) _dozing--;
        else _sleeping--;
    }

    /// <summary>Those who doze will look by themselves; those who sleep are woken as soon as there is more than that, by whoever sees it.</summary>
    public void WakeForBacklog(int waitingItems)
    {
        if (waitingItems >= Backlog || (_sleeping > 0 && waitingItems > _dozing)) Wake(1);
    }

    /// <summary>Wakes some; no more wake-ups are under way than executors wait.</summary>
    public void Wake(int most)
    {
        int count = Math.Min(most, Count - _wakeUps);
        if (count <= 0) return;
        _wakeUps += count;
        _work.Release(count);
    }
}
