using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Management.Automation;
using ParallelCmdlets.Workers;
using Xunit;
using static ParallelCmdlets.Tests.Workers.PartialWorkerTests;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Taking an item apart into arguments.</summary>
public class SplatTests
{
    [Fact]
    public void The_elements_of_an_array_are_the_arguments() =>
        Assert.Equal(new object[] { 1, 2 }, Splat(Partial("param($a, $b)"), new object[] { 1, 2 }).Positional);

    [Fact]
    public void The_elements_of_a_list_are_the_arguments() =>
        Assert.Equal(new object[] { 1, 2 }, Splat(Partial("param($a, $b)"), new List<int> { 1, 2 }).Positional);

    [Fact]
    public void The_elements_of_an_array_follow_the_positional_constants() =>
        Assert.Equal(new object[] { 0, 1, 2 }, Splat(Partial("param($x, $a, $b)", null, 0), new object[] { 1, 2 }).Positional);

    [Fact]
    public void The_keys_of_a_dictionary_bind_the_parameters_of_their_names()
    {
        Hashtable named = Splat(Partial("param($a, $b)"), new Hashtable { ["b"] = 2, ["a"] = 1 }).Named!;

        Assert.Equal((1, 2), (named["a"], named["b"]));
    }

    [Fact]
    public void The_keys_of_any_dictionary_ignore_case() =>
        Assert.Equal(1, Splat(Partial("param($Host_)"), new Dictionary<string, int> { ["HOST_"] = 1 }).Named!["host_"]);

    [Fact]
    public void An_ordered_dictionary_binds_by_its_keys() =>
        Assert.Equal(1, Splat(Partial("param($a)"), new OrderedDictionary { ["a"] = 1 }).Named!["a"]);

    [Fact]
    public void The_properties_of_a_row_bind_the_parameters_of_their_names()
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty("B", "two"));
        row.Properties.Add(new PSNoteProperty("A", "one"));

        Hashtable named = Splat(Partial("param($a, $b)"), row).Named!;

        Assert.Equal(("one", "two"), (named["a"], named["b"]));
    }

    [Fact]
    public void The_properties_of_a_NET_object_bind_the_parameters_of_their_names() =>
        Assert.Equal(3, Splat(Partial("param($Major)"), new System.Version(3, 4)).Named!["Major"]);

    [Fact]
    public void A_property_that_was_added_to_a_NET_object_binds_as_well()
    {
        var item = new PSObject(new System.Version(3, 4));
        item.Properties.Add(new PSNoteProperty("Added", "yes"));

        Assert.Equal("yes", Splat(Partial("param($Added)"), item).Named!["Added"]);
    }

    [Fact]
    public void A_wrapped_dictionary_binds_by_its_keys() =>
        Assert.Equal(1, Splat(Partial("param($a)"), new PSObject(new Hashtable { ["a"] = 1 })).Named!["a"]);

    [Fact]
    public void An_alias_finds_its_parameter() =>
        Assert.Equal(1, Splat(Partial("param([Alias('cn')] $ComputerName)"), new Hashtable { ["cn"] = 1 }).Named!["ComputerName"]);

    [Fact]
    public void What_is_no_parameter_is_left_out() =>
        Assert.Equal(new[] { "a" }, Splat(Partial("param($a)"), new Hashtable { ["a"] = 1, ["other"] = 2 }).Named!.Keys);

    [Fact]
    public void A_key_whose_value_is_null_binds_null()
    {
        Hashtable named = Splat(Partial("param($a)"), new Hashtable { ["a"] = null }).Named!;

        Assert.True(named.ContainsKey("a"));
        Assert.Null(named["a"]);
    }

    [Fact]
    public void A_constant_is_not_replaced_by_the_item() =>
        Assert.Equal(1, Splat(Partial("param($a, $b)", Table("a", 1)), new Hashtable { ["a"] = 9, ["b"] = 2 }).Named!["a"]);

    [Fact]
    public void One_item_leaves_nothing_for_the_next()
    {
        var binder = new ItemBinder(Partial("param($a, $b, $c)", Table("c", 0)), InputKind.Splat, 0);
        binder.Bind(new Hashtable { ["a"] = 1 });

        Hashtable named = binder.Bind(new Hashtable { ["b"] = 2 }).Named!;

        Assert.False(named.ContainsKey("a"));
    }

    [Fact]
    public void An_optional_parameter_may_be_missing() =>
        Assert.Equal(new[] { "a" }, Splat(Partial("param($a, $b)"), new Hashtable { ["a"] = 1 }).Named!.Keys);

    [Fact]
    public void A_mandatory_parameter_must_be_there()
    {
        MapException error = Rejected.As(
            "SplatMissingMandatory", () => Splat(Partial("param($a, [Parameter(Mandatory)] $Needed)"), new Hashtable { ["a"] = 1 }));

        Assert.Contains("'Needed'", error.Message);
    }

    [Fact]
    public void An_item_without_any_of_the_parameters_is_refused()
    {
        MapException error = Rejected.As("SplatMatchesNothing", () => Splat(Partial("param($First, $Second)"), new Hashtable { ["other"] = 1 }));

        Assert.Contains("First, Second", error.Message);
    }

    [Fact]
    public void A_worker_that_takes_nothing_more_takes_any_item()
    {
        BoundArguments bound = Splat(Partial("'always'"), new Hashtable { ["other"] = 1 });

        Assert.Empty(bound.Positional);
        Assert.Null(bound.Named);
    }

    [Fact]
    public void A_null_item_is_refused() =>
        Rejected.As("SplatMatchesNothing", () => Splat(Partial("param($a)"), null));

    private static BoundArguments Splat(PartialWorker worker, object? item) => new ItemBinder(worker, InputKind.Splat, 0).Bind(item);
}
