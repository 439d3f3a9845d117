using System;
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

    /// <summary>Reads the next object that waits; AutomationNull when none does.</summary>
    public static readonly Func<object, object?>? Retrieve = Bind<Func<object, object?>>("InputPipe", "Retrieve");

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
