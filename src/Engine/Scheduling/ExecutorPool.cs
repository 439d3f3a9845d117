using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>Owns the executors of one map and their threads: starts them as items need them, ends them within a bound.</summary>
internal sealed class ExecutorPool
{
    /// <summary>How long an executor may take to notice a stop, before any grace.</summary>
    public static readonly TimeSpan StopBound = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();
    private readonly Window _window;
    private readonly Func<int, IExecutor> _create;
    private readonly Action<Exception> _crashed;
    private readonly List<(IExecutor Executor, Thread Thread)> _running = new();
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _uiCulture = CultureInfo.CurrentUICulture;
    private bool _stopping;

    /// <param name="window">Where the executors claim their items.</param>
    /// <param name="limit">The number of executors at most.</param>
    /// <param name="create">Makes an executor, given its number from 1.</param>
    /// <param name="crashed">Called on an executor's thread with an exception that the executor let out.</param>
    public ExecutorPool(Window window, int limit, Func<int, IExecutor> create, Action<Exception> crashed)
    {
        _window = window;
        Limit = limit;
        _create = create;
        _crashed = crashed;
    }

    public int Limit { get; }

    public int Count => _running.Count;

    /// <summary>Starts one more executor if an item waits for one and the limit allows it.</summary>
    public void EnsureExecutor()
    {
        if (_running.Count >= Limit || !_window.WantsExecutor) return;
        lock (_gate)
        {
            if (_stopping) return;
            IExecutor executor = _create(_running.Count + 1);
            var thread = new Thread(() => Run(executor))
            {
                IsBackground = true,
                Name = "ParallelMap executor " + (_running.Count + 1).ToString(CultureInfo.InvariantCulture),
                CurrentCulture = _culture,
                CurrentUICulture = _uiCulture,
            };
            _running.Add((executor, thread));
            thread.Start();
        }
    }

    /// <summary>Waits until every executor has ended by itself; false when the wait was given up.</summary>
    public bool Join(Func<bool> giveUp)
    {
        foreach ((_, Thread thread) in _running)
        {
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
            foreach ((IExecutor executor, _) in _running) executor.BeginStop();
        }
    }

    /// <summary>Stops every executor and waits for them once, with a bound; who has not ended by then is abandoned.</summary>
    public void Stop()
    {
        BeginStop();
        var clock = Stopwatch.StartNew();
        foreach ((IExecutor executor, Thread thread) in _running)
        {
            TimeSpan left = StopBound + executor.StopGrace - clock.Elapsed;
            thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private void Run(IExecutor executor)
    {
        try
        {
            executor.Run(_window);
        }
        catch (Exception exception) when (exception is not ThreadAbortException)
        {
            _crashed(exception);
        }
    }
}
