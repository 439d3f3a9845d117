using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Looks at items as they are accepted, in the caller: tables may be shared with workers, which must not enumerate what
/// others write. Warns once for each class bound to its runspace of which an instance comes.
/// </summary>
internal sealed class PassedItems
{
    private readonly OutOfBandChannel _outOfBand;
    private readonly HashSet<Type> _warned = new();

    // Few items hold a block, and none is kept for it.
    private readonly ConditionalWeakTable<object, Func<Func<ScriptBlock, bool>, object?>> _rebuilt = new();
    private readonly ConditionalWeakTable<object, BroughtNames> _brought = new();
    private readonly ItemNames _names;
    private volatile bool _rebuilds;
    private volatile bool _brings;
    private Type? _last;

    public PassedItems(OutOfBandChannel outOfBand, ItemNames names)
    {
        _outOfBand = outOfBand;
        _names = names;
    }

    /// <summary>Looks at an item, on the pipeline thread.</summary>
    public void See(object? input)
    {
        object? bare = input is PSObject wrapped ? wrapped.BaseObject : input;
        switch (bare)
        {
            case object?[] or IDictionary:
                bool holdsBlocks = false;
                foreach (object? part in HeldCode.PartsOf(bare))
                {
                    holdsBlocks |= part is ScriptBlock;
                    SeeOne(part, bare);
                }

                if (holdsBlocks && bare is IDictionary && HeldCode.Plan(bare) is { } rebuild) Keep(bare, rebuild);
                if (holdsBlocks) Bring(bare, input);
                break;
            case ScriptBlock:
                Bring(bare, input);
                break;
            case PSCustomObject when InstanceMembers.Any(input, static m => m is PSNoteProperty { Value: ScriptBlock or PSObject { BaseObject: ScriptBlock } }):
                Bring(input!, input);
                break;
            default:
                SeeOne(bare, bare);
                break;
        }
    }

    /// <summary>What the code of an item needs in the executor beside what is there; null for nothing.</summary>
    public BroughtNames? BroughtBy(object? input)
    {
        if (!_brings || input == null) return null;
        object? bare = input is PSObject wrapped ? wrapped.BaseObject : input;
        return _brought.TryGetValue(bare is PSCustomObject ? input : bare!, out BroughtNames names) ? names : null;
    }

    /// <summary>The item as the executor gets it on whose thread this is called, with its blocks rebuilt, and those delegates and members whose blocks fulfil a condition.</summary>
    /// <exception cref="MapException">It is a class that is bound to its runspace, or holds one.</exception>
    public object? Rebuild(object? input, Func<ScriptBlock, bool> takes)
    {
        object? bare = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (bare != null && _rebuilds && _rebuilt.TryGetValue(bare, out Func<Func<ScriptBlock, bool>, object?> rebuild)) return rebuild(takes);
        return bare is IDictionary || HeldCode.Plan(input) is not { } plan ? input : plan(takes);
    }

    private void SeeOne(object? value, object? item)
    {
        Type? type = value?.GetType();
        if (type == null || type == _last) return;
        if (value is Type given)
        {
            if (RunspaceAffinity.FindBound(given) is { } refused) Keep(item!, _ => throw Errors.RunspaceBoundClass(refused.Name, "The item"));
            return;
        }

        _last = type;
        if (RunspaceAffinity.FindWithMethods(type) is { } bound && _warned.Add(bound))
            _outOfBand.Post(new StreamRecord(RecordStream.Warning, new WarningRecord(Errors.RunspaceBoundInstance(bound.Name))));
    }

    private void Bring(object item, object? input)
    {
        if (_names.Read(HeldCode.PartsOf(input).OfType<ScriptBlock>()) is not { } names) return;
        _brought.Remove(item);
        _brought.Add(item, names);
        _brings = true;
    }

    private void Keep(object item, Func<Func<ScriptBlock, bool>, object?> rebuild)
    {
        _rebuilt.Remove(item);
        _rebuilt.Add(item, rebuild);
        _rebuilds = true;
    }
}
