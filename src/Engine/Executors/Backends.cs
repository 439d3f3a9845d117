using System;
using ParallelCmdlets.Executors.Runspaces;
using ParallelCmdlets.Executors.Tasks;
using ParallelCmdlets.Executors.Threads;

namespace ParallelCmdlets.Executors;

/// <summary>The kinds of executors that there are.</summary>
internal static class Backends
{
    // The first that takes the map's worker runs it.
    private static readonly Func<MapContext, ExecutorBackend?>[] Kinds =
    {
        TaskBackend.TryCreate,
        ThreadBackend.TryCreate,
        RunspaceBackend.TryCreate,
    };

    /// <exception cref="MapException">The worker can't be bound, or the caller's session can't give what it needs.</exception>
    public static ExecutorBackend Create(MapContext map)
    {
        foreach (Func<MapContext, ExecutorBackend?> kind in Kinds)
        {
            if (kind(map) is { } backend) return backend;
        }

        throw Errors.UnsupportedWorker(map.Options.Worker.Target.Definition);
    }
}
