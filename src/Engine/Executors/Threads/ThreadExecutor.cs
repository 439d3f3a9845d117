using System;
using System.Threading;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors.Threads;

/// <summary>Runs compiled workers on its thread.</summary>
internal sealed class ThreadExecutor : IExecutor, IAttemptRunner
{
    private readonly CompiledCall _call;
    private readonly AttemptLoopOptions _attempts;
    private readonly int _number;
    private readonly object?[] _only = new object?[1];
    private volatile AttemptLoop? _loop;

    public ThreadExecutor(CompiledCall call, AttemptLoopOptions attempts, int number)
    {
        _call = call;
        _attempts = attempts;
        _number = number;
    }

    public bool HasBegun => true;

    public TimeSpan StopGrace => TimeSpan.Zero;

    public void Run(SlidingWindow window)
    {
        AttemptLoop loop = _loop = new AttemptLoop(window, _number, _attempts);
        window.ExecutorIsOpen();
        window.ExecutorIsReady();
        while (loop.TryClaim(out Attempt attempt)) loop.Run(attempt, this);
    }

    public AttemptResult Run(in Attempt attempt, CancellationToken stop)
    {
        try
        {
            object? result = _call.Invoke(attempt.Input, _only, stop);
            return AttemptResult.Completed(CompiledWorker.Several(result) is { } several ? ItemRecords.Of(several) : ItemRecords.One(result));
        }
        catch (Exception exception)
        {
            return AttemptResult.Failed(default, ItemFailure.RecordOfMethod(exception, _call.Method, _call.ArgumentCount));
        }
    }

    public void BeginCancel(in Attempt attempt) => _loop?.BeginCancel(attempt);

    public bool TryLetGo(in Attempt attempt) => false;

    // Nothing can end foreign code but itself; the thread takes no further item, and is abandoned if it hangs.
    public void BeginStop()
    {
    }

    public void Abandon() => _loop?.Close();
}
