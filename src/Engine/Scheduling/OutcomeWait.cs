using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// How the thread that posts and takes waits for outcomes: first for many at once, if they come soon, then for the next
/// one. Where it waits longer than it works, it lets another executor have its core.
/// </summary>
internal sealed class OutcomeWait
{
    private const int Dozes = 16;
    private const long WorthASwitch = 200 * TimeSpan.TicksPerMillisecond / 1000;

    private readonly SlidingWindow _window;
    private readonly IdleExecutors _idle;
    private readonly Clock _clock;
    private readonly Func<bool> _hasNews;
    private readonly ThresholdSignal _signal = new();
    private volatile bool _notified;
    private int _longWaits;
    private long _workedSince;

    /// <param name="window">The window whose outcomes are waited for.</param>
    /// <param name="idle">The executors that can be woken to help.</param>
    /// <param name="clock">The map's clock.</param>
    /// <param name="hasNews">Whether there is an outcome to take, or a stop.</param>
    public OutcomeWait(SlidingWindow window, IdleExecutors idle, Clock clock, Func<bool> hasNews)
    {
        _window = window;
        _idle = idle;
        _clock = clock;
        _hasNews = () => _notified || hasNews();
    }

    /// <summary>Tells of an item that has just finished.</summary>
    public void Finished(long index) => _signal.Set(index);

    /// <summary>Lets the thread look again.</summary>
    public void Wake() => _signal.Set();

    /// <summary>Ends the wait for something other than an outcome.</summary>
    public void Notify()
    {
        _notified = true;
        _signal.Set();
    }

    /// <summary>Waits for an outcome, a notice, or a stop. False when the time is over before that.</summary>
    public bool Wait(int milliseconds)
    {
        long start = _clock.Now;
        for (int times = 0; !_hasNews(); times++)
        {
            // Until half of what is under way has finished, if that is soon; else until the next outcome.
            bool doze = times < Dozes;
            long underWay = _window.Accepted - _window.Taken;
            int waiting = _window.Waiting;
            if (times > 1 || _longWaits > 1) _idle.Wake(waiting);
            else if (waiting >= underWay) _idle.Wake(1);
            if (!_signal.Wait(doze ? _window.Taken + (underWay / 2) : 0, () => _hasNews() ? 0 : doze ? 1 : milliseconds) && !doze) return _hasNews();
        }

        // Where this thread waits longer than it works, again and again, its core is better used by another executor.
        long now = _clock.Now;
        _longWaits = now - start >= Math.Max(WorthASwitch, start - _workedSince) ? _longWaits + 1 : 0;
        _workedSince = now;
        _notified = false;
        return true;
    }
}
