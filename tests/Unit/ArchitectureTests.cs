using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using ParallelCmdlets.Tests.Seeded;
using ParallelCmdlets.Tests.Seeded.Forbidden;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>The walls of the house, by what the built assemblies use.</summary>
public class ArchitectureTests
{
    private static readonly IReadOnlyList<(TypeReference User, TypeReference Used)> Engine = Dependencies.Of(typeof(PartialWorker).Assembly.Location);
    private static readonly IReadOnlyList<(TypeReference User, TypeReference Used)> Module = Dependencies.Of(typeof(InvokeParallelMapCommand).Assembly.Location);
    private static readonly IReadOnlyList<(TypeReference User, TypeReference Used)> Breaches = Dependencies.Of(typeof(Breach).Assembly.Location);

    [Fact]
    public void Scheduling_uses_no_PowerShell_type() => AssertNone(Uses(Engine, "ParallelCmdlets.Scheduling", u => IsIn(u, "System.Management.Automation")));

    [Fact]
    public void Scheduling_uses_nothing_of_the_rest_of_the_engine_but_the_state_of_an_item() =>
        AssertNone(Uses(Engine, "ParallelCmdlets.Scheduling", u => IsOwn(u) && !IsIn(u, "ParallelCmdlets.Scheduling") && u.FullName != typeof(ItemState).FullName));

    [Theory]
    [InlineData("Capture", "Executors")]
    [InlineData("Workers", "Executors")]
    [InlineData("Internals", "Executors")]
    [InlineData("Streams", "Executors")]
    [InlineData("Sinks", "Executors")]
    [InlineData("Results", "Executors")]
    [InlineData("Results", "Scheduling")]
    [InlineData("Workers", "Scheduling")]
    public void A_part_uses_nothing_of_another(string part, string other) =>
        AssertNone(Uses(Engine, "ParallelCmdlets." + part, u => IsIn(u, "ParallelCmdlets." + other)));

    [Fact]
    public void The_cmdlets_use_the_top_level_of_the_engine_alone() =>
        AssertNone(Uses(Module, "ParallelCmdlets", u => IsOwn(u) && u.Namespace != "ParallelCmdlets"));

    [Theory]
    [InlineData("Capture")]
    [InlineData("Executors")]
    [InlineData("Internals")]
    [InlineData("Results")]
    [InlineData("Scheduling")]
    [InlineData("Sinks")]
    [InlineData("Streams")]
    [InlineData("Workers")]
    public void A_wall_stands_around_something(string folder) => Assert.Contains(Engine, use => IsIn(use.User, "ParallelCmdlets." + folder));

    [Theory]
    [InlineData(typeof(UsedAsBase))]
    [InlineData(typeof(IUsedAsInterface))]
    [InlineData(typeof(UsedAsAttributeAttribute))]
    [InlineData(typeof(UsedInField))]
    [InlineData(typeof(UsedInSignature))]
    [InlineData(typeof(UsedAsConstraint))]
    [InlineData(typeof(UsedInBody))]
    [InlineData(typeof(UsedInLambda))]
    [InlineData(typeof(UsedInIterator))]
    [InlineData(typeof(UsedInAsyncMethod))]
    [InlineData(typeof(UsedAsTypeArgument))]
    [InlineData(typeof(UsedByTypeof))]
    [InlineData(typeof(UsedInCatchException))]
    [InlineData(typeof(UsedAsNestedType))]
    public void A_breach_is_found(Type used) =>
        Assert.Contains(Uses(Breaches, typeof(Breach).Namespace!, u => IsIn(u, used.Namespace!)), use => use == typeof(Breach).FullName + " uses " + used.FullName);

    private static void AssertNone(IEnumerable<string> uses)
    {
        string[] all = uses.Order(StringComparer.Ordinal).ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static IEnumerable<string> Uses(IReadOnlyList<(TypeReference User, TypeReference Used)> all, string of, Func<TypeReference, bool> condition) =>
        all.Where(use => IsIn(use.User, of) && condition(use.Used)).Select(use => use.User.FullName + " uses " + use.Used.FullName);

    private static bool IsOwn(TypeReference type) => IsIn(type, "ParallelCmdlets");

    private static bool IsIn(TypeReference type, string space) => type.Namespace == space || type.Namespace.StartsWith(space + ".", StringComparison.Ordinal);
}
