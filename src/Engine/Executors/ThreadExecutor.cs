using System;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors;

/// <summary>Runs compiled workers on a plain thread.</summary>
internal sealed class ThreadExecutor : IExecutor
{
    private readonly object _gate = new();
    private readonly ThreadMap _map;
    private readonly CompiledCall _call;
    private readonly int _number;
    private readonly object?[] _only = new object?[1];
    private WorkItem? _current;
    private CancellationTokenSource? _currentStop;

    public ThreadExecutor(ThreadMap map, int number)
    {
        _map = map;
        _call = map.Call;
        _number = number;
    }

    public TimeSpan StopGrace => TimeSpan.Zero;

    // Nothing can end foreign code but itself; the thread takes no further item, and is abandoned if it hangs.
    public void BeginStop()
    {
    }

    public void Abandon()
    {
    }

    public void BeginCancel(WorkItem item)
    {
        lock (_gate)
        {
            if (_current == item && item.IsExpired) Cancellation.Begin(_currentStop);
        }
    }

    public void Run(Window window)
    {
        window.ExecutorIsReady();
        while (window.Claim(_number) is { } item && RunItem(item, window))
        {
        }
    }

    // False when the outcome counts no more.
    private bool RunItem(WorkItem item, Window window)
    {
        using CancellationTokenSource? stop = _call.TakesToken ? CancellationTokenSource.CreateLinkedTokenSource(_map.Stopped) : null;
        if (_map.Timeout.HasValue) SetCurrent(item, stop);
        ErrorRecord? failure = null;
        try
        {
            object? result = _call.Invoke(item.Input, _only, stop?.Token ?? default);
            item.Records = CompiledWorker.Several(result) is { } several ? ItemRecords.Of(several) : ItemRecords.One(result);
        }
        catch (Exception exception)
        {
            failure = ItemFailure.RecordOfMethod(exception, _call.Method, _call.ArgumentCount);
        }

        if (_map.Timeout.HasValue) SetCurrent(null, null);
        if (item.IsExpired) failure = Errors.ItemTimedOut(_map.Timeout!.Value, item.Input).ErrorRecord;
        if (failure == null) return window.Complete(item, ItemState.Completed);

        item.Records = ItemRecords.One(new StreamRecord(RecordStream.Error, failure));
        return window.Complete(item, item.IsExpired ? ItemState.TimedOut : ItemState.Failed);
    }

    private void SetCurrent(WorkItem? item, CancellationTokenSource? stop)
    {
        lock (_gate)
        {
            _current = item;
            _currentStop = stop;
        }
    }
}
