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
        _channel.Post(first);
        _channel.Post(second);

        Assert.Equal(new object[] { first, second }, _channel.TakeAll());
    }

    [Fact]
    public void What_was_taken_does_not_come_again()
    {
        _channel.Post(Warning("a"));
        _channel.TakeAll();

        Assert.Empty(_channel.TakeAll());
    }

    [Fact]
    public void Progress_comes_record_by_record_with_the_ids_that_were_given()
    {
        _channel.Post(Progress(7, "old"));
        _channel.Post(Progress(7, "new"));

        Assert.Equal(new[] { (7, "old"), (7, "new") }, Taken().Select(p => (p.ActivityId, p.StatusDescription)));
    }

    [Fact]
    public void Progress_that_nobody_takes_for_long_is_thinned_and_other_records_are_not()
    {
        for (int i = 0; i < 20_000; i++) _channel.Post(Progress(i % 2, "status " + i));
        _channel.Post(Warning("kept"));

        StreamRecord[] taken = _channel.TakeAll().ToArray();
        ProgressRecord[] progress = taken.Select(r => r.Payload).OfType<ProgressRecord>().ToArray();
        Assert.InRange(progress.Length, 10_000, 10_002);
        Assert.Equal(new[] { "status 19998", "status 19999" }, progress.GroupBy(p => p.ActivityId).Select(g => g.Last().StatusDescription).Order());
        Assert.Contains(taken, r => r.Payload is WarningRecord);
    }

    [Fact]
    public void What_finalization_scripts_wrote_comes_apart_by_executor()
    {
        _channel.PostFinal(2, new object?[] { "second" });
        _channel.PostFinal(1, new object?[] { "first" });
        _channel.PostFinal(2, new object?[] { "again" });

        Assert.Empty(_channel.TakeAll());
        Assert.Equal(new object?[] { "first", "second", "again" }, _channel.TakeFinal());
        Assert.Empty(_channel.TakeFinal());
    }

    [Fact]
    public void Whoever_waits_is_told_of_a_record()
    {
        bool told = false;
        _channel.Notify = () => told = true;

        _channel.Post(Warning("a"));

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

    private static StreamRecord Progress(int id, string status) => new(RecordStream.Progress, new ProgressRecord(id, "test", status));

    private ProgressRecord[] Taken() => _channel.TakeAll().Select(r => r.Payload).OfType<ProgressRecord>().ToArray();
}
