using System;
using System.Management.Automation;
using ParallelCmdlets.Executors.Runspaces;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Streams;
using Xunit;

namespace ParallelCmdlets.Tests.Executors.Runspaces;

/// <summary>What an executor hands over of an item: whether it is data, which nobody needs to look at again.</summary>
public class ItemOutputTests
{
    [Fact]
    public void Values_text_and_null_are_data() => Assert.Equal(new object?[] { 1, "a", null }, Take(1, "a", null).Data);

    [Fact]
    public void An_object_is_no_data() => AssertNoData(1, new Version(1, 2));

    [Fact]
    public void A_wrapped_value_is_no_data() => AssertNoData(1, new PSObject(2));

    [Fact]
    public void A_script_block_is_no_data() => AssertNoData(Script.Block("1"), 1);

    [Fact]
    public void A_record_of_another_stream_is_no_data() => AssertNoData(1, new StreamRecord(RecordStream.Warning, new WarningRecord("w")));

    [Fact]
    public void What_was_taken_is_not_there_again()
    {
        var output = new ItemOutput(new StreamRecorder(new OutOfBandChannel()));
        output.Records.AddRange(new object?[] { 1, 2 });
        ItemRecords first = output.TakeAll();
        output.Records.AddRange(new object?[] { 3, 4 });

        Assert.Equal(new object?[] { 3, 4 }, output.TakeAll().Data);
        Assert.Equal(new object?[] { 1, 2 }, first.Data);
    }

    private static void AssertNoData(params object?[] records)
    {
        ItemRecords taken = Take(records);

        Assert.Equal(records, taken);
        Assert.Null(taken.Data);
    }

    private static ItemRecords Take(params object?[] records)
    {
        var output = new ItemOutput(new StreamRecorder(new OutOfBandChannel()));
        output.Records.AddRange(records);
        return output.TakeAll();
    }
}
