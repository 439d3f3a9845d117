using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets;

/// <summary>
/// One running map: takes inputs, gives outcomes. All members save <see cref="Stop"/> belong to the
/// pipeline thread: it posts while there is room, and takes what is ready.
/// </summary>
internal sealed class ParallelMap : IDisposable
{
    private readonly Window _window;
    private readonly ExecutorPool _pool;
    private readonly SideChannel _sideChannel = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly BoundInstanceWatch? _watch;
    private bool _ended;

    /// <exception cref="MapException">The worker can't be bound, or the caller's session can't give what it needs.</exception>
    public ParallelMap(MapOptions options, SessionState caller, PSHost host)
    {
        int capacity = Math.Max(options.BufferSize, 1);
        var binder = new ItemBinder(options.Worker, options.InputKind, options.TupleLength);
        Func<int, IExecutor> create = options.Worker.Target is CompiledWorker
            ? ThreadExecutors(options, binder, caller)
            : RunspaceExecutors(options, binder, caller, host);
        _window = new Window(capacity, options.Unordered ? new CompletionOrder() : new InputOrder(capacity));
        _sideChannel.Notify = _window.Notify;
        if (options.Worker.Target is not CompiledWorker) _watch = new BoundInstanceWatch(_sideChannel);
        _pool = new ExecutorPool(_window, options.ThrottleLimit, create, Crash);
    }

    /// <summary>What was captured of the caller's session, a line each.</summary>
    public IReadOnlyList<string> Captured { get; private set; } = Array.Empty<string>();

    /// <summary>Warnings that hold for the map as a whole.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = Array.Empty<string>();

    public bool IsFull => _window.IsFull;

    public bool IsStopped => _window.IsStopped;

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

    /// <summary>Takes what does not wait for an item's turn.</summary>
    public IReadOnlyList<object> TakeSideRecords() => _sideChannel.TakeAll();

    /// <summary>Waits until there is something to take.</summary>
    /// <exception cref="MapException">The map has failed as a whole.</exception>
    /// <exception cref="PipelineStoppedException">The map was stopped.</exception>
    public void WaitForNews()
    {
        _window.WaitForNews();
        ThrowIfEnded();
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
    }

    /// <summary>Ends everything as soon as can be; returns at once, from any thread.</summary>
    public void Stop()
    {
        _window.Stop();
        _pool.BeginStop();
        ThreadPool.QueueUserWorkItem(static source => ((CancellationTokenSource)source!).Cancel(), _stopped);
    }

    /// <summary>Stops what still runs and waits for it, with a bound.</summary>
    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        Stop();
        _pool.Stop();
    }

    private void Crash(Exception exception)
    {
        _sideChannel.Fail(exception is MapException ? exception : Errors.ExecutorFailed(exception));
        _window.Stop();
    }

    private static Func<int, IExecutor> ThreadExecutors(MapOptions options, ItemBinder binder, SessionState caller)
    {
        if (caller.LanguageMode != PSLanguageMode.FullLanguage) throw Errors.CompiledInConstrainedLanguage(options.Worker.Target.Description);
        var call = new CompiledCall(options.Worker, binder, options.InputKind, options.TupleLength);
        return number => new ThreadExecutor(call, number);
    }

    private Func<int, IExecutor> RunspaceExecutors(MapOptions options, ItemBinder binder, SessionState caller, PSHost host)
    {
        var session = new SessionReader(caller, options.Capture);
        foreach (string module in options.Modules) session.AddModule(module);
        foreach (string function in options.Functions) session.AddFunction(function);
        foreach (string variable in options.Variables) session.AddVariable(variable);
        if (options.Worker.Target is ScriptWorker script) session.AddCode(script.Block, "The worker");
        else session.AddCommand(((CommandWorker)options.Worker.Target).Command);
        if (options.Initialization != null) session.AddCode(options.Initialization, "The initialization script");
        if (options.Finalization != null) session.AddCode(options.Finalization, "The finalization script");

        // Constants are bound by the worker already; here their classes and blocks are looked at.
        PartialWorker worker = options.Worker.WithValues((value, name) => session.AddValue(value, "the constant " + name));
        SessionBlueprint blueprint = session.Finish();
        Captured = blueprint.Captured;
        Warnings = blueprint.BoundInstances.Select(t => Errors.RunspaceBoundInstance(t.Name)).ToArray();
        binder = new ItemBinder(worker, options.InputKind, options.TupleLength);
        var map = new RunspaceMap(worker, binder, blueprint, _sideChannel, host, _stopped.Token)
        {
            Position = options.Position,
            Initialization = options.Initialization,
            Finalization = options.Finalization,
        };
        return number => new RunspaceExecutor(map, number);
    }
}
