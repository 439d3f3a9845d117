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

    private static ScriptBlock InnerBlock(string text) => ((System.Management.Automation.Language.ScriptBlockExpressionAst)Script.Parse(text, "/tmp/some.ps1")
        .Find(a => a is System.Management.Automation.Language.ScriptBlockExpressionAst, true)).ScriptBlock.GetScriptBlock();
}
