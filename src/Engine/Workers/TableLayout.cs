using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace ParallelCmdlets.Workers;

/// <summary>Which key is whose parameter's, in tables that have the same keys in the same order, as those have that one piece of code makes.</summary>
internal sealed class TableLayout
{
    private readonly string[] _keys;
    private readonly int[] _parameters;

    private TableLayout(string[] keys, int[] parameters)
    {
        _keys = keys;
        _parameters = parameters;
    }

    /// <summary>Reads the layout of a table; null where its keys are not all text, or several parameters take one.</summary>
    public static TableLayout? Of(IDictionary table, WorkerParameter[] parameters)
    {
        var keys = new List<string>(table.Count);
        foreach (object key in table.Keys)
        {
            if (key is not string text) return null;
            keys.Add(text);
        }

        var owners = new int[keys.Count];
        for (int i = 0; i < owners.Length; i++) owners[i] = -1;
        for (int i = 0; i < parameters.Length; i++)
        {
            int place = FindKey(keys, parameters[i]);
            if (place < 0) continue;
            if (owners[place] >= 0) return null;
            owners[place] = i;
        }

        return new TableLayout(keys.ToArray(), owners);
    }

    /// <summary>Reads the values of the parameters; false where the table is laid out otherwise.</summary>
    public bool TryRead(IDictionary table, object?[] values)
    {
        if (table.Count != _keys.Length) return false;
        IDictionaryEnumerator entries = table.GetEnumerator();
        for (int i = 0; i < _keys.Length; i++)
        {
            if (!entries.MoveNext() || entries.Key is not string key || !string.Equals(key, _keys[i], StringComparison.Ordinal)) return false;
            if (_parameters[i] >= 0) values[_parameters[i]] = entries.Value;
        }

        return true;
    }

    private static int FindKey(List<string> keys, WorkerParameter parameter) =>
        parameter.Names.Select(n => keys.FindIndex(k => string.Equals(k, n, StringComparison.OrdinalIgnoreCase))).Where(i => i >= 0).Append(-1).First();
}
