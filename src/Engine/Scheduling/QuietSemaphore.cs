using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// A semaphore whose waits do not spin: on few cores a thread that spins takes the time of the one that it waits for.
/// </summary>
internal sealed class QuietSemaphore
{
    private readonly object _gate = new();
    private int _count;

    public void Release(int count = 1)
    {
        lock (_gate)
        {
            _count += count;
            if (count > 2) Monitor.PulseAll(_gate);
            else for (int i = 0; i < count; i++) Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for a release; false when the time is over before that.</summary>
    /// <param name="milliseconds">How long to wait, or -1 for ever.</param>
    public bool Wait(int milliseconds)
    {
        int end = unchecked(Environment.TickCount + milliseconds);
        lock (_gate)
        {
            while (_count == 0)
            {
                // Who is woken may find that another was quicker.
                int left = milliseconds < 0 ? Timeout.Infinite : unchecked(end - Environment.TickCount);
                if (left == 0 || (left < 0 && milliseconds >= 0) || !Monitor.Wait(_gate, left)) return false;
            }

            _count--;
            return true;
        }
    }
}
