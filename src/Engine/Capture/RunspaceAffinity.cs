using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Management.Automation.Language;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>Tells the PowerShell classes whose methods and constructors run only in the runspace that defined them.</summary>
internal static class RunspaceAffinity
{
    private const string FreeingAttribute = "NoRunspaceAffinityAttribute";
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>Finds the bound class that a type is, holds as its elements, or has as a type argument; null where there is none.</summary>
    public static Type? FindBound(Type type)
    {
        if (type.HasElementType) return FindBound(type.GetElementType()!);
        if (type.IsGenericType) return type.GetGenericArguments().Select(FindBound).FirstOrDefault(t => t != null);

        // Only classes of scripts are made at run time; this answers for all others without a look at the table.
        return type.Assembly.IsDynamic && !type.IsEnum && Known.GetOrAdd(type, static t => HasScriptMembers(t)) ? type : null;
    }

    /// <summary>Finds the bound class as whose instance an object has methods of script.</summary>
    public static Type? FindWithMethods(Type type) => FindBound(type) is { } bound && (type != bound || EngineState.HasMethods(bound)) ? bound : null;

    /// <summary>The same for a class that the worker itself defines.</summary>
    public static bool IsBound(TypeDefinitionAst definition) =>
        definition.IsClass
        && !definition.Attributes.Any(a => IsFreeing(a.TypeName.Name))
        && definition.Members.Any(m => m is FunctionMemberAst or PropertyMemberAst { InitialValue: not null });

    private static bool IsFreeing(string name) => (name.EndsWith("Attribute", StringComparison.Ordinal) ? name : name + "Attribute")
        .Equals(FreeingAttribute, StringComparison.OrdinalIgnoreCase);

    private static bool HasScriptMembers(Type type)
    {
        if (type.GetCustomAttributes(inherit: false).Any(a => a.GetType().Name == FreeingAttribute)) return false;
        return EngineState.HasScriptMembers(type) || (type.BaseType != null && FindBound(type.BaseType) != null);
    }
}
