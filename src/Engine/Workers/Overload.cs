using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation.Internal;
using System.Reflection;
using System.Threading;

namespace ParallelCmdlets.Workers;

/// <summary>One signature of a method, constructor or delegate: which arguments fit it, how they are laid out, and its call.</summary>
internal sealed class Overload
{
    private static readonly ConcurrentDictionary<MethodBase, Invocation?> Compiled = new();

    private readonly ParameterInfo[] _parameters;
    private readonly object? _instance;
    private readonly int _token;
    private readonly int _params;

    /// <param name="method">The method.</param>
    /// <param name="instance">The object on which it is called; for a static method not used.</param>
    /// <param name="names">The names of its parameters where they have better ones than the method's own.</param>
    public Overload(MethodBase method, object? instance, string[]? names = null)
    {
        Method = method;
        _instance = instance;
        _parameters = method.GetParameters();
        Names = names ?? _parameters.Select((p, i) => p.Name ?? "argument" + (i + 1)).ToArray();
        _token = Array.FindLastIndex(_parameters, p => p.ParameterType == typeof(CancellationToken));
        _params = _parameters.Length > 0 && _parameters[_parameters.Length - 1].IsDefined(typeof(ParamArrayAttribute), false) ? _parameters.Length - 1 : -1;
    }

    private delegate object? Invocation(object? instance, object?[] arguments, string[] names);

    public MethodBase Method { get; }

    public string[] Names { get; }

    public Type ResultType => Method is MethodInfo method ? method.ReturnType : Method.DeclaringType!;

    /// <summary>Whether it has a parameter for a cancellation token, which each call is given.</summary>
    public bool TakesToken => _token >= 0;

    /// <summary>Whether it writes to a variable of its caller's, or to a place in memory.</summary>
    public bool TakesReference => _parameters.Any(p => p.ParameterType.IsByRef || p.ParameterType.IsPointer);

    /// <summary>Whether the arguments decide how it is called: it is generic, or its last parameter takes any number of them.</summary>
    public bool IsOpen => _params >= 0 || Method.ContainsGenericParameters;

    public IEnumerable<WorkerParameter> Parameters => _parameters.Select((p, i) =>
        new WorkerParameter(Names[i], isMandatory: i != _token && i != _params && !p.IsOptional && !p.ParameterType.IsByRef, isPositional: i != _token));

    /// <summary>Whether its parameters are those of another one and a cancellation token.</summary>
    public bool IsTokenTwinOf(Overload other)
    {
        if (!TakesToken || other.TakesToken) return false;
        return _parameters.Where((_, i) => i != _token).Select(p => p.ParameterType).SequenceEqual(other._parameters.Select(p => p.ParameterType));
    }

    /// <summary>Whether constants and so many arguments bind all that must be bound.</summary>
    public bool Fits(IReadOnlyDictionary<string, object?> constants, int positional)
    {
        if (TakesReference || constants.Keys.Any(c => PlaceOf(c) < 0)) return false;
        for (int i = 0; i < _parameters.Length; i++)
        {
            if (i == _token || constants.ContainsKey(Names[i])) continue;
            if (i == _params) positional = 0;
            else if (positional > 0) positional--;
            else if (!_parameters[i].IsOptional) return false;
        }

        return positional == 0;
    }

