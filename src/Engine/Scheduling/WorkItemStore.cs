using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>Items whose outcome was taken, to be used again: fewer objects mean fewer collections. It belongs to the thread that posts and takes.</summary>
internal sealed class WorkItemStore
{
    private const int MostSpare = 4096;

    private readonly Stack<WorkItem> _spare = new();

    public WorkItem Get(long index, object? input)
    {
        if (_spare.Count == 0) return new WorkItem(index, input);
        WorkItem item = _spare.Pop();
        item.Reuse(index, input);
        return item;
    }

    public void Return(WorkItem item)
    {
        if (_spare.Count < MostSpare) _spare.Push(item);
    }
}
