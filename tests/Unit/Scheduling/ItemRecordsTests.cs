using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>What an item wrote: none, one or several records.</summary>
public class ItemRecordsTests
{
    [Fact]
    public void Nothing_was_written_at_first() => Assert.Empty(default(ItemRecords));

    [Fact]
    public void One_record_may_be_null() => Assert.Equal(new object?[] { null }, ItemRecords.One(null));

    [Fact]
    public void One_record_is_the_same_with_an_array_and_without() => Assert.Equal(ItemRecords.One("a"), ItemRecords.Of("a"), (x, y) => x.Count == y.Count && x[0] == y[0]);

    [Fact]
    public void Several_records_keep_their_order() => Assert.Equal(new object?[] { 1, null, 2 }, ItemRecords.Of(1, null, 2));

    [Fact]
    public void Data_are_records_like_others() => Assert.Equal(new object?[] { 1, null, 2 }, ItemRecords.OfData(new object?[] { 1, null, 2 }));

    [Fact]
    public void Data_are_given_whole()
    {
        object?[] data = { 1, null, 2 };

        Assert.Same(data, ItemRecords.OfData(data).Data);
    }

    [Fact]
    public void Records_that_nobody_calls_data_are_none() => Assert.All(new[] { default, ItemRecords.One(1), ItemRecords.Of(1, 2) }, r => Assert.Null(r.Data));
}
