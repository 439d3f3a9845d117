using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Streams;

/// <summary>
/// Brings to the pipeline thread what belongs to no item: progress and the streams of initialization scripts at once,
/// what finalization scripts wrote for the end, and the failure of an executor.
/// </summary>
internal sealed class OutOfBandChannel
{
    // Where the pipeline thread is elsewhere for hours, progress is thinned: memory must not grow with it.
    private const int MostUnread = 10_000;

    private readonly object _gate = new();
    private readonly Queue<StreamRecord> _records = new();
    private readonly Dictionary<int, StreamRecord> _latestProgress = new();
    private readonly SortedDictionary<int, IReadOnlyList<object?>> _final = new();
    private volatile bool _hasAny;
    private volatile Exception? _failure;

    /// <summary>Wakes the pipeline thread.</summary>
    public Action Notify { get; set; } = static () => { };

    /// <summary>The first failure that ends the whole map, or null.</summary>
    public Exception? Failure => _failure;

    /// <summary>Posts a record that is written as soon as can be.</summary>
    public void Post(StreamRecord record)
    {
        lock (_gate)
        {
            if (_records.Count < MostUnread || record.Payload is not ProgressRecord progress) _records.Enqueue(record);
            else _latestProgress[progress.ActivityId] = record;
            _hasAny = true;
        }

        Notify();
    }

    /// <summary>Posts what an executor's finalization script wrote, output and records: it is written after all outcomes.</summary>
    public void PostFinal(int executor, IReadOnlyList<object?> records)
    {
        if (records.Count == 0) return;
        lock (_gate) _final[executor] = _final.TryGetValue(executor, out IReadOnlyList<object?>? earlier) ? earlier.Concat(records).ToArray() : records;
    }

    /// <summary>Ends the map with an error; the first one counts.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate) _failure ??= failure;
        Notify();
    }

    /// <summary>Takes all that has come; empty at next to no cost when nothing has.</summary>
    public IReadOnlyList<StreamRecord> TakeAll()
    {
        if (!_hasAny) return Array.Empty<StreamRecord>();
        lock (_gate)
        {
            StreamRecord[] all = _records.Concat(_latestProgress.Values).ToArray();
            _records.Clear();
            _latestProgress.Clear();
            _hasAny = false;
            return all;
        }
    }

    /// <summary>Takes what the finalization scripts wrote, by executor.</summary>
    public IReadOnlyList<object?> TakeFinal()
    {
        lock (_gate)
        {
            object?[] all = _final.Values.SelectMany(r => r).ToArray();
            _final.Clear();
            return all;
        }
    }
}
