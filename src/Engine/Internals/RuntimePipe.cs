using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>The pipes of the engine's own command runtime, given as an object. The engine keeps them to itself: null where they are missing.</summary>
internal static class RuntimePipe
{
    public const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static readonly Type? RuntimeType = typeof(PSObject).Assembly.GetType("System.Management.Automation.MshCommandRuntime");

    /// <summary>Writes an object as it is: Cmdlet.WriteObject wraps it, which a loop does not.</summary>
    public static readonly Action<object, object?>? Add = Bind<Action<object, object?>>("OutputPipe", "Add", typeof(object));

    /// <summary>Gives the list in which written objects end, where that is all that becomes of them, as in an assignment; else null.</summary>
    public static readonly Func<object, List<object?>?>? EndList = BindEndList();

    /// <summary>Reads the next object that waits; AutomationNull when none does.</summary>
    public static readonly Func<object, object?>? Retrieve = Bind<Func<object, object?>>("InputPipe", "Retrieve");

    // There may be variables to fill besides, for each object.
    private static Func<object, List<object?>?>? BindEndList()
    {
        PropertyInfo? output = RuntimeType?.GetProperty("OutputPipe", Any);
        FieldInfo? list = output?.PropertyType.GetField("_resultList", Any), outVariables = output?.PropertyType.GetField("_outVariableList", Any);
        FieldInfo? pipelineVariable = output?.PropertyType.GetField("_pipelineVariableObject", Any);
        PropertyInfo? discards = output?.PropertyType.GetProperty("NullPipe", Any);
        if (list == null || outVariables == null || pipelineVariable == null || discards == null) return null;
        ParameterExpression runtime = Expression.Parameter(typeof(object)), pipe = Expression.Variable(output!.PropertyType);
        Expression IsNull(FieldInfo field) => Expression.ReferenceEqual(Expression.Field(pipe, field), Expression.Constant(null));
        Expression isAll = Expression.AndAlso(Expression.AndAlso(IsNull(outVariables), IsNull(pipelineVariable)), Expression.Not(Expression.Property(pipe, discards)));
        Expression end = Expression.Condition(isAll, Expression.Field(pipe, list), Expression.Constant(null, list.FieldType));
        Expression all = Expression.Block(new[] { pipe }, Expression.Assign(pipe, Expression.Property(Expression.Convert(runtime, RuntimeType!), output)), end);
        return Expression.Lambda<Func<object, List<object?>?>>(all, runtime).Compile();
    }

    // Of the pipe that the runtime has at the time of the call: the engine puts another in its place now and then.
    private static T? Bind<T>(string pipe, string method, params Type[] types)
        where T : Delegate
    {
        PropertyInfo? property = RuntimeType?.GetProperty(pipe, Any);
        MethodInfo? called = property?.PropertyType.GetMethod(method, Any, null, types, null);
        if (called == null) return null;
        ParameterExpression runtime = Expression.Parameter(typeof(object));
        ParameterExpression[] arguments = types.Select(t => Expression.Parameter(t)).ToArray();
        Expression call = Expression.Call(Expression.Property(Expression.Convert(runtime, RuntimeType!), property!), called, arguments);
        return Expression.Lambda<T>(call, arguments.Prepend(runtime)).Compile();
    }
}
