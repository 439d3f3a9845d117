using System;
using System.Collections.Generic;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>Collects what the code that runs in one executor writes, on all streams and in order; one list and one pipe serve all its items.</summary>
internal sealed class ItemOutput
{
    private const int KeptCapacity = 4096;

    public ItemOutput(StreamRecorder recorder) => Pipe = ScriptBlockInvoker.CreatePipe(Records, recorder.Remember);

    /// <summary>What was written so far, output as it is, other records as <see cref="StreamRecord"/>.</summary>
    public List<object?> Records { get; } = new();

    /// <summary>The engine's pipe into the records; null where it gives none.</summary>
    public object? Pipe { get; }

    /// <summary>Lets go of what an attempt wrote whose outcome counts no more; from any thread, also while it still writes.</summary>
    public void Free()
    {
        Records.Clear();
        Records.Capacity = 0;
    }

    /// <summary>Takes all that was written.</summary>
    public ItemRecords TakeAll()
    {
        if (Records.Count == 0) return default;
        ItemRecords all = Records.Count == 1 ? ItemRecords.One(Records[0]) : Several(Records.ToArray());
        Records.Clear();
        if (Records.Capacity > KeptCapacity) Records.Capacity = 0;
        return all;
    }

    /// <summary>Takes what an item wrote to other streams that fails: it has no output, and its failure is written once.</summary>
    public ItemRecords TakeAllBut(Exception failure)
    {
        Records.RemoveAll(r => r is not StreamRecord stream || (stream.IsSilent && stream.IsOf(failure)));
        return TakeAll();
    }

    // Looked at here: there are several executors and one pipeline thread, and the records are still in this processor's cache.
    private static ItemRecords Several(object?[] records) => Array.TrueForAll(records, ResultCode.IsData) ? ItemRecords.OfData(records) : ItemRecords.Of(records);
}
