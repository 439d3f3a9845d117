using System;
using System.Linq;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors.Tasks;

/// <summary>Asynchronous calls of compiled workers: few threads start them, and none waits for them.</summary>
internal sealed class TaskBackend : ExecutorBackend
{
    private readonly MapContext _map;
    private readonly CompiledCall _call;
    private readonly QuietSemaphore _slots = new();

    /// <param name="map">The map.</param>
    /// <param name="call">The call of its worker.</param>
    internal TaskBackend(MapContext map, CompiledCall call)
    {
        _map = map;
        _call = call;
        _slots.Release(map.Options.ThrottleLimit);
    }

    /// <summary>Takes compiled workers whose every overload returns something to wait for; null for others.</summary>
    /// <exception cref="MapException">The worker can't be called in the caller's session, or not with these arguments.</exception>
    public static ExecutorBackend? TryCreate(MapContext map)
    {
        if (map.Options.Worker.Target is not CompiledWorker worker) return null;
        return worker.ResultTypes.DefaultIfEmpty(typeof(void)).All(AwaitableResult.IsAwaitable) ? new TaskBackend(map, CompiledCall.Create(map)) : null;
    }

    // What a call does before it first waits takes a thread: as many as there are processors, and one is never all.
    public override int ExecutorsFor(int throttleLimit) => Math.Min(throttleLimit, Math.Max(2, Environment.ProcessorCount));

    public override IExecutor CreateExecutor(int number) => new TaskExecutor(_map, _call, _slots, number);
}
