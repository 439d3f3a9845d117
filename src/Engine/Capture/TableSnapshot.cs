using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>What a table holds at one moment, whoever writes to it meanwhile: the workers of an outer map, or what runs before this one in the pipeline.</summary>
internal sealed class TableSnapshot
{
    private readonly Func<IDictionary> _empty;
    private readonly DictionaryEntry[] _entries;

    public TableSnapshot(IDictionary table)
    {
        _entries = EntriesOf(table);
        _empty = EmptyAs(table);
        Values = Array.ConvertAll(_entries, e => e.Value);
    }

    public object?[] Values { get; }

    /// <summary>The values that a table holds now.</summary>
    public static object?[] ValuesOf(IDictionary table) => Array.ConvertAll(EntriesOf(table), e => e.Value);

    /// <summary>Makes a table of the same kind with its values put through a function.</summary>
    public IDictionary Copy(Func<object?, object?> change)
    {
        IDictionary copy = _empty();
        foreach (DictionaryEntry entry in _entries) copy[entry.Key] = change(entry.Value);
        return copy;
    }

    private static DictionaryEntry[] EntriesOf(IDictionary table)
    {
        const int Tries = 20;
        for (int i = 1; ; i++)
        {
            try
            {
                if (!table.IsSynchronized) return Read(table);
                lock (table.SyncRoot) return Read(table);
            }
            catch (InvalidOperationException) when (i < Tries)
            {
                // One of .NET's own is copied without a look at changes.
                if (table is Hashtable hashtable) table = (Hashtable)hashtable.Clone();
            }
        }
    }

    // As a table: enumerated as a sequence, a generic dictionary gives pairs of its own.
    private static DictionaryEntry[] Read(IDictionary table)
    {
        var entries = new List<DictionaryEntry>(table.Count);
        foreach (DictionaryEntry entry in table) entries.Add(entry);
        return entries.ToArray();
    }

    // It compares keys as the table does.
    private static Func<IDictionary> EmptyAs(IDictionary table)
    {
        if (table is DefaultParameterDictionary) return () => new DefaultParameterDictionary();
        if (table is IOrderedDictionary ordered)
        {
            StringComparer? comparer = IgnoresCase(ordered) ? StringComparer.OrdinalIgnoreCase : null;
            return () => new OrderedDictionary(comparer);
        }

        var empty = (Hashtable)((Hashtable)table).Clone();
        empty.Clear();
        return () => (Hashtable)empty.Clone();
    }

    // The table does not tell its comparer; that it finds its keys in another case does, where it holds none in two.
    private static bool IgnoresCase(IOrderedDictionary table)
    {
        static string Swap(string key) => new(key.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)).ToArray());
        string[] keys = table.Keys.OfType<string>().ToArray();
        return keys.All(k => table.Contains(Swap(k))) && keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == keys.Length;
    }
}
