using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Streams;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>Runspaces, which run script blocks and commands; what the executors of one map have in common.</summary>
internal sealed class RunspaceBackend : ExecutorBackend
{
    private RunspaceBackend(MapContext map)
    {
        Options = map.Options;
        OutOfBand = map.OutOfBand;
        CallerHost = map.CallerHost;
        // Each executor has a binder of its own; this one tells the caller what does not bind.
        _ = new ItemBinder(Options.Worker, Options.InputKind, Options.TupleLength);
        var trust = new CallerTrust(map.Caller, map.Options.CallingMode, EngineTrust.IsTold);
        if (trust.LanguageMode is PSLanguageMode.RestrictedLanguage or PSLanguageMode.NoLanguage) throw Errors.LanguageModeTooStrict(trust.LanguageMode);
        if (CallerDefaults.OfUser(map.Caller, trust) is { } key) throw Errors.UntrustedDefault(key);
        Session = Capture(map.Options, map.Caller, trust, out PartialWorker worker);
        Worker = worker;
        Limits = trust.IsLimited ? new SessionLimits(map.Caller, Session) : null;
        Attempts = map.Attempts(givesTokens: Session.UsesParallelItem);
        Items = new PassedItems(map.OutOfBand, new ItemNames(map.Caller, Session, Options.Capture && !trust.IsLimited, () => Begin(map.Options, map.Caller, trust)));
    }

    public MapOptions Options { get; }

    /// <summary>The worker with its constants as <see cref="PassedValue"/>.</summary>
    public PartialWorker Worker { get; }

    public PassedItems Items { get; }

    public CapturedSession Session { get; }

    /// <summary>What executors are cut down to, where the caller's session is restricted.</summary>
    public SessionLimits? Limits { get; }

    public OutOfBandChannel OutOfBand { get; }

    public PSHost CallerHost { get; }

    public AttemptLoopOptions Attempts { get; }

    /// <summary>One second where a stop runs code of the user's, else none.</summary>
    public override TimeSpan StopGrace => Session.CleansUp || Options.Finalization != null ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;

    public override IReadOnlyList<string> Captured => Session.Captured;

    public override IReadOnlyList<string> Warnings => Session.BoundInstances.Select(t => Errors.RunspaceBoundInstance(t.Name)).Concat(Session.Warnings).ToArray();

    /// <summary>Takes scripts and commands; null for other workers.</summary>
    /// <exception cref="MapException">The caller's session can't give what the worker needs.</exception>
    public static ExecutorBackend? TryCreate(MapContext map)
    {
        if (map.Options.Worker.Target is not (ScriptWorker or CommandWorker)) return null;
        return new RunspaceBackend(map);
    }

    public override IExecutor CreateExecutor(int number) => new RunspaceExecutor(this, number);

    public override void See(object? input) => Items.See(input);

    private static CapturedSession Capture(MapOptions options, SessionState caller, CallerTrust trust, out PartialWorker worker)
    {
        CallerCapture session = Begin(options, caller, trust);
        foreach (string module in options.Modules) session.AddModule(module);
        foreach (string function in options.Functions) session.AddFunction(function);
        foreach (string variable in options.Variables) session.AddVariable(variable);
        if (options.Worker.Target is ScriptWorker script) session.AddWorker(script.Block, new[] { options.Initialization, options.Finalization }.OfType<ScriptBlock>(), options.Position);
        else session.AddCommand(((CommandWorker)options.Worker.Target).Command);
        if (options.Initialization != null) session.AddInitialization(options.Initialization);
        if (options.Finalization != null) session.AddCode(options.Finalization, "The finalization script");
        worker = options.Worker.WithValues((value, name) => session.See(value, "The constant " + name));
        return session.Finish();
    }

    private static CallerCapture Begin(MapOptions options, SessionState caller, CallerTrust trust)
    {
        // A restricted session's maps have the settings of who calls them.
        SessionState home = options.Worker.Target is ScriptWorker { Block: var block } && !trust.IsLimited ? EngineState.SessionOf(block, caller) : caller;
        return new CallerCapture(caller, home, trust, options.Capture, new BuiltInCommands());
    }
}
