using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Workers;

/// <summary>Binds items to what the constants of a worker leave open.</summary>
internal sealed class ItemBinder
{
    private readonly PartialWorker _worker;
    private readonly InputKind _kind;
    private readonly object?[] _leading;
    private readonly Hashtable? _constants;
    private readonly string? _byName;
    private readonly bool _takesNoArgument;
    private readonly bool _takesTables;
    private readonly WorkerParameter[]? _varying;
    private readonly SplatReader? _splatted;

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
        if (kind == InputKind.Splat)
        {
            _varying = worker.VaryingParameters.Where(p => !p.IsCommon).ToArray();
            _splatted = new SplatReader(_varying);
            _takesTables = worker.Target is not CompiledWorker && !worker.Target.TakesMoreArguments;
            return;
        }

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

        // A table is a splat of the language, where the command binder says what is wrong with a key; an object has properties for others, too.
        if (bare is IDictionary table && _takesTables && table.Keys.Cast<object>().Any(k => _splatted!.IsOther(k.ToString()))) return new BoundArguments(_leading, With(table));

        object?[] values = _splatted!.Read(item, bare);
        if (Array.TrueForAll(values, static v => v == SplatReader.Missing) && _worker.Parameters.Count > 0)
            throw Errors.SplatMatchesNothing(item, string.Join(", ", _worker.Parameters));
        return new BoundArguments(_leading, _constants, _varying!, values);
    }

    private Hashtable With(string name, object? value)
    {
        Hashtable all = _constants == null ? new Hashtable(StringComparer.OrdinalIgnoreCase) : (Hashtable)_constants.Clone();
        all[name] = value;
        return all;
    }

    // A constant wins.
    private Hashtable With(IDictionary table)
    {
        var all = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table)
        {
            string name = entry.Key.ToString();
            if (!_worker.Constants.ContainsKey(_worker.Target.Find(name)?.Name ?? name)) all[name] = entry.Value;
        }

        foreach (KeyValuePair<string, object?> constant in _worker.Constants) all[constant.Key] = constant.Value;
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
