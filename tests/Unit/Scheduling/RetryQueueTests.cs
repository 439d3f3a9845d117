using System.Collections.Generic;
using System.Linq;
using CsCheck;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>Items in their pause.</summary>
public class RetryQueueTests
{
    private readonly RetryQueue _queue = new();

    [Fact]
    public void Nothing_is_due_where_nothing_pauses()
    {
        Assert.Null(_queue.NextDue);
        Assert.Null(_queue.Take(long.MaxValue));
    }

    [Fact]
    public void An_item_comes_back_once_when_its_pause_is_over_and_not_before()
    {
        var item = new WorkItem(0, null);
        _queue.Add(item, 50);

        Assert.Equal(50, _queue.NextDue);
        Assert.Null(_queue.Take(49));
        Assert.Same(item, _queue.Take(50));
        Assert.Null(_queue.Take(1000));
        Assert.Null(_queue.NextDue);
    }

    [Fact]
    public void Items_come_back_by_the_ends_of_their_pauses_and_equal_ones_as_they_came() => Gen.Int[0, 20].Array[0, 30].Sample(dues =>
    {
        var queue = new RetryQueue();
        for (int i = 0; i < dues.Length; i++) queue.Add(new WorkItem(i, null), dues[i]);

        var back = new List<long>();
        for (long now = 0; now <= 20; now++)
        {
            Assert.True(queue.NextDue is not { } next || next >= now);
            while (queue.Take(now) is { } item) back.Add(item.Index);
        }

        Assert.Equal(Enumerable.Range(0, dues.Length).OrderBy(i => dues[i]).Select(i => (long)i), back);
    });
}
