using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Sinks;

/// <summary>
/// Shows how far a map is: <c>37 of 120, 2 failed, 8.4/s</c>, the time that is left, and the item that has run longest.
/// The pump lets it look whenever it comes by; it writes four times a second at most, and first after a second.
/// </summary>
internal sealed class ProgressBar
{
    /// <summary>The time between two records.</summary>
    public const int Milliseconds = 250;

    // Far from the numbers that people give their own bars.
    private static int s_lastId = 1_000_000;

    private readonly Clock _clock;
    private readonly Func<MapStatus> _status;
    private readonly Action<ProgressRecord> _write;
    private readonly Action<ProgressRecord> _complete;
    private readonly int _parent;
    private long _due = TimeSpan.TicksPerSecond;
    private bool _isShown;

    /// <param name="clock">A clock that started with the map.</param>
    /// <param name="status">Tells how far the map is.</param>
    /// <param name="write">Writes a record.</param>
    /// <param name="complete">Writes the last record, at a time when the map may be over by a stop.</param>
    /// <param name="parent">The activity that the bar is below; -1 for none.</param>
    public ProgressBar(Clock clock, Func<MapStatus> status, Action<ProgressRecord> write, Action<ProgressRecord> complete, int parent)
    {
        _clock = clock;
        _status = status;
        _write = write;
        _complete = complete;
        _parent = parent;
    }

    /// <summary>The number of the bar's activity: no other map has it.</summary>
    public int Id { get; } = Interlocked.Increment(ref s_lastId);

    /// <summary>Writes a record if it is time for one.</summary>
    public void Look()
    {
        long now = _clock.Now;
        if (now < _due) return;
        _due = now + (Milliseconds * TimeSpan.TicksPerMillisecond);
        _write(Record(_status(), now));
        _isShown = true;
    }

    /// <summary>Completes the bar if it is shown; after that nothing is written.</summary>
    public void End()
    {
        _due = long.MaxValue;
        if (!_isShown) return;
        _isShown = false;
        _complete(new ProgressRecord(Id, "Invoke-ParallelMap", "Completed") { ParentActivityId = _parent, RecordType = ProgressRecordType.Completed });
    }

    private ProgressRecord Record(in MapStatus status, long now)
    {
        double rate = status.Finished / TimeSpan.FromTicks(now).TotalSeconds;
        var record = new ProgressRecord(Id, "Invoke-ParallelMap", Text(status, rate)) { ParentActivityId = _parent };
        if (status.Longest is { } longest) record.CurrentOperation = Text($"Item {ItemText.Of(longest.Index, longest.Input)} has run for {longest.Running.TotalSeconds:0.0} s");
        if (status.Total is not { } total) return record;
        record.PercentComplete = total == 0 ? 100 : (int)(status.Finished * 100 / total);
        if (rate > 0) record.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Ceiling((total - status.Finished) / rate));
        return record;
    }

    private static string Text(in MapStatus status, double rate)
    {
        string text = status.Total is { } total ? Text($"{status.Finished} of {total}") : Text($"{status.Finished} done");
        if (status.Failed > 0) text += Text($", {status.Failed} failed");
        if (rate > 0) text += rate >= 100 ? Text($", {rate:0}/s") : rate >= 0.1 ? Text($", {rate:0.0}/s") : Text($", {rate * 60:0.0}/min");
        return text;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.CurrentCulture);
}
