using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>Owns the executors of one map and their threads: starts them as items need them, ends them within a bound.</summary>
internal sealed class ExecutorPool
{
    /// <summary>How long an executor may take to notice a stop, before any grace.</summary>
    public static readonly TimeSpan StopBound = TimeSpan.FromMilliseconds(250);

    // As a pipeline of the engine has: the platform's default may be a sixth of it, and code that recurses ends the process.
    private const int StackBytes = 10_000_000;

    [ThreadStatic]
    private static ExecutorPool? t_current;

    private readonly object _gate = new();
    private readonly SlidingWindow _window;
    private readonly Func<int, IExecutor> _create;
    private readonly Action<Exception> _crashed;
    private readonly Clock _clock;
    private readonly Dictionary<int, (IExecutor Executor, Thread Thread)> _running = new();
    private readonly Dictionary<int, IExecutor> _givenUp = new();
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private volatile int _count;
    private int _created;
    private bool _stopping;

    /// <param name="window">Where the executors claim their items.</param>
    /// <param name="limit">The number of executors at most.</param>
    /// <param name="create">Makes an executor, given its number from 1.</param>
    /// <param name="crashed">Called on an executor's thread with an exception that the executor let out.</param>
    /// <param name="clock">The map's clock.</param>
    public ExecutorPool(SlidingWindow window, int limit, Func<int, IExecutor> create, Action<Exception> crashed, Clock clock)
    {
        _clock = clock;
        _window = window;
        Limit = limit;
        _create = create;
        _crashed = crashed;
    }

    /// <summary>The pool whose executor the current thread is; null where it is none's.</summary>
    public static ExecutorPool? Current => t_current;

    /// <summary>The number of what shows how far the map is, for the maps in its workers; -1 where nothing does.</summary>
    public int ActivityId { get; set; } = -1;

    public int Limit { get; }

    /// <summary>The executors that were started and not abandoned.</summary>
    public int Count => _count;

    /// <summary>Starts one more executor if an item waits for one and the limit allows it.</summary>
    public void EnsureExecutor()
    {
        if (_count >= Limit || !_window.WantsExecutor) return;
        lock (_gate)
        {
            if (_stopping || _count >= Limit) return;
            StartExecutor(++_created);
        }
    }

    /// <summary>Asks the executor of an attempt to end it.</summary>
    public void BeginCancel(in Attempt attempt)
    {
        lock (_gate) Find(attempt)?.BeginCancel(attempt);
    }

    /// <summary>Lets the executor of an attempt that does not end go on without it; false where the executor is to be given up with it.</summary>
    public bool TryLetGo(in Attempt attempt)
    {
        lock (_gate) return Find(attempt)?.TryLetGo(attempt) != false;
    }

    /// <summary>Gives up an executor that does not end its attempt, and starts another in its place if an item waits.</summary>
    public void Abandon(int number)
    {
        lock (_gate)
        {
            if (!_running.TryGetValue(number, out (IExecutor Executor, Thread Thread) running)) return;
            _running.Remove(number);
            _givenUp.Add(number, running.Executor);
            _count--;
            running.Executor.Abandon();
        }

        EnsureExecutor();
    }

    /// <summary>Waits until every executor that has begun has ended by itself; false when the wait was given up. The others are let go: nobody will need them.</summary>
    public bool Join(Func<bool> giveUp)
    {
        foreach ((IExecutor executor, Thread thread) in Running())
        {
            if (LetGo(executor)) continue;
            while (!thread.Join(millisecondsTimeout: 20))
            {
                if (giveUp()) return false;
            }
        }

        return true;
    }

    /// <summary>Asks every executor to stop; returns at once, from any thread.</summary>
    public void BeginStop()
    {
        lock (_gate)
        {
            if (_stopping) return;
            _stopping = true;
            foreach ((IExecutor executor, _) in _running.Values) executor.BeginStop();
        }
    }

    /// <summary>Stops every executor and waits once, with a bound, for those that have begun; who has not ended by then is abandoned.</summary>
    public void Stop()
    {
        BeginStop();
        long end = _clock.Now + StopBound.Ticks;
        foreach ((IExecutor executor, Thread thread) in Running())
        {
            if (LetGo(executor)) continue;
            long left = end + executor.StopGrace.Ticks - _clock.Now;
            if (!thread.Join(TimeSpan.FromTicks(Math.Max(0, left)))) executor.Abandon();
        }
    }

    // What it opens is released by its own thread, whenever that comes to it.
    private static bool LetGo(IExecutor executor)
    {
        if (executor.HasBegun) return false;
        executor.BeginStop();
        executor.Abandon();
        return true;
    }

    // One that was given up may have other attempts under way.
    private IExecutor? Find(in Attempt attempt)
    {
        int number = attempt.Item.Executor;
        return _running.TryGetValue(number, out (IExecutor Executor, Thread Thread) running) ? running.Executor
            : _givenUp.TryGetValue(number, out IExecutor? givenUp) ? givenUp : null;
    }

    private (IExecutor Executor, Thread Thread)[] Running()
    {
        lock (_gate) return _running.Values.ToArray();
    }

    private void StartExecutor(int number)
    {
        IExecutor executor = _create(number);
        var thread = new Thread(() => Run(executor, number), StackBytes)
        {
            IsBackground = true,
            Name = "ParallelMap executor " + number.ToString(CultureInfo.InvariantCulture),
            CurrentCulture = _culture,
            CurrentUICulture = _uiCulture,
        };
        _running.Add(number, (executor, thread));
        _count++;
        thread.Start();
    }

    private void Run(IExecutor executor, int number)
    {
        t_current = this;
        try
        {
            if (number == 1 || _window.WaitUntilNeeded()) executor.Run(_window);
        }
        catch (Exception exception) when (exception is not ThreadAbortException)
        {
            _crashed(exception);
        }
        finally
        {
            lock (_gate) _givenUp.Remove(number);
        }
    }
}
