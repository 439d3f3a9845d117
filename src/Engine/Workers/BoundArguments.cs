using System;
using System.Collections;

namespace ParallelCmdlets.Workers;

/// <summary>The arguments of one call: those by position, and others by name or as the values of parameters.</summary>
internal readonly struct BoundArguments
{
    private readonly Hashtable? _named;
    private readonly WorkerParameter[]? _parameters;
    private readonly object?[]? _values;

    public BoundArguments(object?[] positional, Hashtable? named)
    {
        Positional = positional;
        _named = named;
        _parameters = null;
        _values = null;
    }

    /// <param name="positional">The arguments by position.</param>
    /// <param name="constants">The constants by name, or null.</param>
    /// <param name="parameters">The parameters that have a value or <see cref="SplatReader.Missing"/>.</param>
    /// <param name="values">Their values.</param>
    public BoundArguments(object?[] positional, Hashtable? constants, WorkerParameter[] parameters, object?[] values)
    {
        Positional = positional;
        _named = constants;
        _parameters = parameters;
        _values = values;
    }

    public object?[] Positional { get; }

    /// <summary>The arguments by name, or null where there are none: a table of its own where they come of an item.</summary>
    public Hashtable? Named
    {
        get
        {
            if (_values == null) return _named;
            Hashtable all = _named == null ? new Hashtable(StringComparer.OrdinalIgnoreCase) : (Hashtable)_named.Clone();
            for (int i = 0; i < _values.Length; i++)
            {
                if (_values[i] != SplatReader.Missing) all[_parameters![i].Name] = _values[i];
            }

            return all.Count == 0 ? null : all;
        }
    }

    /// <summary>The values of the parameters in their order, where that says all: nothing else is bound, and none is missing before one that is there; else null.</summary>
    public object?[]? InOrder
    {
        get
        {
            if (_values == null || _named != null || Positional.Length > 0) return null;
            int count = 0;
            while (count < _values.Length && _values[count] != SplatReader.Missing) count++;
            if (count == _values.Length) return _values;
            for (int i = count; i < _values.Length; i++)
            {
                if (_values[i] != SplatReader.Missing) return null;
            }

            object?[] first = new object?[count];
            Array.Copy(_values, first, count);
            return first;
        }
    }
}
