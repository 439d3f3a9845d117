using System.Linq;
using System.Management.Automation.Language;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Reading the parameters of a script from its syntax tree.</summary>
public class ScriptParametersTests
{
    [Fact]
    public void Parameters_are_in_the_order_of_their_declaration() =>
        Assert.Equal(new[] { "a", "b", "c" }, Names("param($a, [int] $b, $c)"));

    [Fact]
    public void Declared_positions_decide_the_order() =>
        Assert.Equal(new[] { "b", "a" }, Names("param([Parameter(Position = 1)] $a, [Parameter(Position = 0)] $b)"));

    [Fact]
    public void Where_positions_are_declared_the_others_have_none()
    {
        WorkerParameter other = Read("param($a, [Parameter(Position = 0)] $b)").All.Single(p => p.Name == "a");

        Assert.False(other.IsPositional);
    }

    [Fact]
    public void A_switch_has_no_position() => Assert.False(Only("param([switch] $a)").IsPositional);

    [Theory]
    [InlineData("param([Parameter(Mandatory)] $a)", true)]
    [InlineData("param([Parameter(Mandatory = $true)] $a)", true)]
    [InlineData("param([Parameter(Mandatory = $false)] $a)", false)]
    [InlineData("param([Parameter()] $a)", false)]
    [InlineData("param($a)", false)]
    public void Mandatory_is_read_from_the_attribute(string text, bool expected) => Assert.Equal(expected, Only(text).IsMandatory);

    [Theory]
    [InlineData("param($a)", true)]
    [InlineData("param([int] $a)", false)]
    [InlineData("param([ValidateNotNull()] $a)", false)]
    public void A_parameter_without_type_and_attribute_is_plain(string text, bool expected) => Assert.Equal(expected, Only(text).IsPlain);

    [Theory]
    [InlineData("one")]
    [InlineData("TWO")]
    [InlineData("a")]
    public void A_parameter_answers_to_its_name_and_its_aliases(string name) => Assert.True(Only("param([Alias('one', 'two')] $a)").Answers(name));

    [Fact]
    public void A_function_has_the_parameters_of_its_param_block() =>
        Assert.Equal(new[] { "a", "b" }, Function("function f { param($a, $b) }").All.Select(p => p.Name));

    [Fact]
    public void A_function_has_the_parameters_behind_its_name() =>
        Assert.Equal(new[] { "a", "b" }, Function("function f($a, $b) { }").All.Select(p => p.Name));

    [Theory]
    [InlineData("param($a)", false)]
    [InlineData("[CmdletBinding()] param($a)", true)]
    [InlineData("param([Parameter()] $a)", true)]
    [InlineData("param([ValidateNotNull()] $a)", false)]
    public void A_script_is_advanced_as_the_engine_has_it(string text, bool expected) => Assert.Equal(expected, Read(text).IsAdvanced);

    [Theory]
    [InlineData("1", false)]
    [InlineData("process { 1 }", true)]
    [InlineData("begin { 1 }", true)]
    [InlineData("end { 1 }", true)]
    public void Named_blocks_are_told_from_a_plain_body(string text, bool expected) => Assert.Equal(expected, Read(text).HasNamedBlocks);

    [Fact]
    public void A_clean_block_is_a_named_block() => Assert.True(Read("process { 1 } clean { 2 }").HasNamedBlocks);

    [Fact]
    public void Dynamic_parameters_are_noticed() => Assert.True(Read("[CmdletBinding()] param() dynamicparam { } end { }").HasDynamicParameters);

    private static ScriptParameters Read(string text) => ScriptParameters.Read(Script.Parse(text));

    private static ScriptParameters Function(string text) => ScriptParameters.Read(Script.Parse(text).Find(a => a is FunctionDefinitionAst, false));

    private static string[] Names(string text) => Read(text).All.Select(p => p.Name).ToArray();

    private static WorkerParameter Only(string text) => Assert.Single(Read(text).All);
}
