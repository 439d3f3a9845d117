using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors;

/// <summary>
/// Runs script and command workers in a runspace of its own, all items in one long-lived pipeline:
/// a pipeline per item costs a hundred times a simple item.
/// </summary>
internal sealed class RunspaceExecutor : IExecutor
{
    private readonly RunspaceMap _map;
    private readonly int _number;
    private readonly object _gate = new();
    private readonly StreamRecorder _recorder;
    private PowerShell? _pipeline;
    private bool _stopping;
    private bool _initialized;

    public RunspaceExecutor(RunspaceMap map, int number)
    {
        _map = map;
        _number = number;
        _recorder = new StreamRecorder(map.SideChannel, number);
    }

    public TimeSpan StopGrace => _map.StopGrace;

    public void BeginStop()
    {
        lock (_gate)
        {
            _stopping = true;
            _pipeline?.BeginStop(null, null);
        }
    }

    public void Run(Window window)
    {
        var host = new ExecutorHost(_map.CallerHost, _recorder, CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        using Runspace runspace = SessionTemplate.CreateRunspace(host, _map.Blueprint.LanguageMode);
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        try
        {
            // A pipeline that dies under an item, by whatever the item did, is replaced; the session stays.
            while (RunPipeline(runspace, cmdlet => RunItems(cmdlet, window), evenWhenStopping: false) && !window.IsFinished)
            {
            }
        }
        finally
        {
            if (_initialized && _map.Finalization != null) RunPipeline(runspace, Finalize, evenWhenStopping: true);
            Runspace.DefaultRunspace = null;
        }
    }

    private void RunItems(PSCmdlet cmdlet, Window window)
    {
        if (!_initialized)
        {
            try
            {
                new SessionSetup(cmdlet, _map.Blueprint).Run(_map.Initialization);
                _initialized = true;
            }
            catch (Exception exception) when (!IsStopping)
            {
                _map.SideChannel.Fail(exception is MapException ? exception : Errors.ExecutorFailed(exception));
                window.Stop();
                return;
            }
        }

        var runner = new ItemRunner(_map.Worker, _map.Binder, new CommandCall(_map.Position), _map.Blueprint.UsesParallelItem);
        while (window.Claim() is { } item) RunItem(runner, item, window);
    }

    private void RunItem(ItemRunner runner, WorkItem item, Window window)
    {
        _recorder.Records = item.Records;
        item.Executor = _number;
        long start = Stopwatch.GetTimestamp();
        ErrorRecord? failure = null;
        try
        {
            runner.Run(item, _map.Stopped);
            item.State = ItemState.Completed;
        }
        catch (Exception exception) when (exception is not PipelineStoppedException || !IsStopping)
        {
            failure = ItemFailure.Record(exception);
        }
        catch (PipelineStoppedException)
        {
            item.State = ItemState.Stopped;
            throw;
        }
        finally
        {
            _recorder.Records = null;
        }

        if (failure != null) Fail(item, failure);
        item.Duration = TimeSpan.FromSeconds((double)(Stopwatch.GetTimestamp() - start) / Stopwatch.Frequency);
        window.Complete(item);
    }

    // A failed item has no output; what it wrote to other streams stays.
    private static void Fail(WorkItem item, ErrorRecord failure)
    {
        item.State = ItemState.Failed;
        item.Records.RemoveAll(r => r is not StreamRecord);
        item.Records.Add(new StreamRecord(RecordStream.Error, failure));
    }

    private void Finalize(PSCmdlet cmdlet)
    {
        try
        {
            ScriptBlockInvoker.InvokeInCurrentScope(Capture.BlockRebuilder.Rebuild(_map.Finalization!));
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            _map.SideChannel.Post(_number, new StreamRecord(RecordStream.Error, Errors.FinalizationFailed(exception).ErrorRecord));
        }
    }

    private bool IsStopping
    {
        get
        {
            lock (_gate) return _stopping;
        }
    }

    private bool RunPipeline(Runspace runspace, Action<PSCmdlet> code, bool evenWhenStopping)
    {
        using PowerShell pipeline = PowerShell.Create();
        pipeline.Runspace = runspace;
        _recorder.Attach(pipeline.Streams);
        string strict = _map.Blueprint.StrictMode > 0 ? "Set-StrictMode -Version " + _map.Blueprint.StrictMode.ToString(CultureInfo.InvariantCulture) + "; " : "";

        // In the global scope: what the initialization script defines must still be there for the finalization script.
        pipeline.AddScript(strict + RunItemsCommand.Name + " $args[0]", useLocalScope: false).AddArgument(code);
        if (_map.Blueprint.UsingValues.Count > 0) pipeline.AddParameter("--%", new Dictionary<string, object?>(_map.Blueprint.UsingValues));
        lock (_gate)
        {
            if (_stopping && !evenWhenStopping) return false;
            _pipeline = evenWhenStopping ? null : pipeline;
        }

        try
        {
            pipeline.Invoke();
        }
        catch (PipelineStoppedException)
        {
        }
        finally
        {
            lock (_gate) _pipeline = null;
        }

        return !IsStopping;
    }
}
