using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets;

/// <summary>
/// One running map: takes inputs, gives outcomes. All members save <see cref="Stop"/> belong to the
/// pipeline thread: it posts while there is room, and takes what is ready.
/// </summary>
internal sealed class ParallelMap : IDisposable
{
    private const int DefaultCapacity = 1024;
    private const int ItemsPerExecutor = 4;
    private const int HeadOfLineMilliseconds = 1000;

    private readonly SlidingWindow _window;
    private readonly ExecutorPool _pool;
    private readonly ExecutorBackend _backend;
    private readonly OutOfBandChannel _outOfBand = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Supervisor? _supervisor;
    private readonly bool _isTimed;
    private readonly TimeSpan? _timeout;
    private readonly Timer? _timer;
    private long _namedHead = -1;
    private bool _ended;
    private volatile bool _timedOut;

    /// <exception cref="MapException">The worker can't be bound, or the caller's session can't give what it needs.</exception>
    public ParallelMap(MapOptions options, SessionState caller, PSHost host)
        : this(options, caller, host, Backends.Create)
    {
    }

    internal ParallelMap(MapOptions options, SessionState caller, PSHost host, Func<MapContext, ExecutorBackend> createBackend)
    {
        _backend = createBackend(new MapContext(options, caller, host, _outOfBand, _stopped.Token));
        _isTimed = options.IsTimed;
        Clock clock = Clock.Start();
        _supervisor = Supervision(options, clock, _backend.StopGrace);
        _window = new SlidingWindow(
            Capacity(options), options.Unordered ? new CompletionOrder() : new InputOrder(), _supervisor, options.IsTimed, clock);
        _outOfBand.Notify = _window.Notify;
        _pool = new ExecutorPool(_window, _backend.ExecutorsFor(options.ThrottleLimit), _backend.CreateExecutor, Crash, clock);
        _supervisor?.Start(_window, _pool);
        _timeout = options.Timeout;
        if (_timeout is { } timeout) _timer = new Timer(_ => TimeOut(), null, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the current thread runs items of a map.</summary>
    public static bool IsNested => ExecutorPool.Current != null;

    /// <summary>The activity of the map in whose worker the current thread is; -1 where there is none.</summary>
    public static int OuterActivity => ExecutorPool.Current?.ActivityId ?? -1;

    /// <summary>The language mode of the code that is running on this thread.</summary>
    public static PSLanguageMode CallingMode => EngineTrust.ModeOfCaller();

    /// <summary>What was captured of the caller's session, a line each.</summary>
    public IReadOnlyList<string> Captured => _backend.Captured;

    /// <summary>Warnings that hold for the map as a whole.</summary>
    public IReadOnlyList<string> Warnings => _backend.Warnings;

    public bool IsFull => _window.IsFull;

    /// <summary>Whether an accepted item is still to be taken.</summary>
    public bool HasItems => !_window.IsEmpty;

    /// <summary>The items accepted so far.</summary>
    public long Accepted => _window.Accepted;

    /// <summary>How many items have finished and wait to be taken, and how many of these have failed.</summary>
    public (int Finished, int Failed) Untaken() => _window.Untaken();

    /// <summary>The item that has run longest; null where none runs.</summary>
    public RunningItem? LongestRunning() => _window.Longest();

    /// <summary>Says which activity the bars of maps in its workers are below.</summary>
    public void ShowAs(int activity) => _pool.ActivityId = activity;

    /// <summary>Accepts one input; the map is not full. False once the map has ended.</summary>
    public bool Post(object? input)
    {
        _backend.See(input);
        if (!_window.Post(input)) return false;
        _pool.EnsureExecutor();
        return true;
    }

    /// <summary>Takes the next outcome if it is there.</summary>
    public bool TryTake(out Outcome outcome) => _window.TryTake(out outcome);

    /// <summary>Takes what does not wait for an item's turn.</summary>
    public IReadOnlyList<StreamRecord> TakeOutOfBand() => _outOfBand.TakeAll();

    /// <summary>Takes what the finalization scripts wrote, output and records, by executor; the executors have ended.</summary>
    public IReadOnlyList<object?> TakeFinal() => _outOfBand.TakeFinal();

    /// <summary>Waits until there is something to take, or something to say about the wait: then the result is that.</summary>
    /// <param name="milliseconds">How long it waits at most.</param>
    /// <exception cref="MapException">The map has failed as a whole.</exception>
    /// <exception cref="PipelineStoppedException">The map was stopped.</exception>
    public string? WaitForNews(int milliseconds)
    {
        bool came = _window.WaitForNews(milliseconds);
        ThrowIfEnded();
        if (came || !_isTimed || !_window.IsFull || _window.Head() is not { } head || head.Index == _namedHead || head.Running.TotalMilliseconds < HeadOfLineMilliseconds) return null;
        _namedHead = head.Index;
        return string.Format(
            CultureInfo.CurrentCulture,
            "The window of {0} items is full behind item {1} ({2}), which has run for {3:0.0} seconds. A larger -WindowSize lets others run on; -Unordered does not wait for it.",
            _window.Capacity, head.Index, head.Input, head.Running.TotalSeconds);
    }

    /// <exception cref="MapException">The map has failed as a whole.</exception>
    /// <exception cref="PipelineStoppedException">The map was stopped.</exception>
    public void ThrowIfEnded()
    {
        if (_outOfBand.Failure is { } failure) throw failure;
        if (_timedOut) throw Errors.MapTimedOut(_timeout!.Value, _window.Taken, _window.Accepted);
        if (_window.IsStopped) throw new PipelineStoppedException();
    }

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
        StopExecutors();
    }

    /// <summary>Stops what still runs and waits for it, with a bound.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        if (_ended) return;
        _ended = true;
        Stop();
        _pool.Stop();
        _supervisor?.Join();
    }

    private static int Capacity(MapOptions options) =>
        options.WindowSize > 0 ? options.WindowSize : (int)Math.Min(Math.Max(DefaultCapacity, (long)ItemsPerExecutor * options.ThrottleLimit), int.MaxValue);

    private static Supervisor? Supervision(MapOptions options, Clock clock, TimeSpan stopGrace)
    {
        if (!options.ItemTimeout.HasValue && options.RetryCount == 0) return null;
        return new Supervisor(
            clock,
            options.ItemTimeout is { } limit ? new Deadlines(limit, ExecutorPool.StopBound + stopGrace) : null,
            options.RetryCount > 0 ? new RetryPolicy(options.RetryCount, options.RetryDelaySeconds, new Random()) : null,
            item => Errors.ItemTimedOut(options.ItemTimeout!.Value, item.Input).ErrorRecord);
    }

    private void StopExecutors()
    {
        _pool.BeginStop();
        Cancellation.Begin(_stopped);
    }

    // The command before the map may keep the pipeline thread: executors stop, and what has finished waits to be written.
    private void TimeOut()
    {
        if (_window.IsStopped) return;
        _timedOut = true;
        _window.Expire();
        StopExecutors();
    }

    private void Crash(Exception exception)
    {
        if (_window.IsStopped) return;
        _outOfBand.Fail(Errors.ExecutorFailed(exception));
        _window.Stop();
    }
}
