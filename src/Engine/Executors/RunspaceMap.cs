using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Language;
using System.Threading;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors;

/// <summary>What the runspace executors of one map have in common.</summary>
internal sealed class RunspaceMap
{
    public RunspaceMap(PartialWorker worker, InputKind inputKind, int tupleLength, SessionBlueprint blueprint, SideChannel sideChannel, PSHost callerHost, CancellationToken stopped)
    {
        Worker = worker;
        InputKind = inputKind;
        TupleLength = tupleLength;
        Blueprint = blueprint;
        SideChannel = sideChannel;
        CallerHost = callerHost;
        Stopped = stopped;
    }

    public PartialWorker Worker { get; }

    public InputKind InputKind { get; }

    public int TupleLength { get; }

    public SessionBlueprint Blueprint { get; }

    public SideChannel SideChannel { get; }

    public PSHost CallerHost { get; }

    public CancellationToken Stopped { get; }

    /// <summary>What executors are cut down to, where the caller's session is restricted.</summary>
    public SessionLimits? Limits { get; set; }

    /// <summary>Where the caller calls the map.</summary>
    public IScriptExtent? Position { get; set; }

    public ScriptBlock? Initialization { get; set; }

    public ScriptBlock? Finalization { get; set; }

    /// <summary>How long an attempt may run; null for no limit.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Whether each item has a session of its own.</summary>
    public bool IsIsolated { get; set; }

    /// <summary>One second where a stop runs code of the user's, else none.</summary>
    public TimeSpan StopGrace => Blueprint.CleansUp || Finalization != null ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
}
