namespace ParallelCmdlets;

/// <summary>How far an item of a map has come.</summary>
public enum ItemState
{
    /// <summary>Accepted, and not yet claimed by an executor.</summary>
    Waiting,

    /// <summary>Claimed by an executor.</summary>
    Running,

    /// <summary>Ran to its end; it may have written non-terminating errors.</summary>
    Completed,

    /// <summary>Ended by a terminating error; it has no output.</summary>
    Failed,

    /// <summary>Ended by its time limit; it has no output.</summary>
    TimedOut,

    /// <summary>Ended by a stop of the whole map; it is never written.</summary>
    Stopped,
}
