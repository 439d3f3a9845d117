using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Executors;

/// <summary>What a backend gets of the map that it is for.</summary>
internal sealed class MapContext
{
    public MapContext(MapOptions options, SessionState caller, PSHost callerHost, OutOfBandChannel outOfBand, CancellationToken stopped)
    {
        Options = options;
        Caller = caller;
        CallerHost = callerHost;
        OutOfBand = outOfBand;
        Stopped = stopped;
    }

    public MapOptions Options { get; }

    public SessionState Caller { get; }

    public PSHost CallerHost { get; }

    /// <summary>Where goes what does not wait for an item's turn.</summary>
    public OutOfBandChannel OutOfBand { get; }

    /// <summary>Cancelled when the map is stopped.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>How attempts run, given whether each is to have a token of its own.</summary>
    public AttemptLoopOptions Attempts(bool givesTokens) => new(givesTokens, Options.ItemTimeout.HasValue, Stopped);
}
