using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors;

/// <summary>A compiled worker, readied for the items of one map.</summary>
internal sealed class CompiledCall
{
    private readonly CompiledWorker _worker;
    private readonly ItemBinder _binder;
    private readonly Func<object?[], CancellationToken, object?>? _call;
    private readonly bool _takesItemOnly;

    /// <exception cref="MapException">The worker takes another number of arguments than items and constants give.</exception>
    public CompiledCall(PartialWorker worker, ItemBinder binder, InputKind kind, int tupleLength)
    {
        _worker = (CompiledWorker)worker.Target;
        _binder = binder;
        TakesToken = _worker.TakesToken;
        int positional = worker.ArgumentList.Count + (kind == InputKind.Tuple ? tupleLength : 1);
        ArgumentCount = kind == InputKind.Splat ? _worker.Parameters.Count : positional + worker.Constants.Count;
        if (kind != InputKind.Splat) _call = _worker.Bind(Copy(worker), positional);
        _takesItemOnly = kind == InputKind.Single && positional == 1;
    }

    /// <summary>Readies the call for a map.</summary>
    /// <exception cref="MapException">The session's language does not have .NET methods, the worker's class is bound to its runspace, or the worker takes another number of arguments.</exception>
    public static CompiledCall Create(MapContext map)
    {
        MapOptions options = map.Options;
        var worker = (CompiledWorker)options.Worker.Target;
        var trust = new CallerTrust(map.Caller, options.CallingMode, EngineTrust.IsTold);
        if (trust.WasConstrained || trust.LanguageMode != PSLanguageMode.FullLanguage) throw Errors.CompiledInConstrainedLanguage(worker.Description);
        if (worker.Owner is { } owner && RunspaceAffinity.FindBound(owner) is { } bound) throw Errors.RunspaceBoundClass(bound.Name, "The worker");
        return new CompiledCall(options.Worker, new ItemBinder(options.Worker, options.InputKind, options.TupleLength), options.InputKind, options.TupleLength);
    }

    /// <summary>The method's name, as messages give it.</summary>
    public string Method => _worker.Method;

    public int ArgumentCount { get; }

    /// <summary>Whether calls are given a token that a stop or a timeout cancels.</summary>
    public bool TakesToken { get; }

    /// <param name="input">The item.</param>
    /// <param name="only">An array for calls that take nothing but the item: the worker never sees it, so it is used again.</param>
    /// <param name="stop">Cancelled when the item is to end.</param>
    public object? Invoke(object? input, object?[] only, CancellationToken stop)
    {
        if (_takesItemOnly)
        {
            only[0] = input;
            return _call!(only, stop);
        }

        BoundArguments arguments = _binder.Bind(input);
        if (_call != null) return _call(arguments.Positional, stop);

        var named = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (arguments.Named is { } all)
        {
            foreach (DictionaryEntry argument in all) named.Add((string)argument.Key, argument.Value);
        }

        return _worker.Bind(named, arguments.Positional.Length)(arguments.Positional, stop);
    }

    private static Dictionary<string, object?> Copy(PartialWorker worker)
    {
        var copy = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, object?> constant in worker.Constants) copy.Add(constant.Key, constant.Value);
        return copy;
    }
}
