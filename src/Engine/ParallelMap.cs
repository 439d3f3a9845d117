using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets;

/// <summary>
/// One running map: takes inputs, gives outcomes. All members save <see cref="Stop"/> belong to the
/// pipeline thread: it posts while there is room, and takes what is ready.
/// </summary>
internal sealed class ParallelMap : IDisposable
{
    private const int HeadOfLineMilliseconds = 1000;
    private const int NewsMilliseconds = 1100;

    private readonly Window _window;
    private readonly ExecutorPool _pool;
    private readonly SideChannel _sideChannel = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly BoundInstanceWatch? _watch;
    private readonly Supervisor? _supervisor;
    private readonly TimeSpan? _timeout;
    private readonly bool _isTimed;
    private TimeSpan _stopGrace;
    private long _namedHead = -1;
    private bool _ended;

    /// <exception cref="MapException">The worker can't be bound, or the caller's session can't give what it needs.</exception>
    public ParallelMap(MapOptions options, SessionState caller, PSHost host)
    {
        int capacity = Math.Max(options.BufferSize, 1);
        var binder = new ItemBinder(options.Worker, options.InputKind, options.TupleLength);
        Func<int, IExecutor> create = options.Worker.Target is CompiledWorker
            ? ThreadExecutors(options, binder, caller)
            : RunspaceExecutors(options, caller, host);
        _timeout = options.Timeout;
        _isTimed = options.IsTimed;
        _window = new Window(
            capacity,
            options.Unordered ? new CompletionOrder() : new InputOrder(),
            options.RetryCount > 0 ? new RetryPolicy(options.RetryCount, options.RetryDelaySeconds, new Random()) : null,
            options.Timeout.HasValue ? new Timetable(options.Timeout, ExecutorPool.StopBound + _stopGrace) : null,
            options.IsTimed);
        _sideChannel.Notify = _window.Notify;
        if (options.Worker.Target is not CompiledWorker) _watch = new BoundInstanceWatch(_sideChannel);
        _pool = new ExecutorPool(_window, options.ThrottleLimit, create, Crash);
        if (!options.Timeout.HasValue && options.RetryCount == 0) return;
        _supervisor = new Supervisor(_window, _pool, DescribeTimeout);
        _supervisor.Start();
    }

    /// <summary>What was captured of the caller's session, a line each.</summary>
    public IReadOnlyList<string> Captured { get; private set; } = Array.Empty<string>();

    /// <summary>Warnings that hold for the map as a whole.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = Array.Empty<string>();

    public bool IsFull => _window.IsFull;

    /// <summary>Accepts one input; the map is not full. False once the map has ended.</summary>
    public bool Post(object? input)
    {
        _watch?.See(input);
        if (!_window.Post(input)) return false;
        _pool.EnsureExecutor();
        return true;
    }

    /// <summary>Takes the next outcome if it is there.</summary>
    public WorkItem? TryTake() => _window.TryTake();

    /// <summary>Takes back an outcome that was written: it is not looked at any more.</summary>
    public void TakeBack(WorkItem written) => _window.TakeBack(written);

    /// <summary>Takes what does not wait for an item's turn.</summary>
    public IReadOnlyList<object> TakeSideRecords() => _sideChannel.TakeAll();

    /// <summary>Waits until there is something to take, or something to say about the wait: then the result is that.</summary>
    /// <exception cref="MapException">The map has failed as a whole.</exception>
    /// <exception cref="PipelineStoppedException">The map was stopped.</exception>
    public string? WaitForNews()
    {
        bool came = _window.WaitForNews(NewsMilliseconds);
        ThrowIfEnded();
        if (came || !_isTimed || !_window.IsFull || _window.Head() is not { } head || head.Index == _namedHead || head.Running.TotalMilliseconds < HeadOfLineMilliseconds) return null;
        _namedHead = head.Index;
        return string.Format(
            CultureInfo.CurrentCulture,
            "The window of {0} items is full behind item {1} ({2}), which has run for {3:0.0} seconds. A larger -BufferSize lets others run on; -Unordered does not wait for it.",
            _window.Capacity, head.Index, head.Input, head.Running.TotalSeconds);
    }

