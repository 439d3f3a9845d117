using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;
using ParallelCmdlets.Capture;
using Xunit;

namespace ParallelCmdlets.Tests.Capture;

/// <summary>Which classes of scripts run their code only in the runspace that defined them.</summary>
public sealed class RunspaceAffinityTests : IDisposable
{
    private readonly Session _session = new();

    /// <summary>Classes, and whether code of theirs is bound.</summary>
    public static IEnumerable<TheoryDataRow<string, bool>> Classes { get; } = new TheoryDataRow<string, bool>[]
    {
        new("class Thing { }", false),
        new("class Thing { [int] $X }", false),
        new("class Thing { static [int] $X }", false),
        new("class Thing { [int] M() { return 1 } }", true),
        new("class Thing { static [int] M() { return 1 } }", true),
        new("class Thing { hidden [int] M() { return 1 } }", true),
        new("class Thing { Thing([int] $x) { } }", true),
        new("class Thing { Thing() { } }", true),
        new("class Thing { static Thing() { } }", true),
        new("class Thing { [int] $X = 5 }", true),
        new("class Thing { static [int] $X = 5 }", true),
        new("[NoRunspaceAffinity()] class Thing { [int] M() { return 1 } }", false),
        new("[NoRunspaceAffinity()] class Thing { Thing([int] $x) { } }", false),
        new("[NoRunspaceAffinity()] class Thing { [int] $X = 5 }", false),
        new("enum Thing { One; Two }", false),
        new("[Flags()] enum Thing { One; Two }", false),
    };

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_compiled_class_is_bound_where_it_has_code(string definition, bool expected) =>
        Assert.Equal(expected, IsBound(Compile(definition)));

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_class_in_the_text_is_bound_where_it_has_code(string definition, bool expected)
    {
        var tree = (TypeDefinitionAst)Script.Parse(definition).Find(a => a is TypeDefinitionAst, true);

        Assert.Equal(expected, RunspaceAffinity.IsBound(tree));
    }

    [Fact]
    public void A_class_inherits_the_bond_of_its_base() =>
        Assert.True(IsBound(Compile("class Base { [int] M() { return 1 } } class Thing : Base { }")));

    [Fact]
    public void A_free_base_leaves_a_class_free() =>
        Assert.False(IsBound(Compile("[NoRunspaceAffinity()] class Base { [int] M() { return 1 } } [NoRunspaceAffinity()] class Thing : Base { }")));

    [Fact]
    public void A_class_of_two_is_told_from_the_other()
    {
        Type free = Compile("class Bound { [int] M() { return 1 } } class Thing { [int] $X }");

        Assert.False(IsBound(free));
    }

    [Fact]
    public void A_class_derived_from_a_NET_class_is_free_without_code_of_its_own() =>
        Assert.False(IsBound(Compile("class Thing : System.Collections.ArrayList { }")));

    [Fact]
    public void A_list_of_a_bound_class_is_bound()
    {
        Type bound = Compile("class Thing { [int] M() { return 1 } }");

        Assert.Same(bound, RunspaceAffinity.FindBound(typeof(List<>).MakeGenericType(bound)));
    }

    [Fact]
    public void An_array_of_a_bound_class_is_bound()
    {
        Type bound = Compile("class Thing { [int] M() { return 1 } }");

        Assert.Same(bound, RunspaceAffinity.FindBound(bound.MakeArrayType()));
    }

    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(int[]))]
    [InlineData(typeof(List<int>))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(Accumulator))]
    public void A_NET_type_is_free(Type type) => Assert.False(IsBound(type));

    [Fact]
    public void The_answer_stays_the_same_when_it_is_asked_again()
    {
        Type bound = Compile("class Thing { [int] M() { return 1 } }");

        Assert.Equal(new[] { true, true }, Enumerable.Range(0, 2).Select(_ => IsBound(bound)));
    }

    private static bool IsBound(Type type) => RunspaceAffinity.FindBound(type) != null;

    private Type Compile(string definition) => (Type)_session.Value(definition + " [Thing]")!;
}
