using System;
using System.Collections;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace ParallelCmdlets;

/// <summary>
/// The input that waits in a cmdlet's pipe, read without being bound object by object: the binding of one takes
/// as long as a simple item. The engine keeps the pipe to itself; where it is missing, it seems empty.
/// </summary>
internal sealed class InputPipe : IEnumerator
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Type? RuntimeType = typeof(PSObject).Assembly.GetType("System.Management.Automation.MshCommandRuntime");
    private static readonly Func<object, object?>? Retrieve = TryBindRetrieve();

    private readonly ICommandRuntime? _runtime;

    public InputPipe(ICommandRuntime runtime)
    {
        // A log of what is bound must not miss an object.
        bool logs = RuntimeType?.IsInstanceOfType(runtime) != true
            || RuntimeType.GetProperty("LogPipelineExecutionDetail", Any)?.GetValue(runtime) is not false;
        if (!logs && Retrieve != null) _runtime = runtime;
    }

    /// <summary>Gets the object that was read, wrapped as the binding gives it.</summary>
    public object? Current { get; private set; }

    /// <summary>Reads the next object; false when none waits.</summary>
    public bool MoveNext()
    {
        object? next = _runtime == null ? AutomationNull.Value : Retrieve!(_runtime);
        Current = next == null ? null : PSObject.AsPSObject(next);
        return next != AutomationNull.Value;
    }

    public void Reset() => throw new NotSupportedException();

    private static Func<object, object?>? TryBindRetrieve()
    {
        PropertyInfo? pipe = RuntimeType?.GetProperty("InputPipe", Any);
        MethodInfo? retrieve = pipe?.PropertyType.GetMethod("Retrieve", Any, null, Type.EmptyTypes, null);
        if (retrieve == null) return null;
        ParameterExpression runtime = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, object?>>(
            Expression.Call(Expression.Property(Expression.Convert(runtime, RuntimeType!), pipe!), retrieve), runtime).Compile();
    }
}
