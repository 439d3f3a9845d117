using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Capture;
using Xunit;

namespace ParallelCmdlets.Tests.Capture;

/// <summary>Values that are or hold code, on their way into executors.</summary>
public sealed class HeldCodeTests
{
    [Fact]
    public void A_wrapped_block_is_rebuilt() =>
        Assert.IsType<ScriptBlock>(Passed(new PSObject(Script.Block("1"))));

    [Fact]
    public void Blocks_in_an_array_are_rebuilt()
    {
        ScriptBlock block = Script.Block("1");

        var copy = (object?[])Passed(new object[] { 5, block })!;

        Assert.Equal(5, copy[0]);
        Assert.NotSame(block, Assert.IsType<ScriptBlock>(copy[1]));
    }

    [Fact]
    public void Blocks_in_a_table_are_rebuilt()
    {
        ScriptBlock block = Script.Block("1");

        var copy = (Hashtable)Passed(new Hashtable { ["a"] = 5, ["b"] = block })!;

        Assert.Equal(5, copy["a"]);
        Assert.NotSame(block, Assert.IsType<ScriptBlock>(copy["b"]));
    }

    [Fact]
    public void An_ordered_table_keeps_its_order()
    {
        var table = new OrderedDictionary { ["z"] = 1, ["a"] = Script.Block("1"), ["m"] = 3 };

        var copy = (IOrderedDictionary)Passed(table)!;

        Assert.Equal(new[] { "z", "a", "m" }, copy.Keys.Cast<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_table_keeps_whether_it_tells_cases_apart(bool ignoresCase)
    {
        var table = new Hashtable(ignoresCase ? StringComparer.OrdinalIgnoreCase : null) { ["a"] = Script.Block("1") };

        Assert.Equal(ignoresCase, ((Hashtable)Passed(table)!).Contains("A"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_ordered_table_keeps_whether_it_tells_cases_apart(bool ignoresCase)
    {
        var table = new OrderedDictionary(ignoresCase ? StringComparer.OrdinalIgnoreCase : null) { ["a"] = Script.Block("1"), ["2"] = 2 };

        Assert.Equal(ignoresCase, ((IOrderedDictionary)Passed(table)!).Contains("A"));
    }

    [Fact]
    public void An_ordered_table_with_a_key_in_two_cases_keeps_both()
    {
        var table = new OrderedDictionary { ["a"] = Script.Block("1"), ["A"] = 2 };

        Assert.Equal(2, ((IOrderedDictionary)Passed(table)!).Count);
    }

    [Fact]
    public void An_array_without_blocks_is_passed_by_reference()
    {
        var array = new object[] { 1, "a", null! };

        Assert.Same(array, Passed(array));
    }

    [Fact]
    public void A_table_without_blocks_is_passed_by_reference()
    {
        var table = new Hashtable { ["a"] = 1 };

        Assert.Same(table, Passed(table));
    }

    [Fact]
    public void Any_other_object_is_passed_by_reference()
    {
        var value = new Accumulator();

        Assert.Same(value, Passed(value));
    }

    [Fact]
    public void Null_stays_null() => Assert.Null(Passed(null));

    private static object? Passed(object? value) => new PassedValue(value).Rebuild();
}
