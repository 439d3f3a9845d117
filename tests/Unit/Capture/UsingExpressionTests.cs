using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using ParallelCmdlets.Capture;
using Xunit;

namespace ParallelCmdlets.Tests.Capture;

/// <summary><c>$using:</c> expressions: where they are found, and under which key their values go.</summary>
public class UsingExpressionTests
{
    private static readonly MethodInfo EngineKey =
        typeof(PSObject).Assembly.GetType("System.Management.Automation.PsUtils", throwOnError: true)!
            .GetMethod("GetUsingExpressionKey", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!;

    [Theory]
    [InlineData("$using:x")]
    [InlineData("$using:MixedCase")]
    [InlineData("$Using:x")]
    [InlineData("${using:a b}")]
    [InlineData("$using:x.Length")]
    [InlineData("$using:X.Length.Foo")]
    [InlineData("$using:x[0]")]
    [InlineData("$using:X['Aa']")]
    [InlineData("$using:x.Items['Aa'].Name")]
    [InlineData("$using:env:PATH")]
    public void The_key_is_the_engines_own(string text)
    {
        UsingExpressionAst expression = Assert.Single(Read(text).UsingExpressions);

        Assert.Equal(EngineKey.Invoke(null, new object[] { expression }), UsingEvaluator.Key(expression));
    }

    [Fact]
    public void An_expression_is_found_with_its_members_and_indices() =>
        Assert.Equal("$using:x.Items[0]", Assert.Single(Read("1 + $using:x.Items[0]").UsingExpressions).ToString());

    [Fact]
    public void Every_expression_is_found() =>
        Assert.Equal(new[] { "$using:x", "$using:y.Length" }, Read("$using:x + $using:y.Length").UsingExpressions.Select(u => u.ToString()));

    [Fact]
    public void The_variable_of_an_expression_is_the_callers_and_not_free() => Assert.Empty(Read("$using:x").Variables);

    [Fact]
    public void An_expression_in_a_block_of_an_inner_command_is_found() =>
        Assert.Equal("$using:x", Assert.Single(Read("1 | Invoke-ParallelMap { $using:x }").UsingExpressions).ToString());

    [Fact]
    public void An_expression_in_a_block_of_an_inner_command_is_nested()
    {
        NameFinder names = Read("1 | Invoke-ParallelMap { $using:x }");

        Assert.True(names.IsInNestedBlock(names.UsingExpressions[0]));
    }

    [Fact]
    public void The_variable_of_a_nested_expression_may_be_the_callers() =>
        Assert.Equal(new[] { "x" }, Read("1 | Invoke-ParallelMap { $using:x }").Variables);

    [Theory]
    [InlineData("$using:x")]
    [InlineData("if ($true) { $using:x }")]
    [InlineData("Get-It $using:x")]
    public void An_expression_of_the_text_itself_is_not_nested(string text)
    {
        NameFinder names = Read(text);

        Assert.False(names.IsInNestedBlock(names.UsingExpressions[0]));
    }

    private static NameFinder Read(string text) => NameFinder.Read(Script.Parse(text));
}
