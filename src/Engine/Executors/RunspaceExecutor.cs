using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Executors;

/// <summary>
/// Runs script and command workers in a runspace of its own, all items in one long-lived pipeline:
/// a pipeline per item costs a hundred times a simple item. Where items are isolated, each has a runspace.
/// </summary>
internal sealed class RunspaceExecutor : IExecutor
{
    private readonly RunspaceMap _map;
    private readonly int _number;
    private readonly object _gate = new();
    private readonly StreamRecorder _recorder;
    private readonly ItemOutput _output = new();
    private Runspace? _runspace;
    private PowerShell? _pipeline;
    private WorkItem? _current;
    private CancellationTokenSource? _currentStop;
    private bool _initialized;
    private volatile bool _needsPipeline;
    private bool _stopping;
    private volatile bool _abandoned;

    public RunspaceExecutor(RunspaceMap map, int number)
    {
        _map = map;
        _number = number;
        _recorder = new StreamRecorder(map.SideChannel, number);
    }

    public TimeSpan StopGrace => _map.StopGrace;

    private bool IsStopping
    {
        get
        {
            lock (_gate) return _stopping;
        }
    }

    public void BeginStop()
    {
        lock (_gate)
        {
            _stopping = true;
            PipelineStop.Begin(_pipeline);
        }
    }

    public void BeginCancel(WorkItem item)
    {
        lock (_gate)
        {
            // An attempt that has ended by itself is not stopped: that would hit the next one.
            if (_current != item || !item.IsExpired) return;
            _needsPipeline = true;
            PipelineStop.Begin(_pipeline);
            Cancellation.Begin(_currentStop);
        }
    }

    public void Abandon()
    {
        Runspace? runspace;
        lock (_gate)
        {
            runspace = _runspace;
            _abandoned = true;
        }

        _output.Free();

        // The host's last runspace waits, when it closes, for all that are open, but not for those that are closing.
        // Closing blocks as long as the worker does, so that needs a thread of its own.
        if (runspace != null) new Thread(runspace.Dispose) { IsBackground = true, Name = "ParallelMap abandoned executor" }.Start();
    }

    public void Run(Window window)
    {
        if (!_map.IsIsolated)
        {
            RunSession(window, () => window.Claim(_number));
            return;
        }

        while (!_abandoned && window.Claim(_number) is { } item)
        {
            WorkItem? next = item;
            RunSession(window, () =>
            {
                WorkItem? only = next;
                next = null;
                if (only != null) window.Restart(only);
                return only;
            });
        }
    }

