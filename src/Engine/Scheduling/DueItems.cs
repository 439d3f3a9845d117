using System;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>A timetable, and the wait for what is due by it.</summary>
internal sealed class DueItems
{
    private readonly Bell _bell = new();

    public DueItems(Timetable timetable) => Timetable = timetable;

    public Timetable Timetable { get; }

    /// <summary>Lets an item come back later.</summary>
    public void Delay(WorkItem item, long due)
    {
        Timetable.Delay(item, due);
        _bell.Ring();
    }

    /// <summary>Waits until something can be due, or until it is woken.</summary>
    /// <param name="now">The time by the window's clock.</param>
    /// <param name="isOver">Whether nothing is to be waited for any more.</param>
    public void Wait(long now, Func<bool> isOver) => _bell.Wait(0, () =>
    {
        if (isOver()) return 0;
        if (Timetable.NextDue(now) is not { } due) return Timeout.Infinite;
        long milliseconds = (due - now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        return (int)Math.Min(Math.Max(0, milliseconds), int.MaxValue);
    });

    public void Wake() => _bell.Ring();
}
