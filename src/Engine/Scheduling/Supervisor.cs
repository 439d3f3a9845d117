using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>Watches the clock for one map: ends attempts whose time is over, replaces executors that are stuck, brings delayed items back.</summary>
internal sealed class Supervisor
{
    private readonly Window _window;
    private readonly ExecutorPool _pool;
    private readonly Action<WorkItem> _timedOut;
    private readonly Thread _thread;

    /// <param name="window">The window whose items are watched.</param>
    /// <param name="pool">The executors that run them.</param>
    /// <param name="timedOut">Called with an item that is handed in for a stuck one, to describe what happened.</param>
    public Supervisor(Window window, ExecutorPool pool, Action<WorkItem> timedOut)
    {
        _window = window;
        _pool = pool;
        _timedOut = timedOut;
        _thread = new Thread(Run) { IsBackground = true, Name = "ParallelMap supervisor" };
    }

    public void Start() => _thread.Start();

    /// <summary>Waits for the end, which comes with the last outcome or a stop.</summary>
    public void Join() => _thread.Join(ExecutorPool.StopBound);

    private void Run()
    {
        while (_window.WaitForDue(_pool.EnsureExecutor, out bool isStuck) is { } item)
        {
            if (!isStuck)
            {
                _pool.BeginCancel(item);
                continue;
            }

            // Abandoned before the other item is handed in: with the last outcome the wait for the executors begins.
            _window.Replace(item, other =>
            {
                _timedOut(other);
                _pool.Abandon(item.Executor);
            });
        }
    }
}
