using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Threading;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Workers;

/// <summary>A .NET method with its overloads, such as <c>[Math]::Sqrt</c>, as the worker.</summary>
internal sealed class MethodWorker : CompiledWorker
{
    private readonly PSMethod _method;
    private readonly string[][] _overloads;

    public MethodWorker(PSMethod method)
    {
        _method = method;
        _overloads = method.OverloadDefinitions.Select(ParameterNames).ToArray();
        Parameters = _overloads.Length == 1
            ? _overloads[0].Select(n => new WorkerParameter(n, isMandatory: true)).ToArray()
            : _overloads.SelectMany(o => o).Distinct(StringComparer.OrdinalIgnoreCase).Select(n => new WorkerParameter(n)).ToArray();
    }

    public override object Definition => _method;

    public override string Description => "the method " + _method.Name;

    public override IReadOnlyList<WorkerParameter> Parameters { get; }

    public override string Method => _method.Name;

    public override Type? Owner
    {
        get
        {
            object? owner = EngineState.OwnerOf(_method);
            return owner as Type ?? owner?.GetType();
        }
    }

    public override bool TakesToken => TypedDelegate() is { } direct && new DelegateWorker(direct, _method).TakesToken;

    public override Func<object?[], CancellationToken, object?> Bind(IReadOnlyDictionary<string, object?> constants, int positional)
    {
        if (TypedDelegate() is { } direct) return new DelegateWorker(direct, _method, Description).Bind(Renamed(constants, direct), positional);

        string[][] fitting = _overloads
            .Where(o => o.Length == positional + constants.Count && constants.Keys.All(c => o.Contains(c, StringComparer.OrdinalIgnoreCase)))
            .ToArray();
        string definitions = string.Join("; ", _method.OverloadDefinitions);

        if (fitting.Length == 0 && (constants.Count > 0 || !TakesAnyNumber)) throw Errors.NoOverload(Description, positional + constants.Count, definitions);
        int Place(string[] overload, string name) => Array.FindIndex(overload, n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
        if (constants.Keys.Any(c => fitting.Select(o => Place(o, c)).Distinct().Count() > 1)) throw Errors.AmbiguousOverload(Description, definitions);

        Func<object?[], object?[]> layout = constants.Count == 0 ? static a => a : Layout(fitting[0], constants);
        return (arguments, _) => Call(layout(arguments), definitions, severalFit: fitting.Length > 1);
    }

    // With a params array the engine's own overload resolution decides.
    private bool TakesAnyNumber => _method.OverloadDefinitions.Any(d => d.IndexOf("Params ", StringComparison.OrdinalIgnoreCase) >= 0);

    private object? Call(object?[] arguments, string definitions, bool severalFit)
    {
        try
        {
            return _method.Invoke(arguments);
        }
        catch (MethodException exception) when (exception.ErrorRecord.FullyQualifiedErrorId.StartsWith("MethodCountCouldNotFindBest", StringComparison.Ordinal))
        {
            // The engine has one id for none and for several.
            if (severalFit) throw Errors.AmbiguousOverload(Description, definitions, exception);
            throw Errors.NoOverload(Description, arguments.Length, definitions);
        }
        catch (MethodException exception) when (exception.ErrorRecord.FullyQualifiedErrorId.StartsWith("MethodArgumentConversion", StringComparison.Ordinal))
        {
            throw Errors.ArgumentConversion(Description, exception);
        }
    }

    // PowerShell 7 tells the signature of a method without overloads as a type argument, and converts such a method to a delegate.
    private Delegate? TypedDelegate()
    {
        Type type = _method.GetType();
        if (_overloads.Length != 1 || !type.IsGenericType || TakesAnyNumber) return null;
        Type signature = type.GetGenericArguments()[0];
        if (signature.Name.StartsWith("MethodGroup", StringComparison.Ordinal)) signature = signature.GetGenericArguments()[0];
        if (!typeof(Delegate).IsAssignableFrom(signature)) return null;
        return LanguagePrimitives.TryConvertTo(_method, signature, out object result) ? (Delegate)result : null;
    }

    private Dictionary<string, object?> Renamed(IReadOnlyDictionary<string, object?> constants, Delegate direct)
    {
        ParameterInfo[] parameters = direct.Method.GetParameters();
        string[] names = _overloads[0];
        var renamed = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, object?> constant in constants)
        {
            int place = Array.FindIndex(names, n => string.Equals(n, constant.Key, StringComparison.OrdinalIgnoreCase));
            renamed.Add(parameters[place + parameters.Length - names.Length].Name ?? constant.Key, constant.Value);
        }

        return renamed;
    }

    // "static double Pow(double x, double y)": the last word of each part, commas in type arguments aside.
    private static string[] ParameterNames(string definition)
    {
        int open = definition.LastIndexOf('(');
        string list = definition.Substring(open + 1, definition.LastIndexOf(')') - open - 1);
        var names = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i <= list.Length; i++)
        {
            if (i < list.Length && list[i] is '[' or '<') depth++;
            else if (i < list.Length && list[i] is ']' or '>') depth--;
            else if (i == list.Length || (list[i] == ',' && depth == 0))
            {
                string part = list.Substring(start, i - start).Trim();
                if (part.Length > 0) names.Add(part.Substring(part.LastIndexOf(' ') + 1));
                start = i + 1;
            }
        }

        return names.ToArray();
    }
}
