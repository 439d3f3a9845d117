using System;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Streams;
using Xunit;

namespace ParallelCmdlets.Tests.Streams;

/// <summary>What does not wait for an item's turn.</summary>
public class OutOfBandChannelTests
{
    private readonly OutOfBandChannel _channel = new();

    [Fact]
    public void Records_come_in_the_order_of_posting()
    {
        StreamRecord first = Warning("a"), second = Warning("b");
        _channel.Post(2, first);
        _channel.Post(1, second);

        Assert.Equal(new object[] { first, second }, _channel.TakeAll());
    }

    [Fact]
    public void What_was_taken_does_not_come_again()
    {
        _channel.Post(1, Warning("a"));
        _channel.TakeAll();

        Assert.Empty(_channel.TakeAll());
    }

    [Fact]
    public void A_newer_progress_replaces_one_that_was_not_taken()
    {
        _channel.Post(1, Progress(7, "old"));
        _channel.Post(1, Progress(7, "new"));

        Assert.Equal("new", Assert.Single(Taken()).StatusDescription);
    }

    [Fact]
    public void The_same_activity_of_two_executors_has_two_ids()
    {
        _channel.Post(1, Progress(7, "a"));
        _channel.Post(2, Progress(7, "b"));

        Assert.Equal(2, Taken().Select(p => p.ActivityId).Distinct().Count());
    }

    [Fact]
    public void An_activity_keeps_its_id()
    {
        _channel.Post(1, Progress(7, "a"));
        int first = Assert.Single(Taken()).ActivityId;
        _channel.Post(1, Progress(7, "b"));

        Assert.Equal(first, Assert.Single(Taken()).ActivityId);
    }

    [Fact]
    public void Two_maps_share_no_id()
    {
        var other = new OutOfBandChannel();
        _channel.Post(1, Progress(7, "a"));
        other.Post(1, Progress(7, "b"));

        Assert.NotEqual(Assert.Single(Taken()).ActivityId, Assert.Single(other.TakeAll().OfType<ProgressRecord>()).ActivityId);
    }

    [Fact]
    public void A_parent_is_named_by_its_new_id()
    {
        _channel.Post(1, Progress(7, "parent"));
        _channel.Post(1, new ProgressRecord(8, "child", "b") { ParentActivityId = 7 });
        ProgressRecord[] taken = Taken();

        Assert.Equal(taken.Single(p => p.Activity == "test").ActivityId, taken.Single(p => p.Activity == "child").ParentActivityId);
    }

    [Fact]
    public void Progress_keeps_what_it_says()
    {
        _channel.Post(1, new ProgressRecord(7, "test", "status") { PercentComplete = 40, SecondsRemaining = 3, CurrentOperation = "op", RecordType = ProgressRecordType.Completed });
        ProgressRecord taken = Assert.Single(Taken());

        Assert.Equal((40, 3, "op", ProgressRecordType.Completed), (taken.PercentComplete, taken.SecondsRemaining, taken.CurrentOperation, taken.RecordType));
    }

    [Fact]
    public void Whoever_waits_is_told_of_a_record()
    {
        bool told = false;
        _channel.Notify = () => told = true;

        _channel.Post(1, Warning("a"));

        Assert.True(told);
    }

    [Fact]
    public void Whoever_waits_is_told_of_a_failure()
    {
        bool told = false;
        _channel.Notify = () => told = true;

        _channel.Fail(new InvalidTimeZoneException());

        Assert.True(told);
    }

    [Fact]
    public void The_first_failure_counts()
    {
        var first = new InvalidTimeZoneException();
        _channel.Fail(first);

        _channel.Fail(new InvalidOperationException());

        Assert.Same(first, _channel.Failure);
    }

    private static StreamRecord Warning(string text) => new(RecordStream.Warning, new WarningRecord(text));

    private static ProgressRecord Progress(int id, string status) => new(id, "test", status);

    private ProgressRecord[] Taken() => _channel.TakeAll().OfType<ProgressRecord>().ToArray();
}
