using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using ParallelCmdlets.Executors.Runspaces;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>A runspace of the bare engine with the module's cmdlets, and stand-ins for the writing commands that it lacks.</summary>
internal sealed class Session : IDisposable
{
    private const string Helpers = """
        function Out-Warning { [CmdletBinding()] param($Text) $PSCmdlet.WriteWarning($Text) }
        function Out-Verbose { [CmdletBinding()] param($Text) $PSCmdlet.WriteVerbose($Text) }
        function Out-Information { [CmdletBinding()] param($Text) $PSCmdlet.WriteInformation($Text, [string[]]@()) }
        function Out-Screen { [CmdletBinding()] param($Text) $PSCmdlet.WriteInformation([Management.Automation.HostInformationMessage]@{ Message = $Text }, [string[]]'PSHOST') }
        """;

    private readonly Runspace _runspace;

    public Session(PSHost? host = null)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.LanguageMode = PSLanguageMode.FullLanguage;
        state.ImportPSModule(new[] { typeof(InvokeParallelMapCommand).Assembly.Location });
        _runspace = RunspaceFactory.CreateRunspace(host ?? new RecordingHost(), state);
        _runspace.Open();
        Run(Helpers);
    }

    /// <summary>The commands as a cmdlet of this session would look them up.</summary>
    public CommandInvocationIntrinsics Commands => ((EngineIntrinsics)Value("$ExecutionContext")!).InvokeCommand;

    /// <summary>The state of this session.</summary>
    public SessionState State => ((EngineIntrinsics)_runspace.SessionStateProxy.GetVariable("ExecutionContext")).SessionState;

    /// <summary>The one object that a script writes, without its wrapper.</summary>
    public object? Value(string script, params (string Name, object? Value)[] variables)
    {
        object? value = Assert.Single(Run(script, variables).Succeeded().Output);
        return value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
    }

    /// <summary>Runs a script to its end; a terminating error is part of the result.</summary>
    public Result Run(string script, params (string Name, object? Value)[] variables)
    {
        foreach ((string name, object? value) in variables) _runspace.SessionStateProxy.SetVariable(name, value);
        using PowerShell pipeline = PowerShell.Create();
        pipeline.Runspace = _runspace;
        pipeline.AddScript(script, useLocalScope: false);
        var output = new PSDataCollection<PSObject?>();
        IAsyncResult end = pipeline.BeginInvoke<object, PSObject?>(null, output);
        if (!end.AsyncWaitHandle.WaitOne(Waiting.Limit))
        {
            pipeline.BeginStop(null, null);
            Assert.Fail("The pipeline did not end in time.");
        }

        Exception? failure = null;
        try
        {
            pipeline.EndInvoke(end);
        }
        catch (RuntimeException exception)
        {
            failure = exception;
        }

        return new Result(output.ToArray(), pipeline.Streams.Error.ToArray(), failure);
    }

    /// <summary>Runs code in a pipeline of this session, as an executor does.</summary>
    public Result Run(Action<PSCmdlet> code)
    {
        RunItemsCommand.Leave(_runspace, code);
        return Run("& $command", ("command", RunItemsCommand.Info));
    }

    /// <summary>Does something on this thread as if it ran in this session.</summary>
    public T With<T>(Func<T> action)
    {
        Runspace? before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = _runspace;
        try
        {
            return action();
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }

    public void Dispose() => _runspace.Dispose();

    /// <summary>What a script wrote.</summary>
    internal sealed class Result
    {
        public Result(PSObject?[] output, ErrorRecord[] errors, Exception? failure)
        {
            Output = output;
            Errors = errors;
            Failure = failure;
        }

        public IReadOnlyList<PSObject?> Output { get; }

        public IReadOnlyList<ErrorRecord> Errors { get; }

        /// <summary>The terminating error, or null.</summary>
        public Exception? Failure { get; }

        /// <summary>The output, as text.</summary>
        public string[] Text => Output.Select(o => o?.ToString() ?? "<null>").ToArray();

        /// <summary>The ids of the errors, without the command's name.</summary>
        public string[] ErrorIds => Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]).ToArray();

        /// <summary>Fails the test where the script did.</summary>
        public Result Succeeded()
        {
            if (Failure != null) throw new InvalidOperationException(Failure.Message, Failure);
            Assert.Empty(Errors.Select(e => e.FullyQualifiedErrorId + ": " + e));
            return this;
        }
    }
}
