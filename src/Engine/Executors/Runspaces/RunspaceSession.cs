using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>
/// One executor's runspace: opens it, runs pipelines in it, stops them, and finalizes and releases it, all on the
/// executor's thread save the stops. Opened again, it is a new one.
/// </summary>
internal sealed class RunspaceSession
{
    private readonly RunspaceBackend _map;
    private readonly int _number;
    private readonly object _gate = new();
    private Runspace? _runspace;
    private PowerShell? _pipeline;
    private bool _initialized;
    private bool _stopping;

    public RunspaceSession(RunspaceBackend map, int number)
    {
        _map = map;
        _number = number;
        Recorder = new StreamRecorder(map.OutOfBand, number);
    }

    /// <summary>Takes what the session writes to its streams.</summary>
    public StreamRecorder Recorder { get; }

    public bool IsStopping
    {
        get
        {
            lock (_gate) return _stopping;
        }
    }

    public void Open()
    {
        _initialized = false;
        var host = new ExecutorHost(_map.CallerHost, Recorder, CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        Runspace runspace = BaseSessionState.Open(host, _map.Session.Trust, _map.Limits);
        lock (_gate) _runspace = runspace;
        Runspace.DefaultRunspace = runspace;
    }

    /// <summary>Makes the session what the caller's settings and the initialization script say, in a running pipeline. True when that was still to be done.</summary>
    public bool Prepare(SessionInitializer setup)
    {
        if (_initialized)
        {
            setup.SetLocation();
            return false;
        }

        setup.Run(_map.Options.Initialization);
        return _initialized = true;
    }

    /// <summary>Runs code in a pipeline of its own. False when the executor is to end.</summary>
    public bool Run(Action<PSCmdlet> code) => RunPipeline(code, canBeStopped: true);

    /// <summary>Stops the pipeline that runs: another one can follow.</summary>
    public void StopPipeline()
    {
        lock (_gate) PipelineStop.Begin(_pipeline);
    }

    /// <summary>Stops the pipeline that runs, and those to come but the finalization's.</summary>
    public void BeginStop()
    {
        lock (_gate)
        {
            _stopping = true;
            PipelineStop.Begin(_pipeline);
        }
    }

    /// <summary>Runs the finalization script and releases the runspace.</summary>
    public void Close()
    {
        Runspace? runspace = _runspace;
        if (runspace == null) return;
        try
        {
            if (_initialized && _map.Options.Finalization != null && runspace.RunspaceStateInfo.State == RunspaceState.Opened) RunPipeline(Finalize, canBeStopped: false);
        }
        finally
        {
            Runspace.DefaultRunspace = null;
            lock (_gate) _runspace = null;
            runspace.Dispose();
        }
    }

    /// <summary>Lets go of a runspace that can't be stopped.</summary>
    public void Abandon()
    {
        Runspace? runspace;
        lock (_gate) runspace = _runspace;

        // The host's last runspace waits, when it closes, for all that are open, but not for those that are closing.
        // Closing blocks as long as the worker does, so that needs a thread of its own.
        if (runspace != null) new Thread(runspace.Dispose) { IsBackground = true, Name = "ParallelMap abandoned executor" }.Start();
    }

    private void Finalize(PSCmdlet cmdlet)
    {
        try
        {
            ScriptBlock finalization = BlockRebuilder.Rebuild(_map.Options.Finalization!);
            List<PSVariable> locals = _map.Session.GuardedLocals.Select(v => v.Value.Make(v.Key, BlockRebuilder.Rebuild(v.Value.Value))).ToList();
            var dropped = new ItemOutput();
            if (locals.Count == 0) ScriptBlockInvoker.InvokeInCurrentScope(finalization);
            else ScriptBlockInvoker.InvokeItem(finalization, null, dropped.Records, dropped.Pipe, locals, null, Array.Empty<object?>());
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            _map.OutOfBand.Post(_number, new StreamRecord(RecordStream.Error, Errors.FinalizationFailed(ItemFailure.Told(exception)).ErrorRecord));
        }
    }

    private bool RunPipeline(Action<PSCmdlet> code, bool canBeStopped)
    {
        Runspace runspace = _runspace!;
        using PowerShell pipeline = PowerShell.Create();
        pipeline.Runspace = runspace;
        Recorder.Attach(pipeline.Streams);

        // In the global scope: what the initialization script defines must still be there for the finalization script.
        pipeline.AddScript("& $args[0]", useLocalScope: false).AddArgument(RunItemsCommand.Info);
        RunItemsCommand.Leave(runspace, code);
        if (_map.Session.UsingValues.Count > 0)
            pipeline.AddParameter("--%", _map.Session.UsingValues.ToDictionary(v => v.Key, v => BlockRebuilder.Rebuild(v.Value)));
        lock (_gate)
        {
            if (_stopping && canBeStopped) return false;
            _pipeline = canBeStopped ? pipeline : null;
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
