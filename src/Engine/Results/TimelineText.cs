using System;
using System.Globalization;

namespace ParallelCmdlets.Results;

/// <summary>What a timeline says in words.</summary>
internal static class TimelineText
{
    // From here on the executors' own work is what takes the time.
    private const double WellBusy = 0.8;
    private const int ManyWaiting = 2;

    /// <summary>A time in the unit that suits it.</summary>
    public static string Time(long ticks)
    {
        double seconds = (double)ticks / TimeSpan.TicksPerSecond;
        return seconds >= 600 ? Text($"{seconds / 60:0.0} min") : seconds >= 10 ? Text($"{seconds:0.0} s") : seconds >= 1 ? Text($"{seconds:0.00} s") : seconds >= 0.01 ? Text($"{seconds * 1000:0} ms") : Text($"{seconds * 1000:0.00} ms");
    }

    /// <summary>How much ran in which time.</summary>
    public static string Summary(Timeline timeline) => Text(
        $"{Count(timeline.Items.Count, "item")}{(timeline.Failed > 0 ? Text($", {timeline.Failed} failed") : "")}: {Time(timeline.Work)} of work in {Time(timeline.Wall)} on {Count(timeline.Lanes.Count, "executor")}, {timeline.SpeedUp:0.0} at a time.");

    /// <summary>What the map could not be faster than: its work, one item, the pipeline thread, its start, the number of items, or the input.</summary>
    public static string Bound(Timeline timeline)
    {
        ItemSpan longest = timeline.Longest[0];
        double mean = (double)timeline.Work / timeline.Items.Count;
        string busy = timeline.Lanes.Count == 1 ? Text($"the executor was busy for {timeline.Busy:0%} of the time") : Text($"the executors were busy for {timeline.Busy:0%} of the time");
        if (timeline.Busy >= WellBusy)
            return Text($"Bound by its work: {busy}. More of them help where items wait rather than compute.");
        if (longest.Duration * 2 >= timeline.Wall && longest.Duration >= 2 * mean)
            return Text($"Bound by one long item: item {longest.Name} ran for {Time(longest.Duration)} of {Time(timeline.Wall)}. Divide it, or let it come first.");
        if (timeline.Backlog > ManyWaiting)
            return Text($"Bound by the pipeline thread: {timeline.Backlog:0} results waited for it on average. Let items give less or do more, or put less behind the map.");
        if (timeline.StartIdle * 2 >= timeline.Idle)
            return Text($"Bound by its start: {busy}, and opened for {Time(timeline.StartIdle)} together while items waited. A longer map, or one soon after another, hardly notices.");
        if (timeline.EndIdle * 2 >= timeline.Idle)
            return Text($"Bound by too few items: {timeline.Items.Count} for {Count(timeline.Lanes.Count, "executor")}, so that some had none at the end. Divide the work into more.");
        if (timeline.HeadWait * 2 >= timeline.Wall && timeline.Items.Count > timeline.Lanes.Count)
            return Text($"Bound by its input or its window: {busy}, and for {Time(timeline.HeadWait)} results waited for an item before them. Try a larger -WindowSize, or -Unordered.");
        return Text($"Bound by its input: {busy}, and had nothing to do otherwise. What comes before the map gives items too slowly.");
    }

    private static string Count(int count, string noun) => Text($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.CurrentCulture);
}
