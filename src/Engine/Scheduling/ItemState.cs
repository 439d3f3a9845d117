namespace ParallelCmdlets;

/// <summary>How an item of a map ended.</summary>
public enum ItemState
{
    /// <summary>Ran to its end; it may have written non-terminating errors.</summary>
    Completed,

    /// <summary>Ended by a terminating error; it has no output.</summary>
    Failed,

    /// <summary>Ended by its time limit; it has no output.</summary>
    TimedOut,
}
