using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets;

/// <summary>A worker with constants bound, as New-PartialWorker makes it.</summary>
public sealed class PartialWorker
{
    private readonly Dictionary<string, object?> _constants;
    private readonly object?[] _arguments;

    /// <summary>Binds constants to a worker that has none yet, or to what the older constants leave; a newer constant wins.</summary>
    /// <exception cref="MapException">A constant fits no parameter, or two constants one.</exception>
    internal PartialWorker(Worker target, PartialWorker? older, IDictionary? constants, object?[]? arguments)
    {
        Target = target;
        _arguments = (older?._arguments ?? Array.Empty<object?>()).Concat(arguments ?? Array.Empty<object?>()).ToArray();
        _constants = older == null
            ? new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
            : new Dictionary<string, object?>(older._constants, StringComparer.OrdinalIgnoreCase);

        var added = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry constant in constants ?? new Hashtable())
        {
            string name = NameOf(constant.Key.ToString()!);
            if (!added.Add(name)) throw Errors.ConstantBoundTwice(name, target.Description);
            _constants[name] = constant.Value;
        }

        WorkerParameter[] positional = target.Parameters.Where(p => p.IsPositional).ToArray();
        if (_arguments.Length > positional.Length && !(target.TakesMoreArguments && positional.Length == 0))
            throw Errors.TooManyConstants(_arguments.Length, positional.Length, target.Description);
        WorkerParameter? twice = positional.Take(_arguments.Length).FirstOrDefault(p => _constants.ContainsKey(p.Name));
        if (twice != null) throw Errors.ConstantBoundTwice(twice.Name, target.Description);

        VaryingParameters = positional.Skip(_arguments.Length).Concat(target.Parameters.Where(p => !p.IsPositional))
            .Where(p => !_constants.ContainsKey(p.Name)).ToArray();
    }

    /// <summary>Binds constants to a worker of any kind, or further ones to a partial worker; a name is looked up in the caller's session.</summary>
    /// <exception cref="MapException">The object is no worker, or a constant does not fit it.</exception>
    internal static PartialWorker Create(object? definition, IDictionary? constants, object?[]? arguments, CommandInvocationIntrinsics commands) =>
        new(WorkerFactory.Create(definition, commands), (definition is PSObject wrapped ? wrapped.BaseObject : definition) as PartialWorker, constants, arguments);

    /// <summary>Gets the worker as it was given, without its constants.</summary>
    public object Worker => Target.Definition;

    /// <summary>Gets the constants that are bound by name.</summary>
    public IReadOnlyDictionary<string, object?> Constants => new ReadOnlyDictionary<string, object?>(_constants);

    /// <summary>Gets the constants that are bound to the leading parameters.</summary>
    public IReadOnlyList<object?> ArgumentList => new ReadOnlyCollection<object?>(_arguments);

    /// <summary>Gets the names of the parameters that still vary, common parameters aside.</summary>
    public IReadOnlyList<string> Parameters =>
        VaryingParameters.Where(p => !p.IsCommon).Select(p => p.Name).ToArray();

    internal Worker Target { get; }

    internal WorkerParameter[] VaryingParameters { get; }

    /// <summary>Calls the worker once, in the caller's session, with its constants alone.</summary>
    /// <returns>What the call writes: nothing, the single object, or an array.</returns>
    /// <exception cref="RuntimeException">The worker failed.</exception>
    public object? Invoke() => Call();

    /// <summary>Calls the worker once with an item after the constants; an array is one item.</summary>
    /// <returns>What the call writes: nothing, the single object, or an array.</returns>
    /// <exception cref="RuntimeException">The worker failed.</exception>
    public object? Invoke(object? item) => Call(item);

    /// <summary>Calls the worker once with two arguments after the constants.</summary>
    /// <returns>What the call writes: nothing, the single object, or an array.</returns>
    /// <exception cref="RuntimeException">The worker failed.</exception>
    public object? Invoke(object? first, object? second) => Call(first, second);

    /// <summary>Calls the worker once with three or more arguments after the constants.</summary>
    /// <returns>What the call writes: nothing, the single object, or an array.</returns>
    /// <exception cref="RuntimeException">The worker failed.</exception>
    public object? Invoke(object? first, object? second, object? third, params object?[] further) => Call(new[] { first, second, third }.Concat(further).ToArray());

    /// <summary>The same worker with every constant put through a function of its value and name.</summary>
    internal PartialWorker WithValues(Func<object?, string, object?> change)
    {
        var constants = _constants.ToDictionary(c => c.Key, c => change(c.Value, c.Key));
        return new PartialWorker(Target, null, constants, _arguments.Select((a, i) => change(a, "number " + (i + 1))).ToArray());
    }

    /// <inheritdoc/>
    public override string ToString() =>
        _constants.Count + _arguments.Length is var count && count == 1
            ? Target.Description + " with 1 constant"
            : Target.Description + " with " + count.ToString(System.Globalization.CultureInfo.CurrentCulture) + " constants";

    private object? Call(params object?[] arguments)
    {
        IReadOnlyList<object?> output;
        if (Target is CompiledWorker compiled)
        {
            object?[] all = _arguments.Concat(arguments).ToArray();
            output = CompiledWorker.Output(compiled.Bind(_constants, all.Length)(all, CancellationToken.None));
        }
        else
        {
            object command = Target is ScriptWorker script ? script.Block : ((CommandWorker)Target).Command;
            output = CommandCall.InvokeInCaller(command, _arguments.Concat(arguments).ToArray(), _constants);
        }

        return output.Count switch
        {
            0 => System.Management.Automation.Internal.AutomationNull.Value,
            1 => output[0],
            _ => output.ToArray(),
        };
    }

    private string NameOf(string name)
    {
        WorkerParameter? parameter = Target.Find(name);
        if (parameter != null) return parameter.Name;
        bool common = CommandWorker.CommonParameters.Contains(name) && Target is ScriptWorker { TakesMoreArguments: false };
        if (common || Target.TakesUnknownNames) return name;
        throw Errors.UnknownConstant(name, Target.Description, string.Join(", ", Target.Parameters.Where(p => !p.IsCommon).Select(p => p.Name)));
    }
}