    /// <exception cref="MapException">The map has failed as a whole.</exception>
    /// <exception cref="PipelineStoppedException">The map was stopped.</exception>
    public void ThrowIfEnded()
    {
        if (_sideChannel.Failure is { } failure) throw failure;
        if (_window.IsStopped) throw new PipelineStoppedException();
    }

    /// <summary>Whether an accepted item is still to be taken.</summary>
    public bool HasItems => !_window.IsEmpty;

    /// <summary>Says that no further input will come.</summary>
    public void Close() => _window.Close();

    /// <summary>Waits until the executors have run their finalization scripts and released what they hold.</summary>
    public void WaitForExecutors()
    {
        _ended = _pool.Join(giveUp: () => _window.IsStopped);
        _supervisor?.Join();
    }

    /// <summary>Ends everything as soon as can be; returns at once, from any thread.</summary>
    public void Stop()
    {
        _window.Stop();
        _pool.BeginStop();
        Cancellation.Begin(_stopped);
    }

    /// <summary>Stops what still runs and waits for it, with a bound.</summary>
    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        Stop();
        _pool.Stop();
        _supervisor?.Join();
    }

    private void DescribeTimeout(WorkItem item) =>
        item.Records = ItemRecords.One(new StreamRecord(RecordStream.Error, Errors.ItemTimedOut(_timeout!.Value, item.Input).ErrorRecord));

    private void Crash(Exception exception)
    {
        if (_window.IsStopped) return;
        _sideChannel.Fail(Errors.ExecutorFailed(exception));
        _window.Stop();
    }

    private Func<int, IExecutor> ThreadExecutors(MapOptions options, ItemBinder binder, SessionState caller)
    {
        var trust = new CallerTrust(caller, EngineTrust.IsTold);
        if (trust.WasConstrained || trust.LanguageMode != PSLanguageMode.FullLanguage) throw Errors.CompiledInConstrainedLanguage(options.Worker.Target.Description);
        if (((CompiledWorker)options.Worker.Target).Owner is { } owner && RunspaceAffinity.FindBound(owner) is { } bound) throw Errors.RunspaceBoundClass(bound.Name, "The worker");
        var call = new CompiledCall(options.Worker, binder, options.InputKind, options.TupleLength);
        var map = new ThreadMap(call, options.Timeout, _stopped.Token);
        return number => new ThreadExecutor(map, number);
    }

    private Func<int, IExecutor> RunspaceExecutors(MapOptions options, SessionState caller, PSHost host)
    {
        var trust = new CallerTrust(caller, EngineTrust.IsTold);
        if (trust.LanguageMode is PSLanguageMode.RestrictedLanguage or PSLanguageMode.NoLanguage) throw Errors.LanguageModeTooStrict(trust.LanguageMode);
        var session = new SessionReader(caller, trust, options.Capture);
        foreach (string module in options.Modules) session.AddModule(module);
        foreach (string function in options.Functions) session.AddFunction(function);
        foreach (string variable in options.Variables) session.AddVariable(variable);
        if (options.Worker.Target is ScriptWorker script) session.AddCode(script.Block, "The worker");
        else session.AddCommand(((CommandWorker)options.Worker.Target).Command);
        if (options.Initialization != null) session.AddCode(options.Initialization, "The initialization script");
        if (options.Finalization != null) session.AddCode(options.Finalization, "The finalization script");

        PartialWorker worker = options.Worker;
        worker.WithValues((value, name) => session.See(value, "The constant " + name));
        SessionBlueprint blueprint = session.Finish();
        Captured = blueprint.Captured;
        Warnings = blueprint.BoundInstances.Select(t => Errors.RunspaceBoundInstance(t.Name)).ToArray();
        var map = new RunspaceMap(worker, options.InputKind, options.TupleLength, blueprint, _sideChannel, host, _stopped.Token)
        {
            Position = options.Position,
            Timeout = options.Timeout,
            IsIsolated = options.UseNewRunspace,
            Limits = trust.IsLimited ? new SessionLimits(caller, blueprint) : null,
            Initialization = options.Initialization,
            Finalization = options.Finalization,
        };
        _stopGrace = map.StopGrace;
        return number => new RunspaceExecutor(map, number);
    }
}
