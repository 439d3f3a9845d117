using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets;

/// <summary>How far a map is.</summary>
internal readonly struct MapStatus
{
    public MapStatus(long finished, long failed, long? total, RunningItem? longest)
    {
        Finished = finished;
        Failed = failed;
        Total = total;
        Longest = longest;
    }

    /// <summary>The items that have finished, written or not.</summary>
    public long Finished { get; }

    public long Failed { get; }

    /// <summary>How many items there will be; null while that is not known.</summary>
    public long? Total { get; }

    /// <summary>The item that has run longest.</summary>
    public RunningItem? Longest { get; }
}
