using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// Lets executors start one after the other, as to start one costs more than many a map. The first has as long as it
/// needed to start to show whether it is enough; then each that is ready lets two others go.
/// </summary>
internal sealed class ExecutorRampUp
{
    private const int Everybody = int.MaxValue / 2;
    private const int Followers = 2;

    private readonly QuietSemaphore _turn = new();
    private readonly QuietSemaphore _over = new();
    private readonly Clock _clock;
    private readonly int _longest;
    private readonly int _longestTurn;
    private long _firstPost;
    private volatile int _milliseconds = -1;
    private int _waited;
    private int _isOver;

    /// <param name="clock">The map's clock.</param>
    /// <param name="longest">How long a further executor waits at most for the first, in milliseconds.</param>
    /// <param name="longestTurn">How long it waits at most for its turn once the first is ready.</param>
    public ExecutorRampUp(Clock clock, int longest = 50, int longestTurn = 500)
    {
        _clock = clock;
        _longest = longest;
        _longestTurn = longestTurn;
    }

    /// <summary>Tells that there is a first item.</summary>
    public void Post() => _firstPost = _clock.Now;

    /// <summary>Tells that an executor takes an item, which may not have said that it is ready.</summary>
    public void Claim()
    {
        if (_milliseconds < 0) Ready();
    }

    /// <summary>Tells that an executor has started.</summary>
    public void Ready()
    {
        if (_milliseconds < 0) _milliseconds = (int)Math.Min((_clock.Now - _firstPost) / TimeSpan.TicksPerMillisecond, _longest);
        _turn.Release(Followers);
    }

    /// <summary>Ends the wait: nobody will be needed any more.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        _turn.Release(Everybody);
        _over.Release(Everybody);
    }

    /// <summary>Waits for the turn of a further executor.</summary>
    public void Wait()
    {
        // A first one that never gets ready must not hold up all; one of many may hold up those after it for a while.
        bool isTurn = _turn.Wait(_longest);
        if (!isTurn && _milliseconds >= 0) _turn.Wait(_longestTurn);
        if (Volatile.Read(ref _isOver) == 0 && Interlocked.Increment(ref _waited) <= Followers) _over.Wait(Math.Max(_milliseconds, 0));
    }
}
