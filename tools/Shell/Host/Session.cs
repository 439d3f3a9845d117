using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Shell;

/// <summary>A runspace, and one pipeline at a time that is run in it with its output shown.</summary>
internal sealed class Session : IDisposable
{
    private const int StoppedByUser = 130;
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly ShellHost host;
    private readonly Runspace runspace;
    private readonly object gate = new();
    private PowerShell? running;
    private DateTime? stopRequested;

    public Session(bool interactive)
    {
        host = new ShellHost(interactive);
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        Console.CancelKeyPress += OnCancelKey;
    }

    public int? ExitCode => host.ExitCode;

    public int RunFile(string path, IEnumerable<CommandParameter> arguments)
    {
        var command = new Command(path, isScript: false, useLocalScope: false);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument);
        }

        EngineInternals.LetExitOfNextScriptEndTheSession(runspace);
        return ExitCodeOf(Run(command), failed: false);
    }

    public int RunCommand(string script)
    {
        var ending = Run(new Command(script, isScript: true, useLocalScope: false));
        using var status = PowerShell.Create(runspace);
        return ExitCodeOf(ending, failed: !status.AddScript("$global:?").Invoke<bool>()[0]);
    }

    public PSInvocationState Run(Command command)
    {
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        using var powerShell = PowerShell.Create(runspace);
        powerShell.Commands.AddCommand(command);
        powerShell.AddCommand("Out-Default");
        SetRunning(powerShell);
        try
        {
            // Only pipelines for the history leave $? behind.
            powerShell.Invoke(input: null, new PSInvocationSettings { AddToHistory = true });
            return powerShell.InvocationStateInfo.State;
        }
        catch (PipelineStoppedException)
        {
            return PSInvocationState.Stopped;
        }
        catch (RuntimeException e)
        {
            Show(e);
            return PSInvocationState.Failed;
        }
        finally
        {
            SetRunning(null);
        }
    }

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKey;
        runspace.Dispose();
    }

    private int ExitCodeOf(PSInvocationState ending, bool failed) => ending switch
    {
        PSInvocationState.Stopped => StoppedByUser,
        PSInvocationState.Failed => 1,
        _ => host.ExitCode ?? (failed ? 1 : 0),
    };

    private void Show(RuntimeException exception)
    {
        var record = PSObject.AsPSObject(new ErrorRecord(exception.ErrorRecord, exception));
        EngineInternals.ShowAsError(record);
        using var powerShell = PowerShell.Create(runspace);
        powerShell.AddCommand("Out-Default").AddParameter("InputObject", record);
        powerShell.Invoke();
    }

    private void SetRunning(PowerShell? powerShell)
    {
        lock (gate)
        {
            running = powerShell;
            stopRequested = null;
        }
    }

    private void OnCancelKey(object? sender, ConsoleCancelEventArgs e)
    {
        lock (gate)
        {
            var stuck = DateTime.UtcNow - stopRequested > StopGrace;
            e.Cancel = !stuck;
            if (stopRequested is null)
            {
                stopRequested = running is null ? null : DateTime.UtcNow;
                running?.BeginStop(null, null);
            }
        }
    }
}
