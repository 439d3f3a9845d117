using System;
using System.Collections;

namespace ParallelCmdlets.Internals;

/// <summary>A list as the engine fills it for -ErrorVariable and its like: each object that is added is told of, and none is kept.</summary>
internal sealed class VariableList : IList
{
    private readonly Action<object> _added;

    public VariableList(Action<object> added) => _added = added;

    public bool IsFixedSize => false;

    public bool IsReadOnly => false;

    public int Count => 0;

    public bool IsSynchronized => false;

    public object SyncRoot => this;

    public object? this[int index]
    {
        get => throw new ArgumentOutOfRangeException(nameof(index));
        set => throw new ArgumentOutOfRangeException(nameof(index));
    }

    public int Add(object? value)
    {
        if (value != null) _added(value);
        return 0;
    }

    public void Clear()
    {
    }

    public bool Contains(object? value) => false;

    public void CopyTo(Array array, int index)
    {
    }

    public IEnumerator GetEnumerator() => Array.Empty<object>().GetEnumerator();

    public int IndexOf(object? value) => -1;

    public void Insert(int index, object? value) => Add(value);

    public void Remove(object? value)
    {
    }

    public void RemoveAt(int index)
    {
    }
}
