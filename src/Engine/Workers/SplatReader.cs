using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Workers;

/// <summary>
/// Finds the values of parameters in tables and objects. Items are mostly laid out as others before them: where those had
/// a value is looked first.
/// </summary>
internal sealed class SplatReader
{
    /// <summary>Stands for the value of a parameter that an item does not have.</summary>
    public static readonly object Missing = new();

    private const int LayoutsKept = 4;

    private readonly WorkerParameter[] _parameters;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly int[] _places;
    private TableLayout[] _layouts = Array.Empty<TableLayout>();

    public SplatReader(WorkerParameter[] parameters)
    {
        _parameters = parameters;
        _places = new int[parameters.Length];
        foreach (string name in parameters.SelectMany(p => p.Names)) _names.Add(name);
    }

    /// <summary>Whether a key belongs to none of the parameters.</summary>
    public bool IsOther(string? key) => key == null || !_names.Contains(key);

    /// <summary>Reads the values of all parameters.</summary>
    /// <param name="item">The item.</param>
    /// <param name="bare">The item without its wrapper.</param>
    /// <exception cref="MapException">A mandatory one is not there.</exception>
    public object?[] Read(object? item, object? bare)
    {
        var values = new object?[_parameters.Length];
        if (bare is not IDictionary && TryReadNotes(item, values)) return values;
        bool isRead = bare is Hashtable or OrderedDictionary && TryReadLaidOut((IDictionary)bare, values);
        for (int i = 0; i < values.Length; i++)
        {
            if (!isRead) values[i] = Find(item, bare, i);
            if (values[i] == Missing && _parameters[i].IsMandatory) throw Errors.SplatMissingMandatory(_parameters[i].Name, item);
        }

        return values;
    }

    // A note hides what the object's type has by the same name. The engine locks the notes, too.
    private bool TryReadNotes(object? item, object?[] values)
    {
        if (item is not PSObject whole || InstanceMembers.TableOf(whole) is not { } members) return false;
        lock (members)
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (_places[i] >= members.Count || members[_places[i]] is not PSNoteProperty note || note.GetType() != typeof(PSNoteProperty)) return false;
                if (!string.Equals(note.Name, _parameters[i].Name, StringComparison.OrdinalIgnoreCase)) return false;
                values[i] = note.Value;
            }
        }

        return true;
    }

    private bool TryReadLaidOut(IDictionary table, object?[] values)
    {
        TableLayout[] known = _layouts;
        foreach (TableLayout layout in known)
        {
            if (TryRead(layout, table, values)) return true;
        }

        if (TableLayout.Of(table, _parameters) is not { } another) return false;
        _layouts = known.Take(LayoutsKept - 1).Prepend(another).ToArray();
        return TryRead(another, table, values);
    }

    private static bool TryRead(TableLayout layout, IDictionary table, object?[] values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = Missing;
        return layout.TryRead(table, values);
    }

    private object? Find(object? item, object? bare, int parameter)
    {
        foreach (string name in _parameters[parameter].Names)
        {
            if (bare is IDictionary table)
            {
                object? key = table.Keys.Cast<object>().FirstOrDefault(k => string.Equals(k.ToString(), name, StringComparison.OrdinalIgnoreCase));
                if (key != null) return table[key];
            }
            else if (item != null && PSObject.AsPSObject(item) is { } whole && whole.Properties[name] is { } property)
            {
                if (property is PSNoteProperty) Note(whole, property, parameter);
                return property.Value;
            }
        }

        return Missing;
    }

    // Remembers where a property is that was added to the object.
    private void Note(PSObject whole, PSPropertyInfo property, int parameter)
    {
        if (InstanceMembers.TableOf(whole) is not { } members) return;
        lock (members)
        {
            for (int i = 0; i < members.Count; i++)
            {
                if (members[i] == property) _places[parameter] = i;
            }
        }
    }
}
