using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using ParallelCmdlets.Executors;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>A runspace of the bare engine with the module's cmdlets, and stand-ins for the writing commands that it lacks.</summary>
internal sealed class Session : IDisposable
{
    private const string Helpers = """
        function Out-Error { [CmdletBinding()] param($Text, $Target) $PSCmdlet.WriteError([Management.Automation.ErrorRecord]::new([InvalidOperationException]::new($Text), 'TestError', 'InvalidData', $Target)) }
        function Out-Warning { [CmdletBinding()] param($Text) $PSCmdlet.WriteWarning($Text) }
        function Out-Verbose { [CmdletBinding()] param($Text) $PSCmdlet.WriteVerbose($Text) }
        function Out-Debug { [CmdletBinding()] param($Text) $PSCmdlet.WriteDebug($Text) }
        function Out-Information { [CmdletBinding()] param($Text) $PSCmdlet.WriteInformation($Text, [string[]]@()) }
        function Out-Screen { [CmdletBinding()] param($Text) $PSCmdlet.WriteInformation([Management.Automation.HostInformationMessage]@{ Message = $Text }, [string[]]'PSHOST') }
        function Out-Progress { [CmdletBinding()] param($Text, $Id) $PSCmdlet.WriteProgress([Management.Automation.ProgressRecord]::new($Id, 'test', $Text)) }
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

    /// <summary>Runs a script in a session of its own.</summary>
    public static Result RunOnce(string script, params (string Name, object? Value)[] variables)
    {
        using var session = new Session();
        return session.Run(script, variables);
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
        using Running running = Start(script, variables);
        return running.Finish();
    }

    /// <summary>Runs code in a pipeline of this session, as an executor does.</summary>
    public Result Run(Action<PSCmdlet> code)
    {
        RunItemsCommand.Leave(_runspace, code);
        return Run("& $command", ("command", RunItemsCommand.Info));
    }

    /// <summary>Starts a script and leaves it running.</summary>
    public Running Start(string script, params (string Name, object? Value)[] variables)
    {
        foreach ((string name, object? value) in variables) _runspace.SessionStateProxy.SetVariable(name, value);
        return new Running(_runspace, script);
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

    /// <summary>A script that runs.</summary>
    internal sealed class Running : IDisposable
    {
        private readonly PowerShell _pipeline = PowerShell.Create();
        private readonly PSDataCollection<PSObject?> _output = new();
        private readonly IAsyncResult _end;

        public Running(Runspace runspace, string script)
        {
            _pipeline.Runspace = runspace;
            _pipeline.AddScript(script, useLocalScope: false);
            _end = _pipeline.BeginInvoke<object, PSObject?>(null, _output);
        }

        /// <summary>Stops the pipeline as Ctrl-C does, and waits for its end.</summary>
        public Result Stop()
        {
            Waiting.Run(_pipeline.Stop);
            return Finish();
        }

        public Result Finish()
        {
            if (!_end.AsyncWaitHandle.WaitOne(Waiting.Limit))
            {
                _pipeline.BeginStop(null, null);
                Assert.Fail("The pipeline did not end in time.");
            }

            Exception? failure = null;
            try
            {
                _pipeline.EndInvoke(_end);
            }
            catch (Exception exception) when (exception is RuntimeException or InvalidOperationException)
            {
                failure = exception;
            }

            return new Result(_output.ToArray(), _pipeline.Streams, failure, _pipeline.InvocationStateInfo.State);
        }

        public void Dispose()
        {
            if (_end.IsCompleted) _pipeline.Dispose();
        }
    }

    /// <summary>What a script wrote.</summary>
    internal sealed class Result
    {
        public Result(PSObject?[] output, PSDataStreams streams, Exception? failure, PSInvocationState state)
        {
            Output = output;
            Errors = streams.Error.ToArray();
            Warnings = streams.Warning.Select(r => r.Message).ToArray();
            Verbose = streams.Verbose.Select(r => r.Message).ToArray();
            Debug = streams.Debug.Select(r => r.Message).ToArray();
            Information = streams.Information.Select(r => r.MessageData).ToArray();
            Progress = streams.Progress.ToArray();
            Failure = failure;
            State = state;
        }

        public IReadOnlyList<PSObject?> Output { get; }

        public IReadOnlyList<ErrorRecord> Errors { get; }

        public IReadOnlyList<string> Warnings { get; }

        public IReadOnlyList<string> Verbose { get; }

        public IReadOnlyList<string> Debug { get; }

        public IReadOnlyList<object> Information { get; }

        public IReadOnlyList<ProgressRecord> Progress { get; }

        /// <summary>The terminating error, or null.</summary>
        public Exception? Failure { get; }

        public PSInvocationState State { get; }

        /// <summary>The id of the terminating error, without the command's name.</summary>
        public string? FailureId => (Failure as IContainsErrorRecord)?.ErrorRecord.FullyQualifiedErrorId.Split(',')[0];

        /// <summary>The id of the error that ended the script, or its only command.</summary>
        public string? EndedBy => FailureId ?? Assert.Single(ErrorIds);

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
