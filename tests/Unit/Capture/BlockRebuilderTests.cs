using System;
using System.Collections;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Capture;
using Xunit;

namespace ParallelCmdlets.Tests.Capture;

/// <summary>Copies of script blocks that belong to no session.</summary>
public sealed class BlockRebuilderTests : IDisposable
{
    private readonly Session _owner = new();

    public void Dispose() => _owner.Dispose();

    [Fact]
    public void A_copy_keeps_the_file() =>
        Assert.Equal("/tmp/some.ps1", BlockRebuilder.Rebuild(Script.Block("1", "/tmp/some.ps1")).File);

    [Fact]
    public void A_copy_keeps_the_lines()
    {
        ScriptBlock inner = InnerBlock("\n\n{ 1 }");

        Assert.Equal(3, BlockRebuilder.Rebuild(inner).StartPosition.StartLine);
    }

    [Fact]
    public void A_copy_is_another_block()
    {
        ScriptBlock block = Script.Block("1");

        Assert.NotSame(block, BlockRebuilder.Rebuild(block));
    }

    [Fact]
    public void A_copy_runs_in_the_session_that_calls_it()
    {
        var block = (ScriptBlock)_owner.Value("$marker = 'owner'; { $marker }")!;
        using var other = new Session();

        Assert.Equal("other", other.Value("$marker = 'other'; & $block", ("block", BlockRebuilder.Rebuild(block))));
    }

    [Theory]
    [InlineData("function Test-It { param($a, $b = 5) \"$a-$b\" }")]
    [InlineData("function Test-It($a, $b = 5) { \"$a-$b\" }")]
    [InlineData("function Test-It { [CmdletBinding()] param($a, $b = 5) \"$a-$b\" }")]
    [InlineData("function Test-It($a, $b = 5) { process { \"$a-$b\" } }")]
    public void A_copy_of_a_functions_block_keeps_its_parameters(string definition)
    {
        var block = (ScriptBlock)_owner.Value(definition + "; ${function:Test-It}")!;
        using var other = new Session();

        Assert.Equal("1-5", other.Value("& $block 1", ("block", BlockRebuilder.Rebuild(block))));
    }

    [Fact]
    public void A_closure_gives_a_copy_that_closes_over_the_same_values_in_a_module_of_its_own()
    {
        var block = (ScriptBlock)_owner.Value("$marker = 'closed'; { $marker }.GetNewClosure()")!;

        // As on an executor's thread: the copy belongs to the session that runs there.
        ScriptBlock copy = _owner.With(() => BlockRebuilder.Rebuild(block));

        Assert.NotSame(block.Module, copy.Module);
        Assert.Equal("closed", copy.Module.SessionState.PSVariable.GetValue("marker"));
    }

    [Fact]
    public void A_wrapped_block_is_rebuilt() =>
        Assert.IsType<ScriptBlock>(BlockRebuilder.Rebuild((object)new PSObject(Script.Block("1"))));

    [Fact]
    public void Blocks_in_an_array_are_rebuilt()
    {
        ScriptBlock block = Script.Block("1");

        var copy = (object?[])BlockRebuilder.Rebuild((object)new object[] { 5, block })!;

        Assert.Equal(5, copy[0]);
        Assert.NotSame(block, Assert.IsType<ScriptBlock>(copy[1]));
    }

    [Fact]
    public void Blocks_in_a_table_are_rebuilt()
    {
        ScriptBlock block = Script.Block("1");

        var copy = (Hashtable)BlockRebuilder.Rebuild(new Hashtable { ["a"] = 5, ["b"] = block })!;

        Assert.Equal(5, copy["a"]);
        Assert.NotSame(block, Assert.IsType<ScriptBlock>(copy["b"]));
    }

    [Fact]
    public void An_ordered_table_keeps_its_order()
    {
        var table = new OrderedDictionary { ["z"] = 1, ["a"] = Script.Block("1"), ["m"] = 3 };

        var copy = (IOrderedDictionary)BlockRebuilder.Rebuild(table)!;

        Assert.Equal(new[] { "z", "a", "m" }, copy.Keys.Cast<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_table_keeps_whether_it_tells_cases_apart(bool ignoresCase)
    {
        var table = new Hashtable(ignoresCase ? StringComparer.OrdinalIgnoreCase : null) { ["a"] = Script.Block("1") };

        Assert.Equal(ignoresCase, ((Hashtable)BlockRebuilder.Rebuild(table)!).Contains("A"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_ordered_table_keeps_whether_it_tells_cases_apart(bool ignoresCase)
    {
        var table = new OrderedDictionary(ignoresCase ? StringComparer.OrdinalIgnoreCase : null) { ["a"] = Script.Block("1"), ["2"] = 2 };

        Assert.Equal(ignoresCase, ((IOrderedDictionary)BlockRebuilder.Rebuild(table)!).Contains("A"));
    }

    [Fact]
    public void An_ordered_table_with_a_key_in_two_cases_keeps_both()
    {
        var table = new OrderedDictionary { ["a"] = Script.Block("1"), ["A"] = 2 };

        Assert.Equal(2, ((IOrderedDictionary)BlockRebuilder.Rebuild(table)!).Count);
    }

    [Fact]
    public void An_array_without_blocks_is_passed_by_reference()
    {
        var array = new object[] { 1, "a", null! };

        Assert.Same(array, BlockRebuilder.Rebuild((object)array));
    }

    [Fact]
    public void A_table_without_blocks_is_passed_by_reference()
    {
        var table = new Hashtable { ["a"] = 1 };

        Assert.Same(table, BlockRebuilder.Rebuild(table));
    }

    [Fact]
    public void Any_other_object_is_passed_by_reference()
    {
        var value = new Accumulator();

        Assert.Same(value, BlockRebuilder.Rebuild((object)value));
    }

    [Fact]
    public void Null_stays_null() => Assert.Null(BlockRebuilder.Rebuild((object?)null));

    private static ScriptBlock InnerBlock(string text) => ((System.Management.Automation.Language.ScriptBlockExpressionAst)Script.Parse(text, "/tmp/some.ps1")
        .Find(a => a is System.Management.Automation.Language.ScriptBlockExpressionAst, true)).ScriptBlock.GetScriptBlock();
}