    public int PlaceOf(string name) => Array.FindIndex(Names, n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Puts constants and arguments in order, as a script would write the call: up to the last one that is given or needed.</summary>
    public object?[] Given(IReadOnlyDictionary<string, object?> constants, object?[] arguments, CancellationToken stop)
    {
        var given = new List<object?>();
        int next = 0, needed = 0;
        for (int i = 0; i < _parameters.Length; i++)
        {
            bool isNeeded = true;
            if (constants.TryGetValue(Names[i], out object? constant)) given.Add(constant);
            else if (i == _params) isNeeded = next < arguments.Length;
            else if (i != _token && next < arguments.Length) given.Add(arguments[next++]);
            else
            {
                given.Add(Filler(i, stop));
                isNeeded = !_parameters[i].IsOptional;
            }

            if (isNeeded) needed = given.Count;
        }

        given.RemoveRange(needed, given.Count - needed);
        given.AddRange(arguments.Skip(next));
        return given.ToArray();
    }

    /// <summary>Completes what a script would write to a value for each parameter.</summary>
    /// <param name="given">What <see cref="Given"/> gave.</param>
    /// <param name="gathers">Whether the last arguments are the elements of the last parameter's array.</param>
    /// <param name="stop">The token.</param>
    public object?[] Complete(object?[] given, bool gathers, CancellationToken stop)
    {
        if (given.Length == _parameters.Length && !gathers) return given;
        var all = new object?[_parameters.Length];
        for (int i = 0; i < all.Length; i++)
        {
            if (i == _params && (gathers || i >= given.Length)) all[i] = Gather(given.Skip(i).ToArray(), i);
            else all[i] = i < given.Length ? given[i] : Filler(i, stop);
        }

        return all;
    }

    /// <summary>Gives the call, which takes a value for each parameter; null where it can't be compiled.</summary>
    public Func<object?[], object?>? Call()
    {
        Invocation? compiled = Compiled.GetOrAdd(Method, static m => Compile(m));
        if (compiled == null) return null;
        object? instance = _instance;
        string[] names = Names;
        return arguments => compiled(instance, arguments, names);
    }

    private object? Filler(int place, CancellationToken stop)
    {
        if (place == _token) return stop;
        ParameterInfo parameter = _parameters[place];
        object? value = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        if (value != null) return value;
        Type type = parameter.ParameterType;
        return type.IsValueType && !SpanArgument.IsSpan(type) ? Activator.CreateInstance(type) : null;
    }

    private Array Gather(object?[] elements, int place)
    {
        Type type = _parameters[place].ParameterType.GetElementType()!;
        Array all = Array.CreateInstance(type, elements.Length);
        for (int i = 0; i < elements.Length; i++) all.SetValue(Element(elements[i], type, Names[place]), i);
        return all;
    }

    // Objects are passed on as they are, custom ones whole.
    private static object? Element(object? value, Type type, string name) =>
        type == typeof(object) ? ArgumentConverter.ConvertTo<object?>(value, name) : ArgumentConverter.Convert(value, type, name);

    // With the conversions in it: reflection costs more than most workers.
    private static Invocation? Compile(MethodBase method)
    {
        ParameterExpression instance = Expression.Parameter(typeof(object));
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        ParameterExpression names = Expression.Parameter(typeof(string[]));
        MethodInfo convert = typeof(ArgumentConverter).GetMethod(nameof(ArgumentConverter.ConvertTo))!;

        Expression Argument(ParameterInfo parameter, int place)
        {
            Expression index = Expression.Constant(place);
            Expression Converted(Type type) => Expression.Call(convert.MakeGenericMethod(type), Expression.ArrayIndex(arguments, index), Expression.ArrayIndex(names, index));
            return SpanArgument.IsSpan(parameter.ParameterType) ? SpanArgument.Make(parameter.ParameterType, Converted) : Converted(parameter.ParameterType);
        }

        try
        {
            Expression[] values = method.GetParameters().Select(Argument).ToArray();
            Type owner = method.DeclaringType!;
            Expression call = method switch
            {
                ConstructorInfo constructor => Expression.New(constructor, values),
                MethodInfo { IsStatic: true } plain => Expression.Call(plain, values),
                var own => Expression.Call(owner.IsValueType ? Expression.Unbox(instance, owner) : Expression.Convert(instance, owner), (MethodInfo)own, values),
            };
            Expression body = call.Type == typeof(void)
                ? Expression.Block(call, Expression.Constant(AutomationNull.Value, typeof(object)))
                : Expression.Convert(call, typeof(object));
            return Expression.Lambda<Invocation>(body, instance, arguments, names).Compile();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or NotSupportedException or TypeLoadException)
        {
            // A kind of parameter or result that no object can be; the engine says what is wrong with it.
            return null;
        }
    }
}
