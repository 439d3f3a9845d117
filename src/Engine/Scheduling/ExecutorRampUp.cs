using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// Lets executors start one after the other, as to start one costs more than many a map. The first has as long as it
/// needed to start to show whether it is enough; then each that is open lets two others go, until as many open at a
/// time as there are processors: more would only take the time of those that work.
/// </summary>
internal sealed class ExecutorRampUp
{
    private const int Everybody = int.MaxValue / 2;
    private const int Followers = 2;

    private readonly QuietSemaphore _first = new();
    private readonly QuietSemaphore _turn = new();
    private readonly QuietSemaphore _over = new();
    private readonly Clock _clock;
    private readonly int _longest;
    private readonly int _longestTurn;
    private readonly int _most;
    private readonly object _gate = new();
    private long _firstPost;
    private volatile int _milliseconds = -1;
    private int _opening = 1;
    private int _moves;
    private int _waited;
    private int _isOver;

    /// <param name="clock">The map's clock.</param>
    /// <param name="most">How many open at a time.</param>
    /// <param name="longest">How long a further executor waits at most for the first, in milliseconds.</param>
    /// <param name="longestTurn">How long those that open may keep all others waiting; then one more goes.</param>
    public ExecutorRampUp(Clock clock, int most, int longest = 50, int longestTurn = 500)
    {
        _clock = clock;
        _most = Math.Max(most, 1);
        _longest = longest;
        _longestTurn = longestTurn;
    }

    /// <summary>Tells that there is a first item.</summary>
    public void Post() => _firstPost = _clock.Now;

    /// <summary>Tells that an executor takes an item, which may not have said that it is open or ready.</summary>
    public void Claim()
    {
        if (_milliseconds >= 0) return;
        if (Moves == 0) Open();
        Ready();
    }

    /// <summary>Tells that an executor is open, once for each: others may open.</summary>
    public void Open()
    {
        int turns;
        lock (_gate)
        {
            _moves++;
            _opening = Math.Max(0, _opening - 1);
            turns = Math.Min(Followers, _most - _opening);
            _opening += Math.Max(0, turns);
        }

        if (turns > 0) _turn.Release(turns);
    }

    /// <summary>Tells that an executor is ready for items.</summary>
    public void Ready()
    {
        if (_milliseconds >= 0) return;
        _milliseconds = (int)Math.Min((_clock.Now - _firstPost) / TimeSpan.TicksPerMillisecond, _longest);
        _first.Release(Everybody);
    }

    /// <summary>Ends the wait: nobody will be needed any more.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        _first.Release(Everybody);
        _turn.Release(Everybody);
        _over.Release(Everybody);
    }

    /// <summary>Waits for the turn of a further executor.</summary>
    public void Wait()
    {
        // A first one that never gets ready, as its initialization takes long, must not hold up all.
        _first.Wait(_longest);
        int seen = Moves;
        while (!_turn.Wait(_longestTurn) && !TryGoWithoutTurn(ref seen))
        {
        }

        if (Volatile.Read(ref _isOver) == 0 && Interlocked.Increment(ref _waited) <= Followers) _over.Wait(Math.Max(_milliseconds, 0));
    }

    private int Moves
    {
        get
        {
            lock (_gate) return _moves;
        }
    }

    // Where nobody got open all that time, those that open hang: one alone goes, and the others wait as long again.
    private bool TryGoWithoutTurn(ref int seen)
    {
        lock (_gate)
        {
            if (_moves == seen)
            {
                _moves++;
                _opening++;
                return true;
            }

            seen = _moves;
            return false;
        }
    }
}
