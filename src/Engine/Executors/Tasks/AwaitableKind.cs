using System;
using System.Collections;
using System.Linq.Expressions;
using System.Management.Automation.Internal;
using System.Threading;
using System.Threading.Tasks;

namespace ParallelCmdlets.Executors.Tasks;

/// <summary>A type of which objects are waited for: how one becomes a task, and where that has its result.</summary>
/// <remarks>
/// Value tasks and asynchronous sequences came after the oldest framework that the module runs on: they are known by
/// their names, and called by code that is compiled once for each type.
/// </remarks>
internal sealed class AwaitableKind
{
    private const string ValueTask = "System.Threading.Tasks.ValueTask";

    // What the task of an asynchronous method has as its result where the method has none.
    private const string NoResult = "System.Threading.Tasks.VoidTaskResult";

    private AwaitableKind(Func<object, CancellationToken, Task> start, Func<Task, object?> read)
    {
        Start = start;
        Read = read;
    }

    public Func<object, CancellationToken, Task> Start { get; }

    /// <summary>Gives the result of the task, which has one by now.</summary>
    public Func<Task, object?> Read { get; }

    /// <summary>Whether it is a type of which objects are waited for; what a pipeline takes apart by itself is none.</summary>
    public static bool IsOne(Type type) =>
        typeof(Task).IsAssignableFrom(type) || IsValueTask(type) || (AsyncSequence.InterfaceOf(type) != null && !typeof(IEnumerable).IsAssignableFrom(type));

    /// <summary>Gives how objects of the type are waited for; null where they are not.</summary>
    public static AwaitableKind? Of(Type type)
    {
        if (!IsOne(type)) return null;
        if (typeof(Task).IsAssignableFrom(type)) return new AwaitableKind(static (task, _) => (Task)task, ReaderOf(type));
        if (!IsValueTask(type)) return new AwaitableKind(new AsyncSequence(type).ReadAllAsync, ReaderOf(typeof(Task<object?[]>)));
        ParameterExpression value = Expression.Parameter(typeof(object)), stop = Expression.Parameter(typeof(CancellationToken));
        Expression task = Expression.Call(Expression.Convert(value, type), "AsTask", null);
        return new AwaitableKind(Expression.Lambda<Func<object, CancellationToken, Task>>(task, value, stop).Compile(), ReaderOf(task.Type));
    }

    private static bool IsValueTask(Type type) => type.IsValueType && type.Namespace + "." + type.Name is ValueTask or ValueTask + "`1";

    private static Func<Task, object?> ReaderOf(Type type)
    {
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>))
        {
            if (type == typeof(Task)) return static _ => AutomationNull.Value;
            type = type.BaseType!;
        }

        if (type.GetGenericArguments()[0].FullName == NoResult) return static _ => AutomationNull.Value;
        ParameterExpression task = Expression.Parameter(typeof(Task));
        return Expression.Lambda<Func<Task, object?>>(Expression.Convert(Expression.Property(Expression.Convert(task, type), "Result"), typeof(object)), task).Compile();
    }
}
