namespace ParallelCmdlets.Scheduling;

/// <summary>One try of an item: the right to say how it ended, as long as nobody else has.</summary>
/// <remarks>Index, input and number are the attempt's own only while it runs: they are read when it begins.</remarks>
internal readonly struct Attempt
{
    private readonly WorkItem _item;

    public Attempt(WorkItem item, int ticket)
    {
        _item = item;
        Ticket = ticket;
    }

    public WorkItem Item => _item;

    /// <summary>Tells this attempt from all others of the same object.</summary>
    public int Ticket { get; }

    public long Index => _item.Index;

    public object? Input => _item.Input;

    /// <summary>Which try of the item it is, from 1.</summary>
    public int Number => _item.Attempts;

    /// <summary>Whether nobody has said yet how it ended.</summary>
    public bool IsRunning => _item.IsRunning(Ticket);

    /// <summary>Whether its time is over: it is to end.</summary>
    public bool IsExpired => _item.IsExpired(Ticket);

    public bool Is(in Attempt other) => _item == other._item && Ticket == other.Ticket;
}
