using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace ParallelCmdlets.Tests.Results;

/// <summary>Where the time of maps went whose times are the test's, in milliseconds.</summary>
public sealed class TimelineTests : IDisposable
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly ResultTimeline _timeline = new("Measure-ParallelResult");
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly string _file = Path.GetTempFileName();
    private long _next;

    public TimelineTests() => CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _culture;
        File.Delete(_file);
        File.Delete(_file + ".svg");
        File.Delete(_file + ".json");
    }

    [Fact]
    public void Wall_work_and_speed_up_are_told()
    {
        Item(executor: 1, start: 0, end: 60, written: 60);
        Item(executor: 2, start: 20, end: 80, written: 100);

        ParallelMeasure measure = _timeline.Measure();

        Assert.Equal((2, 100, 120, 1.2), (measure.Count, measure.Wall.TotalMilliseconds, measure.Work.TotalMilliseconds, measure.SpeedUp));
    }

    [Fact]
    public void Each_executor_has_its_busy_part()
    {
        Item(executor: 2, start: 0, end: 50, written: 50);
        Item(executor: 1, start: 0, end: 60, written: 60);
        Item(executor: 1, start: 70, end: 100, written: 100);

        Assert.Equal(new[] { (1, 2, 0.9), (2, 1, 0.5) }, _timeline.Measure().Executors.Select(e => (e.Executor, e.Count, e.Busy)));
    }

    [Fact]
    public void The_wait_for_the_head_of_the_line_and_that_for_the_pipeline_thread_are_told_apart()
    {
        Item(executor: 1, start: 0, end: 80, written: 80);
        Item(executor: 2, start: 0, end: 30, written: 90);
        Item(executor: 2, start: 30, end: 50, written: 100);

        ParallelMeasure measure = _timeline.Measure();

        Assert.Equal((50, 20), (measure.HeadOfLineWait.TotalMilliseconds, measure.WriteWait.TotalMilliseconds));
    }

    [Fact]
    public void An_unordered_map_waits_for_no_head()
    {
        Item(executor: 1, start: 0, end: 80, written: 80);
        Item(executor: 2, start: 0, end: 30, written: 40);

        ParallelMeasure measure = _timeline.Measure();

        Assert.Equal((0, 10), (measure.HeadOfLineWait.TotalMilliseconds, measure.WriteWait.TotalMilliseconds));
    }

    [Fact]
    public void The_five_items_that_ran_longest_are_told()
    {
        for (int i = 1; i <= 7; i++) Item(executor: i, start: 0, end: i, written: 10);

        Assert.Equal(new long[] { 6, 5, 4, 3, 2 }, _timeline.Measure().Longest.Select(r => ((ParallelResult)r).Index));
    }

    [Fact]
    public void Busy_executors_bound_a_map_by_its_work()
    {
        for (int i = 0; i < 20; i++) Item(executor: 1 + (i % 2), start: i / 2 * 10, end: (i / 2 * 10) + 10, written: (i / 2 * 10) + 10);

        Assert.StartsWith("Bound by its work: the executors were busy for 100% of the time.", _timeline.Measure().Bound, StringComparison.Ordinal);
    }

    [Fact]
    public void One_long_item_bounds_a_map()
    {
        Item(executor: 1, start: 0, end: 100, written: 100);
        for (int i = 0; i < 6; i++) Item(executor: 2, start: i, end: i + 1, written: 100);

        Assert.StartsWith("Bound by one long item: item 0 (input 0) ran for 100 ms of 100 ms.", _timeline.Measure().Bound, StringComparison.Ordinal);
    }

    [Fact]
    public void Executors_that_came_while_items_waited_bound_a_map_by_its_start()
    {
        for (int i = 0; i < 10; i++) Item(executor: 1, start: 10 * i, end: (10 * i) + 10, written: (10 * i) + 10);
        for (int i = 6; i < 10; i++) Item(executor: 2, start: 10 * i, end: (10 * i) + 10, written: 100);

        Assert.StartsWith("Bound by its start: the executors were busy for 70% of the time, and opened for 60 ms together", _timeline.Measure().Bound, StringComparison.Ordinal);
    }

    [Fact]
    public void Executors_that_came_late_because_no_item_waited_are_the_inputs_matter()
    {
        for (int i = 0; i < 10; i++) Item(executor: 1, start: 10 * i, end: (10 * i) + 2, written: (10 * i) + 10);
        Item(executor: 2, start: 98, end: 100, written: 100);

        Assert.StartsWith("Bound by its input: ", _timeline.Measure().Bound, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_items_bound_a_map()
    {
        for (int i = 0; i < 4; i++) Item(executor: i + 1, start: 0, end: 10, written: 10);
        Item(executor: 1, start: 10, end: 20, written: 20);

        Assert.StartsWith("Bound by too few items: 5 for 4 executors", _timeline.Measure().Bound, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pipeline_thread_bounds_a_map_whose_results_wait_for_it()
    {
        for (int i = 0; i < 20; i++) Item(executor: 1 + (i % 2), start: i, end: i + 1, written: 10 * (i + 1));

        Assert.StartsWith("Bound by the pipeline thread: 9 results waited", _timeline.Measure().Bound, StringComparison.Ordinal);
    }

    [Fact]
    public void The_input_bounds_a_map_whose_executors_had_nothing_to_do()
    {
        for (int i = 0; i < 20; i++) Item(executor: 1 + (i % 2), start: 10 * i, end: (10 * i) + 2, written: (10 * i) + 10);

        Assert.StartsWith("Bound by its input: the executors were busy for 10% of the time", _timeline.Measure().Bound, StringComparison.Ordinal);
    }

    [Fact]
    public void The_window_may_bound_a_map_whose_results_waited_for_a_head()
    {
        for (int round = 0; round < 4; round++)
        {
            int from = 100 * round;
            Item(executor: 1, start: from, end: from + 100, written: from + 100);
            for (int i = 0; i < 3; i++) Item(executor: 2 + i, start: from, end: from + 5, written: from + 100);
        }

        Assert.StartsWith("Bound by its input or its window: the executors were busy for 29% of the time, and for 380 ms", _timeline.Measure().Bound, StringComparison.Ordinal);
    }

    [Fact]
    public void Lanes_show_what_ran_when_and_what_failed()
    {
        Item(executor: 1, start: 0, end: 50, written: 50);
        Item(executor: 1, start: 50, end: 100, written: 100);
        Item(executor: 2, start: 50, end: 75, written: 100, ItemState.Failed);

        string[] lines = _timeline.Lines(width: 29).ToArray();

        Assert.Equal("3 items, 1 failed: 125 ms of work in 100 ms on 2 executors, 1.3 at a time.", lines[0]);
        Assert.Equal("1 |██████████▓▓▓▓▓▓▓▓▓▓| 100%", lines[1]);
        Assert.Equal("2 |          xxxxx     |  25%", lines[2]);
        Assert.Equal("   0             100 ms", lines[3]);
        Assert.StartsWith("Bound by", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_hardly_busy_is_light()
    {
        Item(executor: 1, start: 0, end: 30, written: 100);

        Assert.Equal("1 |██████              |  30%", _timeline.Lines(width: 29).ElementAt(1));

        Item(executor: 2, start: 0, end: 1, written: 100);

        Assert.Equal("2 |░                   |   1%", _timeline.Lines(width: 29).ElementAt(2));
    }

    [Fact]
    public void A_picture_has_a_box_with_a_tooltip_for_each_item()
    {
        Item(executor: 1, start: 0, end: 50, written: 60);
        Item(executor: 2, start: 50, end: 100, written: 100, ItemState.Failed, attempts: 2);

        XElement picture = Picture();

        Assert.Equal("Item 0 (input 0)\nCompleted in 50 ms, from 0.00 ms to 50 ms\nwritten 10 ms later", Assert.Single(Boxes(picture, "Completed")).Element(Svg + "title")!.Value);
        Assert.Equal("Item 1 (input 1)\nFailed in 50 ms, from 50 ms to 100 ms\nwritten 0.00 ms later\nattempt 2\nwent wrong", Assert.Single(Boxes(picture, "Failed")).Element(Svg + "title")!.Value);
        Assert.Equal(2, Boxes(picture, "written").Count());
        Assert.Contains(picture.Descendants(Svg + "text"), t => t.Value == "executor 2");
    }

    [Fact]
    public void Items_too_narrow_to_be_seen_share_a_box()
    {
        for (int i = 0; i < 10_000; i++) Item(executor: 1, start: i, end: i + 1, written: i + 1);

        XElement box = Assert.Single(Boxes(Picture(), "Completed"));

        Assert.Equal("10000 items, 0 to 9999, in 10.0 s", box.Element(Svg + "title")!.Value);
    }

    [Theory]
    [InlineData("<a & \"b\"> \\", "<a & \"b\"> \\")]
    [InlineData("a\u0001b\U0001f600c", "a?b\U0001f600c")]
    public void Any_text_can_be_in_a_picture_and_in_a_trace(string input, string told)
    {
        Item(executor: 1, start: 0, end: 1, written: 1, input: input);

        using JsonDocument trace = Trace();
        JsonElement written = Kind(trace.RootElement.GetProperty("traceEvents").EnumerateArray().ToArray(), "i").Single();

        Assert.StartsWith($"Item 0 ({told})\n", Assert.Single(Boxes(Picture(), "Completed")).Element(Svg + "title")!.Value, StringComparison.Ordinal);
        Assert.Equal($"item 0 ({input})", written.GetProperty("name").GetString());
    }

    [Fact]
    public void A_trace_has_the_events_of_each_item_by_executor_in_microseconds()
    {
        Item(executor: 1, start: 0, end: 50, written: 60);
        Item(executor: 2, start: 50, end: 100, written: 100, ItemState.Failed);

        using JsonDocument trace = Trace();
        JsonElement[] events = trace.RootElement.GetProperty("traceEvents").EnumerateArray().ToArray();

        Assert.Equal(new[] { (1, 0, 50_000, "item 0 (input 0)"), (2, 50_000, 50_000, "item 1 (input 1)") }, Kind(events, "X").Select(e => (Number(e, "tid"), Number(e, "ts"), Number(e, "dur"), e.GetProperty("name").GetString()!)));
        Assert.Equal(new[] { 60_000, 100_000 }, Kind(events, "i").Select(e => Number(e, "ts")));
        Assert.Equal(new[] { "Invoke-ParallelMap", "written", "executor 1", "executor 2" }, Kind(events, "M").Select(e => e.GetProperty("args").GetProperty("name").GetString()));
        Assert.Equal("went wrong", Kind(events, "X").Last().GetProperty("args").GetProperty("error").GetString());
    }

    [Fact]
    public void Copies_of_results_are_measured_like_results()
    {
        string xml = PSSerializer.Serialize(Result(1, 0, 50, 60, ItemState.Failed, 1, "a"));

        _timeline.Add(PSSerializer.Deserialize(xml));

        ParallelMeasure measure = _timeline.Measure();
        Assert.Equal((1, 60, 50), (measure.Failed, measure.Wall.TotalMilliseconds, measure.Work.TotalMilliseconds));
    }

    [Fact]
    public void What_is_no_result_is_refused() => Rejected.As("NotAResult", () => _timeline.Add("text"));

    [Fact]
    public void A_file_of_another_format_is_refused() => Rejected.As("UnknownTimelineFormat", () => ResultTimeline.Check("lanes.png"));

    [Fact]
    public void A_file_that_cannot_be_written_is_told()
    {
        Item(executor: 1, start: 0, end: 1, written: 1);

        Rejected.As("TimelineNotWritten", () => _timeline.Save(Path.Combine(_file, "below a file.svg")));
    }

    private static IEnumerable<JsonElement> Kind(JsonElement[] events, string kind) => events.Where(e => e.GetProperty("ph").GetString() == kind);

    private static int Number(JsonElement element, string name) => (int)element.GetProperty(name).GetDouble();

    private static IEnumerable<XElement> Boxes(XElement picture, string kind) => picture.Elements(Svg + "rect").Where(r => (string?)r.Attribute("class") == kind && r.HasElements);

    private void Item(int executor, int start, int end, int written, ItemState state = ItemState.Completed, int attempts = 1, string? input = null)
    {
        _timeline.Add(Result(executor, start, end, written, state, attempts, input ?? "input " + _next));
        _next++;
    }

    private ParallelResult Result(int executor, int start, int end, int written, ItemState state, int attempts, string input)
    {
        ErrorRecord[] errors = state == ItemState.Completed ? Array.Empty<ErrorRecord>() : new[] { new ErrorRecord(new InvalidTimeZoneException("went wrong"), "id", ErrorCategory.NotSpecified, null) };
        return new ParallelResult(_next, input, Array.Empty<object?>(), errors, state, attempts, DateTime.UnixEpoch.AddMilliseconds(start), TimeSpan.FromMilliseconds(end - start), executor, DateTime.UnixEpoch.AddMilliseconds(written));
    }

    private XElement Picture()
    {
        _timeline.Save(_file + ".svg");
        return XElement.Parse(File.ReadAllText(_file + ".svg"));
    }

    private JsonDocument Trace()
    {
        _timeline.Save(_file + ".json");
        return JsonDocument.Parse(File.ReadAllText(_file + ".json"));
    }
}