    private void RunSession(Window window, Func<WorkItem?> claim)
    {
        var host = new ExecutorHost(_map.CallerHost, _recorder, CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        using Runspace runspace = SessionTemplate.Open(host, _map.Blueprint.Trust, _map.Limits);
        lock (_gate) _runspace = runspace;
        Runspace.DefaultRunspace = runspace;
        _initialized = false;
        try
        {
            // A pipeline that was stopped for the sake of one item is followed by another; the session stays.
            bool more;
            do
            {
                more = false;
            }
            while (RunPipeline(runspace, cmdlet => more = RunItems(cmdlet, window, claim), evenWhenStopping: false) && more);
        }
        finally
        {
            if (_initialized && _map.Finalization != null && runspace.RunspaceStateInfo.State == RunspaceState.Opened) RunPipeline(runspace, Finalize, evenWhenStopping: true);
            Runspace.DefaultRunspace = null;
            lock (_gate) _runspace = null;
        }
    }

    // True when a further pipeline is needed.
    private bool RunItems(PSCmdlet cmdlet, Window window, Func<WorkItem?> claim)
    {
        try
        {
            var session = new SessionSetup(cmdlet, _map.Blueprint, _map.Limits);
            if (_initialized) session.SetLocation();
            else session.Run(_map.Initialization);
            if (!_initialized) window.ExecutorIsReady();
            _initialized = true;
            return RunItems(session, window, claim);
        }
        catch (Exception exception) when (!IsStopping)
        {
            // The pipeline would take it for an error of a script, and the items would wait for ever.
            _map.SideChannel.Fail(Errors.ExecutorFailed(exception));
            window.Stop();
            return false;
        }
    }

    private bool RunItems(SessionSetup session, Window window, Func<WorkItem?> claim)
    {
        var runner = new ItemRunner(_map);
        CultureInfo culture = CultureInfo.CurrentCulture, uiCulture = CultureInfo.CurrentUICulture;
        while (claim() is { } item)
        {
            bool counts = RunItem(runner, item, window);

            // Nothing leaks from item to item.
            if (CultureInfo.CurrentCulture != culture) CultureInfo.CurrentCulture = culture;
            if (CultureInfo.CurrentUICulture != uiCulture) CultureInfo.CurrentUICulture = uiCulture;
            if (!counts)
            {
                _abandoned = true;
                return false;
            }

            if (_needsPipeline) return true;
            if (_map.Blueprint.ChangesLocation) session.SetLocation();
        }

        return false;
    }

    // False when the outcome counts no more.
    private bool RunItem(ItemRunner runner, WorkItem item, Window window)
    {
        using CancellationTokenSource? stop = _map.Blueprint.UsesParallelItem ? CancellationTokenSource.CreateLinkedTokenSource(_map.Stopped) : null;
        ItemState state = ItemState.Completed;
        ErrorRecord? failure = null;
        SetCurrent(item, stop);
        _recorder.Records = _output.Records;
        try
        {
            runner.Run(item, _output, stop?.Token ?? _map.Stopped);
        }
        catch (PipelineStoppedException) when (IsStopping)
        {
            item.State = ItemState.Stopped;
            _output.Free();
            throw;
        }
        catch (Exception exception)
        {
            state = ItemState.Failed;
            failure = ItemFailure.Record(exception);

            // A worker that stopped its own pipeline: the next item needs another one.
            if (exception is PipelineStoppedException) _needsPipeline = true;
        }
        finally
        {
            _recorder.Records = null;
            SetCurrent(null, null);
        }

        // Whatever it made of its end: its time was over.
        if (item.IsExpired)
        {
            state = ItemState.TimedOut;
            failure = Errors.ItemTimedOut(_map.Timeout!.Value, item.Input).ErrorRecord;
        }

        if (failure != null) _output.Fail(failure);
        item.Records = _output.TakeAll();
        return window.Complete(item, state);
    }

    // Only a time limit asks for the running item.
    private void SetCurrent(WorkItem? item, CancellationTokenSource? stop)
    {
        if (!_map.Timeout.HasValue) return;
        lock (_gate)
        {
            _current = item;
            _currentStop = stop;
        }
    }

    private void Finalize(PSCmdlet cmdlet)
    {
        try
        {
            ScriptBlockInvoker.InvokeInCurrentScope(BlockRebuilder.Rebuild(_map.Finalization!));
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            _map.SideChannel.Post(_number, new StreamRecord(RecordStream.Error, Errors.FinalizationFailed(ItemFailure.Told(exception)).ErrorRecord));
        }
    }

    // False when the executor is to end.
    private bool RunPipeline(Runspace runspace, Action<PSCmdlet> code, bool evenWhenStopping)
    {
        using PowerShell pipeline = PowerShell.Create();
        pipeline.Runspace = runspace;
        _recorder.Attach(pipeline.Streams);

        // In the global scope: what the initialization script defines must still be there for the finalization script.
        pipeline.AddScript("& $args[0]", useLocalScope: false).AddArgument(RunItemsCommand.Info);
        RunItemsCommand.Leave(runspace, code);
        if (_map.Blueprint.UsingValues.Count > 0)
            pipeline.AddParameter("--%", _map.Blueprint.UsingValues.ToDictionary(v => v.Key, v => BlockRebuilder.Rebuild(v.Value)));
        lock (_gate)
        {
            if (_stopping && !evenWhenStopping) return false;
            _needsPipeline = false;
            _pipeline = evenWhenStopping ? null : pipeline;
        }

        try
        {
            pipeline.Invoke();
        }
        catch (PipelineStoppedException)
        {
        }
        catch (InvalidPowerShellStateException) when (IsStopping)
        {
            // The stop came before the start.
        }
        finally
        {
            RunItemsCommand.Take(runspace);
            lock (_gate) _pipeline = null;
        }

        return !IsStopping;
    }
}
