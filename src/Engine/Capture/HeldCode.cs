using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>
/// The code that a value is or directly holds: script blocks, delegates made of them, and members of script. One level
/// and no more: what holds itself would have no end.
/// </summary>
internal static class HeldCode
{
    /// <summary>The value and what it directly holds, each with the blocks that it calls.</summary>
    public static IEnumerable<object?> PartsOf(object? value)
    {
        object? bare = Bare(value);
        IEnumerable<object?> held = bare switch
        {
            object?[] array => array,
            IDictionary table => TableSnapshot.ValuesOf(table),
            PSCustomObject => InstanceMembers.Of(value).OfType<PSNoteProperty>().Select(p => p.Value),
            _ => Enumerable.Empty<object?>(),
        };
        return held.Prepend(value).SelectMany(p => CodeOf(p).Prepend(Bare(p)));
    }

    /// <summary>
    /// Says how to rebuild a value for the session that will use it, from what it holds now: an executor must not read what
    /// workers write. The way is told whose delegates and members to rebuild. Null for a value that is passed as it is.
    /// </summary>
    public static Func<Func<ScriptBlock, bool>, object?>? Plan(object? value)
    {
        if (value is null or string or ValueType) return null;
        return Bare(value) switch
        {
            PSCustomObject => InstanceMembers.Any(value, HoldsCode) ? PlanObject(value) : null,
            object?[] array => Array.Exists(array, IsCode) ? PlanArray(array) : null,
            Hashtable or IOrderedDictionary => PlanTable((IDictionary)Bare(value)!),
            _ => IsCode(value) ? PlanCode(value) : null,
        };
    }

    /// <summary>Rebuilds a block, or a delegate made of one.</summary>
    public static object? RebuildBlock(object? value, RebuiltModules modules, Func<ScriptBlock, bool> takes) => Bare(value) switch
    {
        ScriptBlock block => BlockRebuilder.RebuildValue(block, modules),
        Delegate @delegate when ScriptDelegate.BlockOf(@delegate) is { } block && takes(block) => ScriptDelegate.Like(@delegate, BlockRebuilder.Rebuild(block, modules)),
        _ => value,
    };

    private static Func<Func<ScriptBlock, bool>, object?> PlanCode(object value) => takes => Rebuild(value, takes);

    private static Func<Func<ScriptBlock, bool>, object?> PlanObject(object value)
    {
        IReadOnlyList<PSMemberInfo> members = InstanceMembers.Of(value);
        return takes => members.Any(m => m is PSNoteProperty ? IsTaken(m.Value, takes) : ScriptMembers.BlocksOf(m).Any(takes))
            ? CopyOf((PSObject)value, members, takes, held => Rebuild(held, takes))
            : value;
    }

    private static Func<Func<ScriptBlock, bool>, object?> PlanArray(object?[] array)
    {
        var elements = (object?[])array.Clone();
        return takes => elements.Any(e => IsTaken(e, takes)) ? EngineTrust.HandOn(array, elements.Select(e => Rebuild(e, takes)).ToArray()) : array;
    }

    private static Func<Func<ScriptBlock, bool>, object?>? PlanTable(IDictionary table)
    {
        var snapshot = new TableSnapshot(table);
        if (!snapshot.Values.Any(IsCode)) return null;
        return takes => snapshot.Values.Any(v => IsTaken(v, takes)) ? EngineTrust.HandOn(table, snapshot.Copy(v => Rebuild(v, takes))) : table;
    }

    private static object? Rebuild(object? value, Func<ScriptBlock, bool> takes) => Bare(value) is not (ScriptBlock or Delegate) && ScriptMembers.BlocksOf(value).Any(takes)
        ? CopyOf(PSObject.AsPSObject(value!), InstanceMembers.Of(value), takes, static held => held)
        : RebuildBlock(value, new RebuiltModules(), takes);

    // Where no copy can have members of its own, the object stays as it is.
    private static PSObject CopyOf(PSObject from, IReadOnlyList<PSMemberInfo> members, Func<ScriptBlock, bool> takes, Func<object?, object?> rebuildHeld)
    {
        var modules = new RebuiltModules();
        PSMemberInfo[] rebuilt = members
            .Select(m => m is PSNoteProperty note ? new PSNoteProperty(note.Name, rebuildHeld(note.Value)) : ScriptMembers.With(m, b => takes(b) ? BlockRebuilder.Rebuild(b, modules) : b))
            .ToArray();
        return InstanceMembers.Copy(from, rebuilt) is { } copy ? EngineTrust.HandOn(from, copy) : from;
    }

    private static bool HoldsCode(PSMemberInfo member) => member is PSNoteProperty ? IsCode(member.Value) : ScriptMembers.IsScript(member);

    private static bool IsCode(object? value) => value is not (null or string or ValueType) && (Bare(value) is ScriptBlock || CodeOf(value).Any());

    private static bool IsTaken(object? value, Func<ScriptBlock, bool> takes) => Bare(value) is ScriptBlock || CodeOf(value).Any(takes);

    // What a value that is no block itself calls.
    private static IEnumerable<ScriptBlock> CodeOf(object? value) =>
        Bare(value) is Delegate @delegate ? ScriptDelegate.BlockOf(@delegate) is { } block ? new[] { block } : Array.Empty<ScriptBlock>() : ScriptMembers.BlocksOf(value);

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
