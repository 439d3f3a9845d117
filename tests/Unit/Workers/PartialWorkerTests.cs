using System.Collections;
using System.Collections.Generic;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Binding constants to a worker.</summary>
public class PartialWorkerTests
{
    [Fact]
    public void Without_constants_every_parameter_varies() =>
        Assert.Equal(new[] { "a", "b", "c" }, Partial("param($a, $b, $c)").Parameters);

    [Fact]
    public void Positional_constants_bind_the_leading_parameters() =>
        Assert.Equal(new[] { "c" }, Partial("param($a, $b, $c)", arguments: new object[] { 1, 2 }).Parameters);

    [Fact]
    public void A_named_constant_binds_its_parameter() =>
        Assert.Equal(new[] { "a", "c" }, Partial("param($a, $b, $c)", Table("b", 1)).Parameters);

    [Fact]
    public void Names_of_constants_ignore_case() =>
        Assert.Empty(Partial("param($Factor)", Table("FACTOR", 1)).Parameters);

    [Fact]
    public void A_constant_is_kept_under_the_name_of_the_parameter() =>
        Assert.Equal(new[] { "Factor" }, Partial("param($Factor)", Table("FACTOR", 1)).Constants.Keys);

    [Fact]
    public void An_alias_names_its_parameter() =>
        Assert.Equal(7, Partial("param([Alias('F')] $Factor)", Table("f", 7)).Constants["Factor"]);

    [Fact]
    public void A_constant_may_be_null() =>
        Assert.Null(Assert.Contains("a", Partial("param($a)", Table("a", null)).Constants));

    [Fact]
    public void An_unknown_constant_is_refused() =>
        Rejected.As("UnknownConstant", () => Partial("param($a)", Table("b", 1)));

    [Fact]
    public void The_error_of_an_unknown_constant_tells_the_parameters()
    {
        MapException error = Rejected.As("UnknownConstant", () => Partial("param($First, $Second)", Table("Third", 1)));

        Assert.Contains("First, Second", error.Message);
    }

    [Fact]
    public void More_positional_constants_than_parameters_are_refused() =>
        Rejected.As("TooManyConstants", () => Partial("param($a)", arguments: new object[] { 1, 2 }));

    [Fact]
    public void A_block_without_parameters_takes_any_positional_constants() =>
        Assert.Equal(new object[] { 1, 2 }, Partial("$args", arguments: new object[] { 1, 2 }).ArgumentList);

    [Fact]
    public void A_block_without_parameters_takes_no_named_constant() =>
        Rejected.As("UnknownConstant", () => Partial("$args", Table("a", 1)));

    [Fact]
    public void A_parameter_bound_by_position_and_by_name_is_refused() =>
        Rejected.As("ConstantBoundTwice", () => Partial("param($a, $b)", Table("a", 1), 2));

    [Fact]
    public void A_parameter_bound_by_its_name_and_its_alias_is_refused() =>
        Rejected.As("ConstantBoundTwice", () => Partial("param([Alias('x')] $a)", new Hashtable { ["a"] = 1, ["x"] = 2 }));

    [Fact]
    public void An_advanced_script_takes_a_common_parameter_as_constant() =>
        Assert.Contains("ErrorAction", Partial("[CmdletBinding()] param($a)", Table("ErrorAction", "Stop")).Constants.Keys);

    [Fact]
    public void A_plain_script_takes_no_common_parameter() =>
        Rejected.As("UnknownConstant", () => Partial("param($a)", Table("ErrorAction", "Stop")));

    [Fact]
    public void A_script_with_dynamic_parameters_takes_names_that_it_does_not_declare() =>
        Assert.Contains("Later", Partial("[CmdletBinding()] param($a) dynamicparam { } end { }", Table("Later", 1)).Constants.Keys);

    [Fact]
    public void A_switch_is_bound_by_name_only() =>
        Assert.Equal(new[] { "Force" }, Partial("param([switch] $Force, $a)", arguments: new object[] { 1 }).Parameters);

    [Fact]
    public void A_partial_of_a_partial_has_the_constants_of_both()
    {
        PartialWorker newer = Again(Partial("param($a, $b, $c)", Table("a", 1)), Table("b", 2));

        Assert.Equal(new[] { "c" }, newer.Parameters);
        Assert.Equal(new Dictionary<string, object?> { ["a"] = 1, ["b"] = 2 }, newer.Constants);
    }

    [Fact]
    public void The_newer_constant_wins() =>
        Assert.Equal(2, Again(Partial("param($a)", Table("a", 1)), Table("A", 2)).Constants["a"]);

    [Fact]
    public void Newer_positional_constants_follow_the_older_ones() =>
        Assert.Equal(new object[] { 1, 2 }, Again(Partial("param($a, $b)", arguments: new object[] { 1 }), null, 2).ArgumentList);

    [Fact]
    public void The_older_partial_stays_as_it_was()
    {
        PartialWorker older = Partial("param($a, $b)", Table("a", 1));

        Again(older, new Hashtable { ["a"] = 2, ["b"] = 3 });

        Assert.Equal(new Dictionary<string, object?> { ["a"] = 1 }, older.Constants);
    }

    [Fact]
    public void A_partial_of_a_partial_has_the_worker_itself_as_its_worker()
    {
        var worker = new ScriptWorker(Script.Block("param($a, $b)"));
        var older = new PartialWorker(worker, null, Table("a", 1), null);

        Assert.Same(worker.Block, Again(older, Table("b", 2)).Worker);
    }

    [Fact]
    public void A_later_change_of_the_table_changes_no_constant()
    {
        Hashtable table = Table("a", 1);
        PartialWorker partial = Partial("param($a)", table);

        table["a"] = 2;

        Assert.Equal(1, partial.Constants["a"]);
    }

    [Fact]
    public void A_later_change_of_the_array_changes_no_constant()
    {
        object[] arguments = { 1 };
        PartialWorker partial = Partial("param($a)", arguments: arguments);

        arguments[0] = 2;

        Assert.Equal(new object[] { 1 }, partial.ArgumentList);
    }

    [Fact]
    public void Every_value_can_be_replaced()
    {
        PartialWorker partial = Partial("param($a, $b, $c)", Table("c", 3), 1, 2).WithValues((value, _) => (int)value! * 10);

        Assert.Equal(new object[] { 10, 20 }, partial.ArgumentList);
        Assert.Equal(30, partial.Constants["c"]);
    }

    internal static Hashtable Table(string name, object? value) => new() { [name] = value };

    internal static PartialWorker Partial(string text, IDictionary? constants = null, params object?[] arguments) =>
        new(new ScriptWorker(Script.Block(text)), null, constants, arguments);

    private static PartialWorker Again(PartialWorker older, IDictionary? constants, params object?[] arguments) =>
        new(older.Target, older, constants, arguments);
}
