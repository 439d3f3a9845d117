using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Workers;
using Xunit;
using static ParallelCmdlets.Tests.Workers.PartialWorkerTests;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Taking items apart one after the other: where one had its values says nothing wrong of the next.</summary>
public class SplatLayoutTests
{
    private readonly ItemBinder _binder = new(Partial("param($A, $B)"), InputKind.Splat, 0);

    [Fact]
    public void Objects_whose_notes_are_in_another_order_bind_by_name()
    {
        Assert.Equal((1, 2), Bind(Row(("A", 1), ("B", 2))));
        Assert.Equal((3, 4), Bind(Row(("b", 4), ("x", 0), ("a", 3))));
        Assert.Equal((5, 6), Bind(Row(("A", 5), ("B", 6))));
    }

    [Fact]
    public void An_object_with_less_notes_than_the_one_before_binds_what_it_has()
    {
        Bind(Row(("x", 0), ("y", 0), ("A", 1), ("B", 2)));

        Assert.Equal((3, null), Bind(Row(("A", 3))));
    }

    [Fact]
    public void A_script_property_where_a_note_was_is_found()
    {
        Bind(Row(("A", 1), ("B", 2)));
        PSObject row = Row(("A", 3));
        row.Properties.Add(new PSAliasProperty("B", "A"));

        Assert.Equal((3, 3), Bind(row));
    }

    [Fact]
    public void A_note_hides_a_property_of_the_type()
    {
        var binder = new ItemBinder(Partial("param($Major)"), InputKind.Splat, 0);
        var item = new PSObject(new System.Version(3, 4));
        item.Properties.Add(new PSNoteProperty("Major", 7));

        Assert.Equal(new object[] { 7, 7, 5 }, new object[] { item, item, new System.Version(5, 6) }.Select(i => binder.Bind(i).Named!["Major"]));
    }

    [Fact]
    public void A_note_that_was_changed_or_removed_is_as_it_is_now()
    {
        PSObject row = Row(("A", 1), ("B", 2));
        Bind(row);
        Bind(row);
        row.Properties["B"].Value = 5;
        Assert.Equal((1, 5), Bind(row));
        row.Properties.Remove("A");
        Assert.Equal((null, 5), Bind(row));
    }

    [Fact]
    public void Tables_of_more_shapes_than_are_kept_bind_by_name()
    {
        for (int round = 0; round < 3; round++)
        {
            for (int shape = 0; shape < 9; shape++)
            {
                var table = new OrderedDictionary { ["a"] = shape };
                for (int i = 0; i < shape; i++) table.Insert(0, "other " + i, i);
                if (shape % 2 == 0) table.Insert(0, "B", round);

                Assert.Equal((shape, shape % 2 == 0 ? round : null), Bind(table));
            }
        }
    }

    [Fact]
    public void A_table_with_keys_that_are_no_text_binds_by_what_they_say()
    {
        Assert.Equal((1, 2), Bind(new Hashtable { [new PSObject("A")] = 1, ["b"] = 2 }));
        Assert.Equal((3, 4), Bind(new Hashtable { [new PSObject("A")] = 3, ["b"] = 4 }));
    }

    [Fact]
    public void The_first_of_the_keys_that_differ_in_case_alone_wins()
    {
        var table = new OrderedDictionary { ["a"] = 1, ["A"] = 2, ["B"] = 3 };

        Assert.Equal((1, 3), Bind(table));
        Assert.Equal((1, 3), Bind(table));
    }

    [Fact]
    public void A_name_goes_before_its_alias()
    {
        var binder = new ItemBinder(Partial("param([Alias('nm')] $Name)"), InputKind.Splat, 0);

        Assert.Equal(new object[] { 1, 4, 5, 2 }, new object[] { Table(("nm", 0), ("Name", 1)), Table(("nm", 4)), Row(("nm", 5)), Row(("nm", 0), ("Name", 2)) }.Select(i => binder.Bind(i).Named!["Name"]));
    }

    [Fact]
    public void A_mandatory_parameter_is_missed_in_a_known_table()
    {
        var binder = new ItemBinder(Partial("param($A, [Parameter(Mandatory)] $Needed)"), InputKind.Splat, 0);

        for (int i = 0; i < 2; i++) Rejected.As("SplatMissingMandatory", () => binder.Bind(Table(("A", 1))));
    }

    [Fact]
    public void An_argument_that_stands_alone_is_given_in_order() => Assert.Equal(new object[] { 1 }, _binder.Bind(Table(("A", 1))).InOrder);

    [Fact]
    public void Arguments_are_given_in_order_of_the_parameters() => Assert.Equal(new object[] { 1, 2 }, _binder.Bind(Row(("B", 2), ("A", 1))).InOrder);

    [Fact]
    public void No_order_tells_of_an_argument_after_a_missing_one() => Assert.Null(_binder.Bind(Table(("B", 1))).InOrder);

    [Fact]
    public void No_order_tells_of_constants() =>
        Assert.Null(new ItemBinder(Partial("param($A, $B)", PartialWorkerTests.Table("B", 1)), InputKind.Splat, 0).Bind(Row(("A", 1))).InOrder);

    [Fact]
    public void The_notes_of_an_object_are_reached_on_this_engine() => Assert.Equal(2, InstanceMembers.TableOf(Row(("A", 1), ("B", 2)))?.Count);

    private static PSObject Row(params (string Name, object Value)[] notes)
    {
        var row = new PSObject();
        foreach ((string name, object value) in notes) row.Properties.Add(new PSNoteProperty(name, value));
        return row;
    }

    private static Hashtable Table(params (string Key, object Value)[] entries) => new(entries.ToDictionary(e => e.Key, e => e.Value));

    private (object? A, object? B) Bind(object item)
    {
        Hashtable named = _binder.Bind(item).Named!;
        return (named["a"], named["b"]);
    }
}
