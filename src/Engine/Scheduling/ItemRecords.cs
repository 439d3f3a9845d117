using System.Collections;
using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>What an item wrote on all streams, in the order of writing. One record, the most common case, needs no array.</summary>
internal readonly struct ItemRecords : IReadOnlyList<object?>
{
    private static readonly object?[] JustOne = new object?[1];
    private static readonly object AllData = new();

    private readonly object? _one;
    private readonly object?[]? _all;

    private ItemRecords(object? one, object?[] all)
    {
        _one = one;
        _all = all;
    }

    /// <summary>The records, where whoever handed them over knows that all are data, which is passed on without a look at each; else null.</summary>
    public object?[]? Data => _one == AllData ? _all : null;

    public int Count => _all?.Length ?? 0;

    public object? this[int index] => _all == JustOne ? _one : _all![index];

    public static ItemRecords One(object? record) => new(record, JustOne);

    public static ItemRecords Of(params object?[] records) => new(null, records);

    /// <summary>Records that are all data.</summary>
    public static ItemRecords OfData(object?[] data) => new(AllData, data);

    public IEnumerator<object?> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
