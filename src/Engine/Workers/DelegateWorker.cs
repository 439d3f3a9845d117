using System;
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
        _token = Array.FindLastIndex(invoke, p => p.ParameterType == typeof(CancellationToken));
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

    // One compiled call with the conversions in it: DynamicInvoke costs more than most workers.
    private Func<object?[], CancellationToken, object?> Compile()
    {
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        ParameterExpression stop = Expression.Parameter(typeof(CancellationToken));
        MethodInfo invoke = _delegate.GetType().GetMethod("Invoke")!;
        MethodInfo convert = typeof(ArgumentConverter).GetMethod(nameof(ArgumentConverter.ConvertTo))!;
        int next = 0;
        Expression[] converted = invoke.GetParameters().Select((p, i) => i == _token
            ? stop
            : (Expression)Expression.Call(
                convert.MakeGenericMethod(p.ParameterType), Expression.ArrayIndex(arguments, Expression.Constant(next)), Expression.Constant(_names[next++]))).ToArray();
        Expression call = Expression.Invoke(Expression.Constant(_delegate), converted);
        Expression body = invoke.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Constant(System.Management.Automation.Internal.AutomationNull.Value, typeof(object)))
            : Expression.Convert(call, typeof(object));
        var compiled = Expression.Lambda<Func<object?[], CancellationToken, object?>>(body, arguments, stop).Compile();
        int count = _names.Length;
        string description = Description;
        return (given, token) =>
        {
            if (given.Length != count) throw Errors.ArgumentCount(description, count, given.Length);
            return compiled(given, token);
        };
    }
}
