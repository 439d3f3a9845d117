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
    private const string Call = "& $args[0]";

    // What runs within a try is ended by an error of a statement, as deep as that may be.
    private const string CallInTry = "try { & $args[0] } catch { }";

    private readonly RunspaceBackend _map;
    private readonly int _number;
    private readonly object _gate = new();
    private readonly HashSet<CapturedSession> _brought = new();
    private Runspace? _runspace;
    private PowerShell? _pipeline;
    private PSCmdlet? _cmdlet;
    private SessionLocation? _location;
    private SessionScope? _scope;
    private bool _stopping;

    public RunspaceSession(RunspaceBackend map, int number)
    {
        _map = map;
        _number = number;
        Recorder = new StreamRecorder(map.OutOfBand);
    }

    /// <summary>Takes what the session writes to its streams.</summary>
    public StreamRecorder Recorder { get; }

    /// <summary>What the engine keeps of the code that ran; null until the session is prepared.</summary>
    public EngineVariables? Variables { get; private set; }

    public bool IsStopping
    {
        get
        {
            lock (_gate) return _stopping;
        }
    }

    public void Open()
    {
        _location = null;
        _brought.Clear();
        var host = new HostIdentity(_map.CallerHost);
        OpenSession session = _map.Limits == null ? SpareSessions.OfProcess.Take(host) : OpenSession.Open(host, _map.Session.Trust, _map.Limits);
        Runspace runspace = session.Serve(_map.CallerHost, Recorder);
        lock (_gate) _runspace = runspace;
        Runspace.DefaultRunspace = runspace;
    }

    /// <summary>Makes the session what the caller's settings and the initialization script say, in a running pipeline.</summary>
    /// <param name="cmdlet">The command that runs in the pipeline.</param>
    /// <param name="begin">Called before code of the user's runs; it tells whether that is to run.</param>
    /// <returns>Whether items may run.</returns>
    public bool Prepare(PSCmdlet cmdlet, Func<bool> begin)
    {
        _cmdlet = cmdlet;
        if (_location != null)
        {
            _scope?.Enter(cmdlet.SessionState);
            _location.Restore();
            return true;
        }

        var location = new SessionLocation(cmdlet.SessionState);
        var setup = new SessionInitializer(cmdlet, _map.Session, _map.Limits, Recorder);
        _scope = setup.Run(location);
        if (!begin()) return false;
        Variables = new EngineVariables(cmdlet.SessionState, _map.Session.ExitCode, Recorder);
        if (_map.Options.Initialization != null) setup.Initialize(_map.Options.Initialization);
        TakeInitialization(Variables);
        location.Remember();
        _location = location;
        return true;
    }

    /// <summary>Defines what an item brings; before that item runs, on the executor's thread.</summary>
    public void Bring(BroughtNames names)
    {
        var setup = new SessionInitializer(_cmdlet!, names.Code, _map.Limits, Recorder);
        if (_brought.Add(names.Code)) setup.Define();
        setup.Set(names.Variables);
    }

    /// <summary>Goes back to where items start.</summary>
    public void RestoreLocation() => _location?.Restore();

    /// <summary>Runs code in a pipeline of its own. False when the executor is to end.</summary>
    public bool Run(Action<PSCmdlet> code) => RunPipeline(_map.Session.EndsAtStatementErrors ? CallInTry : Call, code, canBeStopped: true);

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
            if (_location != null && _map.Options.Finalization != null && runspace.RunspaceStateInfo.State == RunspaceState.Opened) RunPipeline(Call, Finalize, canBeStopped: false);
        }
        finally
        {
            Runspace.DefaultRunspace = null;
            lock (_gate) _runspace = null;
            runspace.Dispose();
            if (_map.Limits == null) SpareSessions.OfProcess.Add(new HostIdentity(_map.CallerHost));
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

    private void TakeInitialization(EngineVariables variables)
    {
        var left = new List<object?>();
        variables.Take(left);
        foreach (StreamRecord record in left.OfType<StreamRecord>()) _map.OutOfBand.Post(record);
    }

    // What it writes comes after all items, as far as it came.
    private void Finalize(PSCmdlet cmdlet)
    {
        _scope?.Enter(cmdlet.SessionState);
        var output = new ItemOutput(Recorder);
        Recorder.Records = output.Records;
        try
        {
            ScriptBlock finalization = BlockRebuilder.Rebuild(_map.Options.Finalization!);
            List<PSVariable> locals = _map.Session.GuardedLocals.Select(v => v.Value.Make(v.Key, v.Value.Value.Rebuild())).ToList();
            if (locals.Count == 0) ScriptBlockInvoker.InvokeInCurrentScope(finalization, output.Records, output.Pipe);
            else ScriptBlockInvoker.InvokeItem(finalization, null, output.Records, output.Pipe, locals, null, Array.Empty<object?>());
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            Variables!.Take(output.Records);
            output.Records.RemoveAll(r => r is StreamRecord { IsSilent: true } silent && silent.IsOf(exception));
            output.Records.Add(new StreamRecord(RecordStream.Error, Errors.FinalizationFailed(ItemFailure.Told(exception)).ErrorRecord));
        }
        finally
        {
            Recorder.Records = null;
            Variables!.Take(output.Records);
            _map.OutOfBand.PostFinal(_number, output.Records.ToArray());
        }
    }

    private bool RunPipeline(string script, Action<PSCmdlet> code, bool canBeStopped)
    {
        Runspace runspace = _runspace!;
        using PowerShell pipeline = PowerShell.Create();
        pipeline.Runspace = runspace;
        Recorder.Attach(pipeline.Streams);

        // In the global scope: what the initialization script defines must still be there for the finalization script.
        pipeline.AddScript(script, useLocalScope: false).AddArgument(RunItemsCommand.Info);
        RunItemsCommand.Leave(runspace, code);
        if (_map.Session.UsingValues.Count > 0)
            pipeline.AddParameter("--%", _map.Session.UsingValues.ToDictionary(v => v.Key, v => v.Value.Rebuild()));
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
