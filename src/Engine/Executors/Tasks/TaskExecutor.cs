using System;
using System.Threading;
using System.Threading.Tasks;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors.Tasks;

/// <summary>Starts asynchronous calls on its thread, one after the other; they end on the thread pool, many at a time.</summary>
internal sealed class TaskExecutor : IExecutor
{
    private readonly MapContext _map;
    private readonly CompiledCall _call;
    private readonly QuietSemaphore _slots;
    private readonly int _number;
    private readonly object?[] _only = new object?[1];
    private volatile PendingAttempts? _attempts;

    /// <param name="map">The map.</param>
    /// <param name="call">The call of its worker.</param>
    /// <param name="slots">As many as the map may have under way, whatever the executor.</param>
    /// <param name="number">The number of the executor.</param>
    public TaskExecutor(MapContext map, CompiledCall call, QuietSemaphore slots, int number)
    {
        _map = map;
        _call = call;
        _slots = slots;
        _number = number;
    }

    public bool HasBegun => true;

    public TimeSpan StopGrace => TimeSpan.Zero;

    public void Run(SlidingWindow window)
    {
        PendingAttempts attempts = _attempts = new PendingAttempts(window, _slots, _number, _map.Stopped);
        window.ExecutorIsOpen();
        window.ExecutorIsReady();
        while (attempts.TryClaim() is { } pending) Start(window, attempts, pending);

        // One that was given up is told of a stop by nobody else.
        using (_map.Stopped.Register(attempts.Wake)) attempts.WaitForAll();
    }

    public void BeginCancel(in Attempt attempt) => _attempts?.BeginCancel(attempt);

    public bool TryLetGo(in Attempt attempt) => _attempts?.TryLetGo(attempt) ?? true;

    public void BeginStop() => _attempts?.Wake();

    public void Abandon() => _attempts?.Close();

    private void Start(SlidingWindow window, PendingAttempts attempts, PendingAttempt pending)
    {
        AwaitableResult result;
        try
        {
            result = AwaitableResult.Of(_call.Invoke(pending.Attempt.Input, _only, pending.Stop.Token), _call.Method, pending.Stop.Token);
        }
        catch (Exception exception)
        {
            attempts.TellStarted(pending);
            attempts.End(pending, Failed(exception));
            return;
        }

        attempts.TellStarted(pending);
        if (result.Task.IsCompleted) attempts.End(pending, Result(result));
        else result.Task.ContinueWith(_ => End(window, attempts, pending, result), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    // On the thread pool, where nobody else would see what is thrown.
    private void End(SlidingWindow window, PendingAttempts attempts, PendingAttempt pending, in AwaitableResult result)
    {
        try
        {
            attempts.End(pending, Result(result));
        }
        catch (Exception exception)
        {
            _map.OutOfBand.Fail(Errors.ExecutorFailed(exception));
            window.Stop();
        }
    }

    private AttemptResult Result(in AwaitableResult awaited)
    {
        try
        {
            object? result = awaited.GetResult();
            return AttemptResult.Completed(CompiledWorker.Several(result) is { } several ? ItemRecords.Of(several) : ItemRecords.One(result));
        }
        catch (Exception exception)
        {
            return Failed(exception);
        }
    }

    private AttemptResult Failed(Exception exception) => AttemptResult.Failed(default, ItemFailure.RecordOfMethod(exception, _call.Method, _call.ArgumentCount));
}
