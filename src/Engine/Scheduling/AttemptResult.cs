using System.Linq;

namespace ParallelCmdlets.Scheduling;

/// <summary>How an attempt ended: what it wrote, and its failure if it has one.</summary>
internal readonly struct AttemptResult
{
    private AttemptResult(ItemState state, ItemRecords records, object? failure)
    {
        State = state;
        Records = records;
        Failure = failure;
    }

    public ItemState State { get; }

    /// <summary>What was written on all streams.</summary>
    public ItemRecords Records { get; }

    /// <summary>What ended it; null where it ran to its end.</summary>
    public object? Failure { get; }

    public static AttemptResult Completed(ItemRecords records) => new(ItemState.Completed, records, null);

    public static AttemptResult Failed(ItemRecords records, object failure) => new(ItemState.Failed, records, failure);

    public static AttemptResult TimedOut(ItemRecords records, object failure) => new(ItemState.TimedOut, records, failure);

    /// <summary>The records with the failure as the last.</summary>
    public ItemRecords AllRecords() => Failure == null ? Records : ItemRecords.Of(Records.Append(Failure).ToArray());
}
