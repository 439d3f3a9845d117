using System;
using System.Management.Automation;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Converting one argument by the rules of the language.</summary>
public class ArgumentConverterTests
{
    [Fact]
    public void What_has_the_type_stays_the_same_object()
    {
        var value = new Version(1, 2);

        Assert.Same(value, ArgumentConverter.ConvertTo<Version>(value, "a"));
    }

    [Fact]
    public void A_wrapped_object_is_unwrapped()
    {
        var value = new Version(1, 2);

        Assert.Same(value, ArgumentConverter.ConvertTo<Version>(new PSObject(value), "a"));
    }

    [Fact]
    public void A_wrapper_that_is_asked_for_stays()
    {
        var value = new PSObject(1);

        Assert.Same(value, ArgumentConverter.ConvertTo<PSObject>(value, "a"));
    }

    [Fact]
    public void Text_becomes_a_number() => Assert.Equal(5, ArgumentConverter.ConvertTo<int>("5", "a"));

    [Fact]
    public void Text_becomes_a_number_in_the_invariant_way() => Assert.Equal(1.5, ArgumentConverter.ConvertTo<double>("1.5", "a"));

    [Fact]
    public void Null_becomes_zero() => Assert.Equal(0, ArgumentConverter.ConvertTo<int>(null, "a"));

    [Fact]
    public void Null_stays_null_for_an_object() => Assert.Null(ArgumentConverter.ConvertTo<Version>(null, "a"));

    [Fact]
    public void An_array_becomes_one_of_the_element_type() => Assert.Equal(new[] { 1, 2 }, ArgumentConverter.ConvertTo<int[]>(new object[] { "1", 2 }, "a"));

    [Fact]
    public void A_failed_conversion_tells_parameter_and_value()
    {
        MapException error = Rejected.As("ArgumentConversion", () => ArgumentConverter.ConvertTo<int>("five", "Count"));

        Assert.Contains("'five'", error.Message);
        Assert.Contains("'Count'", error.Message);
    }

    [Fact]
    public void A_failed_conversion_keeps_its_cause() =>
        Assert.IsType<PSInvalidCastException>(Rejected.As("ArgumentConversion", () => ArgumentConverter.ConvertTo<int>("five", "a")).InnerException, exactMatch: false);

    [Fact]
    public void The_target_of_a_failed_conversion_is_the_value() =>
        Assert.Equal("five", Rejected.As("ArgumentConversion", () => ArgumentConverter.ConvertTo<int>("five", "a")).ErrorRecord.TargetObject);
}
