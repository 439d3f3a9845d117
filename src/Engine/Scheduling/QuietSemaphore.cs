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
            if (count == 1) Monitor.Pulse(_gate);
            else Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for a release; false when the time is over before that, or another waiter was quicker.</summary>
    public bool Wait(int milliseconds)
    {
        lock (_gate)
        {
            if (milliseconds >= 0)
            {
                if (_count == 0) Monitor.Wait(_gate, milliseconds);
                if (_count == 0) return false;
            }

            while (_count == 0) Monitor.Wait(_gate);
            _count--;
            return true;
        }
    }
}
