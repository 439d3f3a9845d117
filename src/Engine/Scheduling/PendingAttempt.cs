using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>An attempt that goes on without its executor's thread, once that has started it.</summary>
internal sealed class PendingAttempt
{
    public PendingAttempt(in Attempt attempt, Lane lane, CancellationTokenSource stop)
    {
        Attempt = attempt;
        Lane = lane;
        Stop = stop;
    }

    public Attempt Attempt { get; }

    public Lane Lane { get; }

    /// <summary>Cancelled when the attempt is to end; its own, and no other's after it.</summary>
    public CancellationTokenSource Stop { get; }

    /// <summary>Gets or sets whether the executor's thread has done its part.</summary>
    public bool IsStarted { get; set; }
}
