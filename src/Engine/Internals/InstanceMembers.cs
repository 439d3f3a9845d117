using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>The members that were added to one object, as Add-Member does; asked of each item and result, so at next to no cost where there are none.</summary>
internal static class InstanceMembers
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;

    private static readonly MethodInfo? HasMethod = typeof(PSObject).GetMethod("HasInstanceMembers", Hidden);
    private static readonly PropertyInfo? Own = typeof(PSObject).GetProperty("InstanceMembers", Hidden);
    private static readonly Func<object, object?> Find = CompileFind() ?? ByTheirFlag;
    private static readonly Func<object, int>? Count = CompileGet<Func<object, int>>("Count");
    private static readonly Func<object, int, PSMemberInfo?>? At = CompileGet<Func<object, int, PSMemberInfo?>>("Item");

    /// <summary>The engine's own table of an object's members, by name and in their order, to be locked while it is read; null where it gives none.</summary>
    public static readonly Func<PSObject, OrderedDictionary?> TableOf = CompileTable() ?? (static _ => null);

    /// <summary>The members of an object in their order; empty where there are none.</summary>
    public static IReadOnlyList<PSMemberInfo> Of(object? value)
    {
        if (value is null or string or ValueType || Find(value) is not IEnumerable<PSMemberInfo> members) return Array.Empty<PSMemberInfo>();
        return members.ToArray();
    }

    /// <summary>Whether an object has a member that fulfils a condition.</summary>
    public static bool Any(object? value, Func<PSMemberInfo, bool> condition)
    {
        if (value is null or string or ValueType || Find(value) is not { } members) return false;
        if (Count == null || At == null) return ((IEnumerable<PSMemberInfo>)members).Any(condition);
        int count = Count(members);
        for (int i = 0; i < count; i++)
        {
            if (At(members, i) is { } member && condition(member)) return true;
        }

        return false;
    }

    /// <summary>Gives an object other members in place of its own.</summary>
    public static void Replace(object value, IEnumerable<PSMemberInfo> members)
    {
        PSObject target = PSObject.AsPSObject(value);
        foreach (PSMemberInfo member in Of(value)) target.Members.Remove(member.Name);
        foreach (PSMemberInfo member in members) target.Members.Add(member, preValidated: true);
    }

    /// <summary>Makes another wrapper of the same object that has these members alone; null where the engine lets an object have one set only.</summary>
    public static PSObject? Copy(PSObject from, IReadOnlyList<PSMemberInfo> members)
    {
        if (Own?.CanWrite != true) return from.BaseObject is PSCustomObject ? Replaced(from.Copy(), members) : null;
        PSObject copy = from.BaseObject is PSCustomObject ? from.Copy() : new PSObject(from.BaseObject);
        Own.SetValue(copy, Activator.CreateInstance(Own.PropertyType, true));
        return Replaced(copy, members);
    }

    private static PSObject Replaced(PSObject copy, IReadOnlyList<PSMemberInfo> members)
    {
        Replace(copy, members);
        return copy;
    }

    private static object? ByTheirFlag(object value)
    {
        PSMemberInfo[] own = PSObject.AsPSObject(value).Members.Where(m => m.IsInstance).ToArray();
        return own.Length == 0 ? null : own;
    }

    private static Func<object, object?>? CompileFind()
    {
        if (HasMethod?.GetParameters() is not { Length: 2 } parameters || !parameters[1].IsOut) return null;
        ParameterExpression value = Expression.Parameter(typeof(object)), members = Expression.Variable(parameters[1].ParameterType.GetElementType()!);
        Expression found = Expression.Condition(Expression.Call(HasMethod, value, members), Expression.Convert(members, typeof(object)), Expression.Constant(null));
        return Expression.Lambda<Func<object, object?>>(Expression.Block(new[] { members }, found), value).Compile();
    }

    private static Func<PSObject, OrderedDictionary?>? CompileTable()
    {
        FieldInfo? set = typeof(PSObject).GetField("_instanceMembers", Hidden), table = set?.FieldType.GetField("_members", Hidden);
        if (table?.FieldType != typeof(OrderedDictionary)) return null;
        ParameterExpression whole = Expression.Parameter(typeof(PSObject)), members = Expression.Variable(set!.FieldType);
        Expression found = Expression.Condition(Expression.ReferenceEqual(members, Expression.Constant(null)), Expression.Constant(null, typeof(OrderedDictionary)), Expression.Field(members, table));
        return Expression.Lambda<Func<PSObject, OrderedDictionary?>>(Expression.Block(new[] { members }, Expression.Assign(members, Expression.Field(whole, set)), found), whole).Compile();
    }

    // A property of the engine's collection of members, or its indexer.
    private static T? CompileGet<T>(string name)
        where T : Delegate
    {
        PropertyInfo? property = Array.Find(Own?.PropertyType.GetProperties(Hidden) ?? Array.Empty<PropertyInfo>(), p => p.Name == name && p.GetIndexParameters().All(i => i.ParameterType == typeof(int)));
        if (property?.GetMethod == null) return null;
        ParameterExpression[] parameters = typeof(T).GetGenericArguments().Reverse().Skip(1).Reverse().Select(Expression.Parameter).ToArray();
        return Expression.Lambda<T>(Expression.Call(Expression.Convert(parameters[0], Own!.PropertyType), property.GetMethod, parameters.Skip(1)), parameters).Compile();
    }
}
