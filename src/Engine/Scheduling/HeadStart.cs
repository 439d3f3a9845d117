using System;
using System.Diagnostics;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The time that the first executor has before others start: as long as it needed to start itself, and that once more
/// to show whether it is enough. So no map takes twice the time that the better choice would.
/// </summary>
internal sealed class HeadStart
{
    private const int LongestMilliseconds = 50;
    private const int Everybody = int.MaxValue / 2;

    private readonly QuietSemaphore _begun = new();
    private readonly QuietSemaphore _over = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _firstPost;
    private volatile int _milliseconds;
    private int _hasBegun;
    private int _isOver;

    /// <summary>Tells that there is a first item.</summary>
    public void Post() => _firstPost = _clock.ElapsedMilliseconds;

    /// <summary>Tells that an executor has started, and takes an item.</summary>
    public void Begin()
    {
        if (Volatile.Read(ref _hasBegun) != 0 || Interlocked.Exchange(ref _hasBegun, 1) != 0) return;
        _milliseconds = (int)Math.Min(_clock.ElapsedMilliseconds - _firstPost, LongestMilliseconds);
        _begun.Release(Everybody);
    }

    /// <summary>Ends the wait: nobody will be needed any more.</summary>
    public void End()
    {
        Begin();
        if (Interlocked.Exchange(ref _isOver, 1) == 0) _over.Release(Everybody);
    }

    /// <summary>Lets the first executor go ahead.</summary>
    public void Wait()
    {
        if (Volatile.Read(ref _hasBegun) == 0) _begun.Wait(LongestMilliseconds);
        if (Volatile.Read(ref _isOver) == 0) _over.Wait(_milliseconds);
    }
}
