using System.Linq;
using System.Management.Automation.Language;
using ParallelCmdlets.Capture;
using Xunit;

namespace ParallelCmdlets.Tests.Capture;

/// <summary>The names that a text leaves to its caller.</summary>
public class NameFinderTests
{
    [Theory]
    [InlineData("$x + $y", "x,y")]
    [InlineData("\"a $x b $($y.Length)\"", "x,y")]
    [InlineData("foo @x", "x")]
    [InlineData("$x.Member[$y]", "x,y")]
    [InlineData("1..3 | ForEach-Object { $_ * $x }", "x")]
    [InlineData("if ($x) { while ($y) { } }", "x,y")]
    [InlineData("${a b}", "a b")]
    [InlineData("$X + $x", "X")]
    [InlineData("param($p = $x) 1", "x")]
    public void Variables_are_found_wherever_they_are_read(string text, string expected) =>
        Assert.Equal(expected.Split(','), Read(text).Variables.Where(v => v != "p").Order());

    [Theory]
    [InlineData("$x = 1")]
    [InlineData("[int] $x = 1")]
    [InlineData("$x, $y = 1, 2")]
    [InlineData("foreach ($x in 1..3) { }")]
    [InlineData("{ param($x) }")]
    [InlineData("Get-It -OutVariable x")]
    [InlineData("Get-It -ev +x")]
    public void A_variable_that_the_text_sets_is_known(string text) => Assert.Contains("x", Read(text).Assigned);

    [Theory]
    [InlineData("$x += 1")]
    [InlineData("$x.Member = 1")]
    [InlineData("$x[0] = 1")]
    [InlineData("$script:x = 1")]
    public void A_variable_that_the_text_only_changes_is_not_one_that_it_sets(string text) => Assert.DoesNotContain("x", Read(text).Assigned);

    [Theory]
    [InlineData("$_")]
    [InlineData("$PSItem")]
    [InlineData("$args[0]")]
    [InlineData("$input")]
    [InlineData("$true, $false, $null")]
    [InlineData("$PSScriptRoot")]
    [InlineData("$MyInvocation")]
    [InlineData("$Error")]
    public void Automatic_variables_are_the_executors_own(string text) => Assert.Empty(Read(text).Variables);

    [Theory]
    [InlineData("$script:x", "script:x")]
    [InlineData("$global:x", "global:x")]
    [InlineData("$local:x", "x")]
    public void A_scope_is_kept_where_it_means_something(string text, string expected) => Assert.Equal(new[] { expected }, Read(text).Variables);

    [Fact]
    public void A_private_variable_is_not_asked_for() => Assert.Empty(Read("$private:x").Variables);

    [Fact]
    public void The_environment_is_no_variable() => Assert.Empty(Read("$env:PATH").Variables);

    [Fact]
    public void A_parameter_is_not_free() => Assert.Empty(Read("param($a) $a").Variables);

    [Theory]
    [InlineData("Get-It 1", "Get-It")]
    [InlineData("& 'Get-It'", "Get-It")]
    [InlineData(". Get-It", "Get-It")]
    [InlineData("1 | Get-It | Set-It", "Get-It,Set-It")]
    [InlineData("$(Get-It)", "Get-It")]
    [InlineData("\"$(Get-It)\"", "Get-It")]
    [InlineData("{ Get-It }", "Get-It")]
    [InlineData("${function:Get-It}", "Get-It")]
    [InlineData("$function:It", "It")]
    public void Commands_are_found_wherever_they_are_called(string text, string expected) =>
        Assert.Equal(expected.Split(','), Read(text).Commands.Order());

    [Fact]
    public void A_command_in_a_variable_has_no_name() => Assert.Empty(Read("& $x").Commands);

    [Fact]
    public void A_function_that_the_text_defines_may_be_called_before_that()
    {
        NameFinder names = Read("Get-It; function Get-It { 1 }");

        Assert.Equal(new[] { "Get-It" }, names.Commands);
        Assert.Equal(new[] { "Get-It" }, names.DefinedFunctions);
    }

    [Fact]
    public void What_a_function_in_the_text_needs_is_found() => Assert.Contains("Other", Read("function Get-It { Other }; Get-It").Commands);

    [Fact]
    public void A_function_that_calls_itself_needs_itself()
    {
        Ast function = Script.Parse("function Get-It { Get-It }").Find(a => a is FunctionDefinitionAst, false);

        Assert.Equal(new[] { "Get-It" }, NameFinder.Read(function).Commands);
    }

    [Theory]
    [InlineData("[int] $x", "int")]
    [InlineData("[Math]::Sqrt(2)", "Math")]
    [InlineData("$x -is [string]", "string")]
    [InlineData("param([Thing] $x)", "Thing")]
    [InlineData("try { } catch [System.IO.IOException] { }", "System.IO.IOException")]
    public void Types_are_found(string text, string expected) => Assert.Contains(expected, Read(text).Types.Select(t => t.FullName));

    [Fact]
    public void Classes_that_the_text_defines_are_found() => Assert.Equal("Thing", Assert.Single(Read("class Thing { }").DefinedTypes).Name);

    [Theory]
    [InlineData("$ParallelItem.Index", true)]
    [InlineData("\"$($parallelitem.Index)\"", true)]
    [InlineData("{ $ParallelItem }", true)]
    [InlineData("$Parallel", false)]
    [InlineData("'$ParallelItem'", false)]
    public void The_name_ParallelItem_is_noticed(string text, bool expected) => Assert.Equal(expected, Read(text).NamesParallelItem);

    [Theory]
    [InlineData("try { 1 } finally { 2 }", true)]
    [InlineData("process { 1 } clean { 2 }", true)]
    [InlineData("{ try { 1 } finally { 2 } }", true)]
    [InlineData("function f { process { 1 } clean { 2 } }", true)]
    [InlineData("try { 1 } catch { 2 }", false)]
    [InlineData("process { 1 } end { 2 }", false)]
    public void Blocks_that_run_after_a_stop_are_noticed(string text, bool expected) => Assert.Equal(expected, Read(text).CleansUp);

    private static NameFinder Read(string text) => NameFinder.Read(Script.Parse(text));
}
