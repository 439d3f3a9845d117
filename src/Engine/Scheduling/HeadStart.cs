using System;
using System.Diagnostics;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// Lets executors start one after the other, as to start one costs more than many a map. The first has as long as it
/// needed to start to show whether it is enough; then each that is ready lets two others go.
/// </summary>
internal sealed class HeadStart
{
    private const int LongestMilliseconds = 50;
    private const int LongestTurnMilliseconds = 500;
    private const int Everybody = int.MaxValue / 2;
    private const int Followers = 2;

    private readonly QuietSemaphore _turn = new();
    private readonly QuietSemaphore _over = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _firstPost;
    private volatile int _milliseconds = -1;
    private int _waited;
    private int _isOver;

    /// <summary>Tells that there is a first item.</summary>
    public void Post() => _firstPost = _clock.ElapsedMilliseconds;

    /// <summary>Tells that an executor takes an item, which may not have said that it is ready.</summary>
    public void Claim()
    {
        if (_milliseconds < 0) Ready();
    }

    /// <summary>Tells that an executor has started.</summary>
    public void Ready()
    {
        if (_milliseconds < 0) _milliseconds = (int)Math.Min(_clock.ElapsedMilliseconds - _firstPost, LongestMilliseconds);
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
        bool isTurn = _turn.Wait(LongestMilliseconds);
        if (!isTurn && _milliseconds >= 0) _turn.Wait(LongestTurnMilliseconds);
        if (Volatile.Read(ref _isOver) == 0 && Interlocked.Increment(ref _waited) <= Followers) _over.Wait(Math.Max(_milliseconds, 0));
    }
}
