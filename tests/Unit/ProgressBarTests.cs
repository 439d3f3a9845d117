using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Sinks;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>What a progress bar says, and when. Its time is the test's.</summary>
public sealed class ProgressBarTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly List<ProgressRecord> _written = new();
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private MapStatus _status;

    public ProgressBarTests() => CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

    public void Dispose() => CultureInfo.CurrentCulture = _culture;

    [Theory]
    [InlineData(10, 37, 2, 120, "37 of 120, 2 failed, 3.7/s")]
    [InlineData(10, 37, 0, 120, "37 of 120, 3.7/s")]
    [InlineData(10, 37, 2, null, "37 done, 2 failed, 3.7/s")]
    [InlineData(10, 0, 0, 120, "0 of 120")]
    [InlineData(10, 0, 0, null, "0 done")]
    [InlineData(2, 2468, 0, null, "2468 done, 1234/s")]
    [InlineData(300, 6, 0, null, "6 done, 1.2/min")]
    public void It_tells_what_is_done_of_how_many_and_at_which_rate(int seconds, long finished, long failed, int? total, string text) =>
        Assert.Equal(text, After(seconds, finished, failed, total).StatusDescription);

    [Theory]
    [InlineData(10, 40, 120, 33, 20)]
    [InlineData(10, 3, 7, 42, 14)]
    [InlineData(10, 120, 120, 100, 0)]
    [InlineData(10, 0, 120, 0, -1)]
    [InlineData(10, 40, null, -1, -1)]
    [InlineData(10, 0, 0, 100, -1)]
    [InlineData(1_000_000, 1, int.MaxValue, 0, int.MaxValue)]
    public void It_tells_the_part_that_is_done_and_the_time_that_is_left(int seconds, long finished, int? total, int percent, int left)
    {
        ProgressRecord record = After(seconds, finished, 0, total);

        Assert.Equal((percent, left), (record.PercentComplete, record.SecondsRemaining));
    }

    [Fact]
    public void It_is_named_after_the_command() => Assert.Equal("Invoke-ParallelMap", After(1, 1, 0, 1).Activity);

    [Fact]
    public void It_names_the_item_that_has_run_longest()
    {
        _status = new MapStatus(0, 0, 3, new RunningItem(7, "server7", TimeSpan.FromSeconds(12.34)));
        ProgressBar bar = Bar();
        _clock.Advance(TimeSpan.FromSeconds(1));

        bar.Look();

        Assert.Equal("Item 7 (server7) has run for 12.3 s", Assert.Single(_written).CurrentOperation);
    }

    [Fact]
    public void It_names_none_where_none_runs() => Assert.Null(After(1, 1, 0, 1).CurrentOperation);

    [Fact]
    public void It_is_first_shown_after_a_second()
    {
        ProgressBar bar = Bar();

        Assert.Equal(0, Looks(bar, milliseconds: 999));
        Assert.Equal(1, Looks(bar, milliseconds: 1));
    }

    [Fact]
    public void It_is_shown_four_times_a_second_at_most()
    {
        ProgressBar bar = Bar();
        Looks(bar, milliseconds: 1000);

        Assert.Equal(0, Looks(bar, milliseconds: 249));
        Assert.Equal(1, Looks(bar, milliseconds: 1));
        Assert.Equal(4, Enumerable.Range(0, 1000).Sum(_ => Looks(bar, milliseconds: 1)));
    }

    [Fact]
    public void The_state_of_the_map_is_not_asked_for_in_between()
    {
        int asked = 0;
        MapStatus Status()
        {
            asked++;
            return default;
        }

        var bar = new ProgressBar(_clock, Status, _written.Add, _written.Add, parent: -1);

        for (int i = 0; i < 1500; i++) Looks(bar, milliseconds: 1);

        Assert.Equal(3, asked);
    }

    [Fact]
    public void It_is_completed_once_at_its_end_and_then_shown_no_more()
    {
        ProgressBar bar = Bar();
        Looks(bar, milliseconds: 1000);

        bar.End();
        bar.End();
        Looks(bar, milliseconds: 1000);

        Assert.Equal(new[] { ProgressRecordType.Processing, ProgressRecordType.Completed }, _written.Select(r => r.RecordType));
        Assert.Equal(_written[0].ActivityId, _written[1].ActivityId);
    }

    [Fact]
    public void Nothing_is_completed_that_was_not_shown()
    {
        ProgressBar bar = Bar();
        Looks(bar, milliseconds: 500);

        bar.End();

        Assert.Empty(_written);
    }

    [Fact]
    public void Each_has_a_number_of_its_own_and_that_of_the_one_it_is_below()
    {
        ProgressBar outer = Bar();
        var inner = new ProgressBar(_clock, () => _status, _written.Add, _written.Add, outer.Id);
        _clock.Advance(TimeSpan.FromSeconds(1));

        outer.Look();
        inner.Look();
        inner.End();

        Assert.NotEqual(outer.Id, inner.Id);
        Assert.Equal(new[] { -1, outer.Id, outer.Id }, _written.Select(r => r.ParentActivityId));
        Assert.Equal(new[] { outer.Id, inner.Id, inner.Id }, _written.Select(r => r.ActivityId));
    }

    private ProgressBar Bar() => new(_clock, () => _status, _written.Add, _written.Add, parent: -1);

    private ProgressRecord After(int seconds, long finished, long failed, int? total)
    {
        _status = new MapStatus(finished, failed, total, null);
        ProgressBar bar = Bar();
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        bar.Look();
        return Assert.Single(_written);
    }

    private int Looks(ProgressBar bar, int milliseconds)
    {
        int before = _written.Count;
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        bar.Look();
        return _written.Count - before;
    }
}
