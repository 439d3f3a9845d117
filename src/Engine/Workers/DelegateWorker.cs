using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace ParallelCmdlets.Workers;

/// <summary>A delegate as the worker.</summary>
internal sealed class DelegateWorker : CompiledWorker
{
    private readonly Delegate _delegate;
    private readonly string[] _names;

    public DelegateWorker(Delegate @delegate, object definition, string? description = null)
    {
        _delegate = @delegate;
        Definition = definition;
        Description = description ?? "the delegate " + @delegate.GetType();
        ParameterInfo[] invoke = @delegate.GetType().GetMethod("Invoke")!.GetParameters();
        ParameterInfo[] method = @delegate.Method.GetParameters();

        // The method's names say more than the delegate type's; a closed or compiled one has parameters in front.
        _names = method.Skip(Math.Max(0, method.Length - invoke.Length)).Select((p, i) => p.Name ?? invoke[i].Name!).ToArray();
        Parameters = _names.Select(n => new WorkerParameter(n, isMandatory: true)).ToArray();
    }

    public override object Definition { get; }

    public override string Description { get; }

    public override IReadOnlyList<WorkerParameter> Parameters { get; }

    public override Func<object?[], object?> Bind(IReadOnlyDictionary<string, object?> constants, int positional)
    {
        if (constants.Count + positional != _names.Length) throw Errors.ArgumentCount(Description, _names.Length, constants.Count + positional);
        Func<object?[], object?> call = Compile(_delegate, _names);
        if (constants.Count == 0) return call;
        Func<object?[], object?[]> layout = Layout(_names, constants);
        return arguments => call(layout(arguments));
    }

    // One compiled call with the conversions in it: DynamicInvoke costs more than most workers.
    private static Func<object?[], object?> Compile(Delegate target, string[] names)
    {
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        MethodInfo invoke = target.GetType().GetMethod("Invoke")!;
        MethodInfo convert = typeof(ArgumentConverter).GetMethod(nameof(ArgumentConverter.ConvertTo))!;
        IEnumerable<Expression> converted = invoke.GetParameters().Select((p, i) => Expression.Call(
            convert.MakeGenericMethod(p.ParameterType), Expression.ArrayIndex(arguments, Expression.Constant(i)), Expression.Constant(names[i])));
        Expression call = Expression.Invoke(Expression.Constant(target), converted);
        Expression body = invoke.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Constant(System.Management.Automation.Internal.AutomationNull.Value, typeof(object)))
            : Expression.Convert(call, typeof(object));
        Func<object?[], object?> compiled = Expression.Lambda<Func<object?[], object?>>(body, arguments).Compile();
        return given =>
        {
            if (given.Length != names.Length) throw Errors.ArgumentCount(target.GetType().ToString(), names.Length, given.Length);
            return compiled(given);
        };
    }
}
