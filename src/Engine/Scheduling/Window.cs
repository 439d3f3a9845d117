using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// The bounded span between the first item not yet taken and the last one accepted: order and
/// back-pressure in one. One thread posts and takes; any number of executors claim and complete.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphores hold no handle, and an abandoned executor may come back to them.")]
internal sealed class Window
{
    // An executor without work dozes at first: it looks again by itself soon, so that a stream of tiny items
    // need not wake it for each one. Only a backlog, or a pipeline thread about to wait, wakes a dozing one.
    private const int DozeMilliseconds = 1;
    private const int Dozes = 16;
    private const int Backlog = 32;

    private readonly object _gate = new();
    private readonly Queue<WorkItem> _waiting = new();
    private readonly IOutcomeOrder _outcomes;
    private readonly SemaphoreSlim _work = new(0);
    private readonly SemaphoreSlim _news = new(0);
    private int _dozing;
    private int _sleeping;
    private int _wakeUps;
    private bool _takerSleeps;
    private bool _hasNews;
    private bool _closed;
    private bool _stopped;

    public Window(int capacity, IOutcomeOrder outcomes)
    {
        Capacity = capacity;
        _outcomes = outcomes;
    }

    public int Capacity { get; }

    /// <summary>Items accepted so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>Items whose outcome was taken so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Items that a stop dropped: accepted and never to be taken.</summary>
    public long Dropped => _stopped ? Accepted - Taken : 0;

    public bool IsFull => Accepted - Taken >= Capacity;

    public bool IsEmpty => Accepted == Taken;

    /// <summary>Whether no executor will get an item any more.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_gate) return _stopped || (_closed && _waiting.Count == 0);
        }
    }

    public bool IsStopped
    {
        get
        {
            lock (_gate) return _stopped;
        }
    }

    /// <summary>Whether an item waits that no executor is on its way to claim.</summary>
    public bool WantsExecutor
    {
        get
        {
            lock (_gate) return _waiting.Count > _dozing + _sleeping && !_stopped;
        }
    }

    /// <summary>Accepts an input; the caller has seen that the window is not full. After a stop nothing is accepted.</summary>
    public bool Post(object? input)
    {
        lock (_gate)
        {
            if (_stopped) return false;
            if (_closed || IsFull) throw new InvalidOperationException("The window is closed or full.");
            _waiting.Enqueue(new WorkItem(Accepted++, input));
            WakeForBacklog();
            return true;
        }
    }

    /// <summary>Gives the next item to an executor, waiting for one; null when none will come any more.</summary>
    public WorkItem? Claim()
    {
        for (int dozes = 0; ; dozes++)
        {
            bool doze = dozes < Dozes;
            lock (_gate)
            {
                if (_stopped) return null;
                if (_waiting.Count > 0)
                {
                    WorkItem item = _waiting.Dequeue();
                    WakeForBacklog();
                    item.State = ItemState.Running;
                    item.Attempts++;
                    return item;
                }

                if (_closed) return null;
                if (doze) _dozing++;
                else _sleeping++;
            }

            bool woken = _work.Wait(doze ? DozeMilliseconds : Timeout.Infinite);
            lock (_gate)
            {
                if (woken) _wakeUps--;
                if (doze) _dozing--;
                else _sleeping--;
            }
        }
    }

    /// <summary>Hands in the outcome of a claimed item.</summary>
    public void Complete(WorkItem item)
    {
        lock (_gate)
        {
            if (_stopped) return;
            if (_outcomes.Add(item)) WakeTaker();
        }
    }

    /// <summary>Gives the next outcome to write, or null when it is not there yet.</summary>
    public WorkItem? TryTake()
    {
        lock (_gate)
        {
            if (_stopped) return null;
            WorkItem? item = _outcomes.TryTake();
            if (item != null) Taken++;
            return item;
        }
    }

    /// <summary>Waits until there is an outcome to take, a notice, or a stop.</summary>
    public void WaitForNews()
    {
        while (true)
        {
            lock (_gate)
            {
                _takerSleeps = false;
                if (_stopped || _hasNews || _outcomes.IsReady)
                {
                    _hasNews = false;
                    return;
                }

                _takerSleeps = true;
                WakeExecutors(_waiting.Count);
            }

            _news.Wait();
        }
    }

    /// <summary>Wakes the taker for something other than an outcome.</summary>
    public void Notify()
    {
        lock (_gate)
        {
            _hasNews = true;
            WakeTaker();
        }
    }

    /// <summary>Says that no further input will come.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            WakeExecutors(int.MaxValue);
        }
    }

    /// <summary>Drops what is not yet taken and ends every wait; may be called from any thread, and again.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _waiting.Clear();
            WakeExecutors(int.MaxValue);
            WakeTaker();
        }
    }

    // Those who doze will look by themselves; those who sleep are woken as soon as there is more than that, by whoever sees it.
    private void WakeForBacklog()
    {
        if (_waiting.Count >= Backlog || (_sleeping > 0 && _waiting.Count > _dozing)) WakeExecutors(1);
    }

    // No more wake-ups are under way than executors wait.
    private void WakeExecutors(int most)
    {
        int count = Math.Min(most, _dozing + _sleeping - _wakeUps);
        if (count <= 0) return;
        _wakeUps += count;
        _work.Release(count);
    }

    private void WakeTaker()
    {
        if (!_takerSleeps) return;
        _takerSleeps = false;
        _news.Release();
    }
}
