using System.Management.Automation;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;
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
        MapOptions options = map.Options;
        var binder = new ItemBinder(options.Worker, options.InputKind, options.TupleLength);
        _call = new CompiledCall(options.Worker, binder, options.InputKind, options.TupleLength);
        _attempts = map.Attempts(givesTokens: _call.TakesToken);
    }

    /// <summary>Takes compiled workers; null for others.</summary>
    /// <exception cref="MapException">The session's language does not have .NET methods, or the worker's class is bound to its runspace.</exception>
    public static ExecutorBackend? TryCreate(MapContext map)
    {
        if (map.Options.Worker.Target is not CompiledWorker worker) return null;
        var trust = new CallerTrust(map.Caller, map.Options.CallingMode, EngineTrust.IsTold);
        if (trust.WasConstrained || trust.LanguageMode != PSLanguageMode.FullLanguage) throw Errors.CompiledInConstrainedLanguage(worker.Description);
        if (worker.Owner is { } owner && RunspaceAffinity.FindBound(owner) is { } bound) throw Errors.RunspaceBoundClass(bound.Name, "The worker");
        return new ThreadBackend(map);
    }

    public override IExecutor CreateExecutor(int number) => new ThreadExecutor(_call, _attempts, number);
}
