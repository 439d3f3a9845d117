using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace ParallelCmdlets.Streams;

/// <summary>
/// Brings to the pipeline thread what does not wait for an item's turn: progress, the streams of
/// initialization and finalization scripts, and the failure of an executor.
/// </summary>
internal sealed class OutOfBandChannel
{
    private readonly object _gate = new();
    private readonly Queue<StreamRecord> _records = new();
    private readonly Dictionary<(int Executor, int Activity), ProgressRecord> _progress = new();
    private readonly Dictionary<(int Executor, int Activity), int> _activityIds = new();
    private volatile bool _hasAny;
    private Exception? _failure;
    private static int s_lastActivityId = 1_000_000;

    /// <summary>Wakes the pipeline thread.</summary>
    public Action Notify { get; set; } = static () => { };

    /// <summary>The first failure that ends the whole map, or null.</summary>
    public Exception? Failure => _failure;

    public void Post(int executor, StreamRecord record)
    {
        lock (_gate)
        {
            _records.Enqueue(record);
            _hasAny = true;
        }

        Notify();
    }

    /// <summary>Posts progress under an activity id that no other executor uses; an unread older state is replaced.</summary>
    public void Post(int executor, ProgressRecord record)
    {
        lock (_gate)
        {
            var moved = new ProgressRecord(ActivityId(executor, record.ActivityId), record.Activity, record.StatusDescription)
            {
                CurrentOperation = record.CurrentOperation,
                PercentComplete = record.PercentComplete,
                RecordType = record.RecordType,
                SecondsRemaining = record.SecondsRemaining,
                ParentActivityId = record.ParentActivityId < 0 ? -1 : ActivityId(executor, record.ParentActivityId),
            };
            _progress[(executor, record.ActivityId)] = moved;
            _hasAny = true;
        }

        Notify();
    }

    /// <summary>Ends the map with an error; the first one counts.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate) _failure ??= failure;
        Notify();
    }

    /// <summary>Takes all that has come; empty at next to no cost when nothing has.</summary>
    public IReadOnlyList<object> TakeAll()
    {
        if (!_hasAny) return Array.Empty<object>();
        lock (_gate)
        {
            var all = new List<object>(_records);
            all.AddRange(_progress.Values);
            _records.Clear();
            _progress.Clear();
            _hasAny = false;
            return all;
        }
    }

    private int ActivityId(int executor, int activity)
    {
        if (!_activityIds.TryGetValue((executor, activity), out int id))
        {
            id = System.Threading.Interlocked.Increment(ref s_lastActivityId);
            _activityIds.Add((executor, activity), id);
        }

        return id;
    }
}
