using System;
using System.Collections.Generic;
using System.Management.Automation;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Executors;

/// <summary>Collects what the running item of one executor writes, on all streams and in order; one list and one pipe serve all its items.</summary>
internal sealed class ItemOutput
{
    private const int KeptCapacity = 4096;

    public ItemOutput() => Pipe = ScriptBlockInvoker.CreatePipe(Records);

    /// <summary>What was written so far, output as it is, other records as <see cref="StreamRecord"/>.</summary>
    public List<object?> Records { get; } = new();

    /// <summary>The engine's pipe into the records; null where it gives none.</summary>
    public object? Pipe { get; }

    /// <summary>Ends the item by an error: a failed item has no output; what it wrote to other streams stays.</summary>
    public void Fail(ErrorRecord failure)
    {
        Records.RemoveAll(static r => r is not StreamRecord);
        Records.Add(new StreamRecord(RecordStream.Error, failure));
    }

    /// <summary>Lets go of what an item wrote whose outcome counts no more; from any thread, also while it still writes.</summary>
    public void Free()
    {
        Records.Clear();
        Records.Capacity = 0;
    }

    /// <summary>Takes all that was written.</summary>
    public ItemRecords TakeAll()
    {
        if (Records.Count == 0) return default;
        ItemRecords all = Records.Count == 1 ? ItemRecords.One(Records[0]) : ItemRecords.Of(Records.ToArray());
        Records.Clear();
        if (Records.Capacity > KeptCapacity) Records.Capacity = 0;
        return all;
    }
}
