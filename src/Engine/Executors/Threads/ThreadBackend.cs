using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors.Threads;

/// <summary>Plain threads, which run compiled workers.</summary>
internal sealed class ThreadBackend : ExecutorBackend
{
    private readonly CompiledCall _call;
    private readonly AttemptLoopOptions _attempts;

    private ThreadBackend(MapContext map)
    {
        _call = CompiledCall.Create(map);
        _attempts = map.Attempts(givesTokens: _call.TakesToken);
    }

    /// <summary>Takes compiled workers; null for others.</summary>
    /// <exception cref="MapException">The worker can't be called in the caller's session, or not with these arguments.</exception>
    public static ExecutorBackend? TryCreate(MapContext map) => map.Options.Worker.Target is CompiledWorker ? new ThreadBackend(map) : null;

    public override IExecutor CreateExecutor(int number) => new ThreadExecutor(_call, _attempts, number);
}
