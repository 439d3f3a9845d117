using System.Collections;
using System.Management.Automation;
using ParallelCmdlets.Workers;
using Xunit;
using static ParallelCmdlets.Tests.Workers.PartialWorkerTests;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Binding one item, or the elements of one tuple, to what the constants leave open.</summary>
public class ItemBinderTests
{
    [Fact]
    public void An_item_is_the_first_argument()
    {
        BoundArguments bound = Single(Partial("param($a, $b)")).Bind(7);

        Assert.Equal(new object[] { 7 }, bound.Positional);
        Assert.Null(bound.Named);
    }

    [Fact]
    public void An_item_follows_the_positional_constants() =>
        Assert.Equal(new object[] { 1, 2, 7 }, Single(Partial("param($a, $b, $c)", null, 1, 2)).Bind(7).Positional);

    [Fact]
    public void Named_constants_stand_beside_the_item()
    {
        BoundArguments bound = Single(Partial("param($a, $b)", Table("a", 1))).Bind(7);

        Assert.Equal(new object[] { 7 }, bound.Positional);
        Assert.Equal(1, bound.Named!["a"]);
    }

    [Fact]
    public void A_null_item_is_an_argument() =>
        Assert.Equal(new object?[] { null }, Single(Partial("param($a)")).Bind(null).Positional);

    [Fact]
    public void An_item_that_is_a_collection_is_one_argument()
    {
        var item = new object[] { 1, 2 };

        Assert.Same(item, Assert.Single(Single(Partial("param($a, $b)")).Bind(item).Positional));
    }

    [Fact]
    public void A_block_without_parameters_gets_the_item_in_its_arguments() =>
        Assert.Equal(new object[] { 7 }, Single(Partial("$args[0]")).Bind(7).Positional);

    [Fact]
    public void A_block_that_reads_the_pipeline_gets_the_item_as_an_argument_too() =>
        Assert.Equal(new object[] { 7 }, Single(Partial("process { $_ }")).Bind(7).Positional);

    [Fact]
    public void An_advanced_block_whose_parameters_are_all_constant_gets_no_argument() =>
        Assert.Empty(Single(Partial("[CmdletBinding()] param($a)", Table("a", 1))).Bind(7).Positional);

    [Fact]
    public void The_elements_of_a_tuple_are_the_arguments() =>
        Assert.Equal(new object[] { 1, 2 }, Tuple(Partial("param($a, $b)"), 2).Bind(new object[] { 1, 2 }).Positional);

    [Fact]
    public void The_elements_of_a_tuple_follow_the_positional_constants() =>
        Assert.Equal(new object[] { 0, 1, 2 }, Tuple(Partial("param($x, $a, $b)", null, 0), 2).Bind(new object[] { 1, 2 }).Positional);

    [Fact]
    public void A_mandatory_parameter_that_no_item_reaches_is_refused()
    {
        MapException error = Rejected.As("UnboundMandatory", () => Single(Partial("param($a, [Parameter(Mandatory)] $Needed)")));

        Assert.Contains("'Needed'", error.Message);
    }

    [Fact]
    public void A_mandatory_parameter_that_the_item_binds_is_bound() =>
        Assert.Equal(new object[] { 7 }, Single(Partial("param([Parameter(Mandatory)] $a)")).Bind(7).Positional);

    [Fact]
    public void A_mandatory_parameter_that_a_constant_binds_is_bound() =>
        Assert.NotNull(Single(Partial("param($a, [Parameter(Mandatory)] $Needed)", Table("Needed", 1))));

    [Fact]
    public void A_mandatory_parameter_that_a_tuple_reaches_is_bound() =>
        Assert.NotNull(Tuple(Partial("param($a, [Parameter(Mandatory)] $Needed)"), 2));

    [Fact]
    public void A_mandatory_parameter_that_is_bound_by_name_only_is_refused() =>
        Rejected.As("UnboundMandatory", () => Single(Partial("param([Parameter(Position = 0)] $a, [Parameter(Mandatory)] $Needed)")));

    [Fact]
    public void A_mandatory_parameter_is_no_matter_before_a_splatted_item_comes() =>
        Assert.NotNull(new ItemBinder(Partial("param([Parameter(Mandatory)] $Needed)"), InputKind.Splat, 0));

    [Fact]
    public void A_delegate_whose_parameters_are_all_constant_is_refused()
    {
        var worker = new DelegateWorker((int a) => a);

        Rejected.As("NothingVaries", () => Single(new PartialWorker(worker, null, Table("a", 1), null)));
    }

    internal static ItemBinder Single(PartialWorker worker) => new(worker, InputKind.Single, 0);

    private static ItemBinder Tuple(PartialWorker worker, int length) => new(worker, InputKind.Tuple, length);
}
