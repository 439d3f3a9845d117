using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;
using MethodDefinition = Mono.Cecil.MethodDefinition;

namespace ParallelCmdlets.Tests.Internals;

/// <summary>The members that the engine keeps to itself: used in one folder, told in one table, and there on the engine at hand.</summary>
public class EngineMembersTests
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    // Also names of parameters.
    private static readonly string[] Public = { "ErrorAction", "arguments" };

    private static readonly (string Type, string Member)[] Told = Rows().SelectMany(r => Regex.Matches(r, "`(\\w+)\\.(\\w+)`").Select(m => (m.Groups[1].Value, m.Groups[2].Value))).ToArray();

    [Fact]
    public void Each_member_of_the_table_is_there()
    {
        Assert.InRange(Told.Length, 20, 200);
        Assert.All(Told, m => Assert.True(Type(m.Type)?.GetMember(m.Member, Any).Length > 0, m.Type + "." + m.Member + " is not there."));
    }

    [Fact]
    public void Each_hidden_member_that_the_code_names_is_in_the_table()
    {
        HashSet<string> hidden = Told.Select(m => m.Type).Distinct().SelectMany(t => Type(t)!.GetMembers(Any)).Where(IsHidden).Select(m => m.Name).ToHashSet();
        string[] named = Methods().Where(m => IsInternals(m.DeclaringType)).SelectMany(Literals).Distinct().Where(hidden.Contains).ToArray();

        Assert.InRange(named.Length, 15, 200);
        Assert.Empty(named.Except(Told.Select(m => m.Member)).Except(Public));
    }

    [Fact]
    public void Hidden_members_are_looked_up_in_one_folder() => Assert.Empty(Methods()
        .Where(m => !IsInternals(m.DeclaringType) && m.HasBody)
        .Where(m => m.Body.Instructions.Any(i => i.Operand is MethodReference used && used.DeclaringType.FullName == typeof(Type).FullName && used.Parameters.Any(p => p.ParameterType.Name == nameof(BindingFlags))))
        .Select(m => m.FullName));

    private static IEnumerable<string> Rows([CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/architecture.md")).SkipWhile(l => !l.StartsWith("## Where the engine's internals", StringComparison.Ordinal)).Where(l => l.StartsWith('|')).Select(l => l.Split('|')[1]);

    private static Type? Type(string name) => typeof(PSObject).Assembly.GetTypes().FirstOrDefault(t => t.Name.Split('`')[0] == name && !t.IsNested);

    private static bool IsHidden(MemberInfo member) => member switch
    {
        MethodInfo method => !method.IsPublic,
        PropertyInfo property => !(property.GetMethod?.IsPublic ?? false) || property.DeclaringType is { IsPublic: false },
        FieldInfo field => !field.IsPublic,
        _ => false,
    };

    private static bool IsInternals(TypeDefinition type) => (type.DeclaringType ?? type).Namespace == "ParallelCmdlets.Internals";

    private static IEnumerable<MethodDefinition> Methods() => ModuleDefinition.ReadModule(typeof(PartialWorker).Assembly.Location).GetTypes().SelectMany(t => t.Methods);

    private static IEnumerable<string> Literals(MethodDefinition method) =>
        method.HasBody ? method.Body.Instructions.Where(i => i.OpCode == OpCodes.Ldstr).Select(i => (string)i.Operand) : Enumerable.Empty<string>();
}
