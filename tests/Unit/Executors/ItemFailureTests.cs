using System;
using System.Management.Automation;
using ParallelCmdlets.Executors;
using Xunit;

namespace ParallelCmdlets.Tests.Executors;

/// <summary>The error record of what ended an item.</summary>
public class ItemFailureTests
{
    [Fact]
    public void An_exception_with_a_record_keeps_that_record()
    {
        MapException exception = Errors.UnknownVariable("x");

        Assert.Same(exception.ErrorRecord, ItemFailure.Record(exception));
    }

    [Fact]
    public void A_plain_exception_is_named_by_its_type() =>
        Assert.Equal("InvalidTimeZoneException", ItemFailure.Record(new InvalidTimeZoneException("a")).FullyQualifiedErrorId);

    [Fact]
    public void The_exception_of_a_record_is_the_real_one()
    {
        var exception = new RuntimeException("a");

        Assert.Same(exception, ItemFailure.Record(exception).Exception);
    }

    [Fact]
    public void A_stop_that_the_worker_made_itself_is_an_error() =>
        Assert.Equal("ItemStopped", ItemFailure.Record(new PipelineStoppedException()).FullyQualifiedErrorId);

    [Fact]
    public void The_exception_of_a_method_is_wrapped_as_a_call_in_a_script_does()
    {
        ErrorRecord record = ItemFailure.RecordOfMethod(new InvalidTimeZoneException("a"), "Fail", 1);

        Assert.Equal("InvalidTimeZoneException", record.FullyQualifiedErrorId);
        Assert.IsType<InvalidTimeZoneException>(Assert.IsType<MethodInvocationException>(record.Exception).InnerException);
    }
}
