using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Workers;

/// <summary>The arguments of one call.</summary>
internal readonly struct BoundArguments
{
    public BoundArguments(object?[] positional, Hashtable? named)
    {
        Positional = positional;
        Named = named;
    }

    public object?[] Positional { get; }

    /// <summary>The arguments by name, or null where there are none.</summary>
    public Hashtable? Named { get; }
}

/// <summary>Binds items to what the constants of a worker leave open.</summary>
internal sealed class ItemBinder
{
    private readonly PartialWorker _worker;
    private readonly InputKind _kind;
    private readonly object?[] _leading;
    private readonly Hashtable? _constants;
    private readonly string? _byName;
    private readonly bool _takesNoArgument;

    /// <param name="worker">The worker with its constants.</param>
    /// <param name="kind">How items bind.</param>
    /// <param name="tupleLength">The elements of a tuple, where items are tuples.</param>
    /// <exception cref="MapException">A mandatory parameter would be bound by nothing, or no parameter is left for the item.</exception>
    public ItemBinder(PartialWorker worker, InputKind kind, int tupleLength)
    {
        _worker = worker;
        _kind = kind;
        _leading = worker.ArgumentList.ToArray();
        _constants = worker.Constants.Count == 0 ? null : CommandCall.Table(worker.Constants.ToDictionary(c => c.Key, c => c.Value));
        if (kind == InputKind.Splat) return;

        int given = kind == InputKind.Tuple ? tupleLength : 1;
        Worker target = worker.Target;
        bool hasPosition = worker.VaryingParameters.Any(p => p.IsPositional);
        bool readsPipeline = target is ScriptWorker { ReadsPipeline: true } or CommandWorker { ReadsPipeline: true };
        if (!hasPosition && ((readsPipeline && !target.TakesMoreArguments) || target is ScriptWorker { TakesMoreArguments: false })) _takesNoArgument = true;
        else if (!hasPosition && target is CommandWorker { PipelineParameter: { } name } && !worker.Constants.ContainsKey(name)) _byName = name;
        else if (!hasPosition && !target.TakesMoreArguments) throw Errors.NothingVaries(target.Description);

        WorkerParameter? unbound = worker.VaryingParameters
            .Where(p => !p.IsPositional || !hasPosition)
            .Concat(worker.VaryingParameters.Where(p => p.IsPositional).Skip(given))
            .FirstOrDefault(p => p.IsMandatory && p.Name != _byName);
        if (unbound != null) throw Errors.UnboundMandatory(unbound.Name, target.Description);
    }

    /// <summary>Binds one item.</summary>
    /// <exception cref="MapException">The item does not fit.</exception>
    public BoundArguments Bind(object? item)
    {
        switch (_kind)
        {
            case InputKind.Tuple:
                return new BoundArguments(WithLeading((object?[])item!), _constants);
            case InputKind.Splat:
                return Splat(item);
            default:
                if (_takesNoArgument) return new BoundArguments(_leading, _constants);
                if (_byName != null) return new BoundArguments(_leading, With(_byName, item));
                return new BoundArguments(WithLeading(new[] { item }), _constants);
        }
    }

    private BoundArguments Splat(object? item)
    {
        object? bare = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (bare is IList elements) return new BoundArguments(WithLeading(elements.Cast<object?>().ToArray()), _constants);

        Hashtable named = _constants == null ? new Hashtable(StringComparer.OrdinalIgnoreCase) : (Hashtable)_constants.Clone();
        bool any = false;
        foreach (WorkerParameter parameter in _worker.VaryingParameters.Where(p => !p.IsCommon))
        {
            if (TryFind(item, bare, parameter, out object? value))
            {
                named[parameter.Name] = value;
                any = true;
            }
            else if (parameter.IsMandatory)
            {
                throw Errors.SplatMissingMandatory(parameter.Name, item);
            }
        }

        if (!any && _worker.Parameters.Count > 0) throw Errors.SplatMatchesNothing(item, string.Join(", ", _worker.Parameters));
        return new BoundArguments(_leading, named.Count == 0 ? null : named);
    }

    private static bool TryFind(object? item, object? bare, WorkerParameter parameter, out object? value)
    {
        foreach (string name in new[] { parameter.Name }.Concat(parameter.Aliases))
        {
            if (bare is IDictionary table)
            {
                object? key = table.Keys.Cast<object>().FirstOrDefault(k => string.Equals(k.ToString(), name, StringComparison.OrdinalIgnoreCase));
                if (key == null) continue;
                value = table[key];
                return true;
            }

            if (item != null && PSObject.AsPSObject(item).Properties[name] is { } property)
            {
                value = property.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    private Hashtable With(string name, object? value)
    {
        Hashtable all = _constants == null ? new Hashtable(StringComparer.OrdinalIgnoreCase) : (Hashtable)_constants.Clone();
        all[name] = value;
        return all;
    }

    private object?[] WithLeading(object?[] arguments)
    {
        if (_leading.Length == 0) return arguments;
        var all = new object?[_leading.Length + arguments.Length];
        _leading.CopyTo(all, 0);
        arguments.CopyTo(all, _leading.Length);
        return all;
    }
}
