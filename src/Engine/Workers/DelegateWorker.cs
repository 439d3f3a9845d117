using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;
using System.Threading;

namespace ParallelCmdlets.Workers;

/// <summary>A delegate as the worker.</summary>
internal sealed class DelegateWorker : CompiledWorker
{
    private delegate object? Invocation(Delegate @delegate, object?[] arguments, string[] names, CancellationToken stop);

    private static readonly ConcurrentDictionary<Type, Invocation> Invocations = new();

    private readonly Delegate _delegate;
    private readonly string[] _names;
    private readonly int _token;

    public DelegateWorker(Delegate @delegate, object definition, string? description = null)
    {
        _delegate = @delegate;
        Definition = definition;
        Description = description ?? "the delegate " + @delegate.GetType();
        ParameterInfo[] invoke = @delegate.GetType().GetMethod("Invoke")!.GetParameters();
        ParameterInfo[] method = @delegate.Method.GetParameters();

        // The method's names say more than the delegate type's; a closed or compiled one has parameters in front.
        string[] names = method.Skip(Math.Max(0, method.Length - invoke.Length)).Select((p, i) => p.Name ?? invoke[i].Name!).ToArray();
        _token = TokenPlace(invoke);
        _names = names.Where((_, i) => i != _token).ToArray();
        Parameters = _names.Select(n => new WorkerParameter(n, isMandatory: true)).ToArray();
    }

    public override object Definition { get; }

    public override string Description { get; }

    public override IReadOnlyList<WorkerParameter> Parameters { get; }

    public override string Method => (Definition as PSMethod)?.Name ?? "Invoke";

    public override Type? Owner => _delegate.Target?.GetType() ?? _delegate.Method.DeclaringType;

    public override bool TakesToken => _token >= 0;

    public override Func<object?[], CancellationToken, object?> Bind(IReadOnlyDictionary<string, object?> constants, int positional)
    {
        if (constants.Count + positional != _names.Length) throw Errors.ArgumentCount(Description, _names.Length, constants.Count + positional);
        Func<object?[], CancellationToken, object?> call = Compile();
        if (constants.Count == 0) return call;
        Func<object?[], object?[]> layout = Layout(_names, constants);
        return (arguments, stop) => call(layout(arguments), stop);
    }

    private Func<object?[], CancellationToken, object?> Compile()
    {
        Invocation compiled = Invocations.GetOrAdd(_delegate.GetType(), static type => Compile(type));
        return (given, token) =>
        {
            if (given.Length != _names.Length) throw Errors.ArgumentCount(Description, _names.Length, given.Length);
            return compiled(_delegate, given, _names, token);
        };
    }

    // One compiled call with the conversions in it, for all delegates of a type: DynamicInvoke costs more than most workers.
    private static Invocation Compile(Type type)
    {
        ParameterExpression @delegate = Expression.Parameter(typeof(Delegate));
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        ParameterExpression names = Expression.Parameter(typeof(string[]));
        ParameterExpression stop = Expression.Parameter(typeof(CancellationToken));
        MethodInfo invoke = type.GetMethod("Invoke")!;
        MethodInfo convert = typeof(ArgumentConverter).GetMethod(nameof(ArgumentConverter.ConvertTo))!;
        ParameterInfo[] parameters = invoke.GetParameters();
        int token = TokenPlace(parameters), next = 0;
        Expression Argument(ParameterInfo parameter, int place)
        {
            if (place == token) return stop;
            Expression index = Expression.Constant(next++);
            return Expression.Call(convert.MakeGenericMethod(parameter.ParameterType), Expression.ArrayIndex(arguments, index), Expression.ArrayIndex(names, index));
        }

        Expression call = Expression.Invoke(Expression.Convert(@delegate, type), parameters.Select(Argument).ToArray());
        Expression body = invoke.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Constant(System.Management.Automation.Internal.AutomationNull.Value, typeof(object)))
            : Expression.Convert(call, typeof(object));
        return Expression.Lambda<Invocation>(body, @delegate, arguments, names, stop).Compile();
    }

    private static int TokenPlace(ParameterInfo[] parameters) => Array.FindLastIndex(parameters, p => p.ParameterType == typeof(CancellationToken));
}
