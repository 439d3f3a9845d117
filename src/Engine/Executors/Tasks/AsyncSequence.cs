using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace ParallelCmdlets.Executors.Tasks;

/// <summary>Reads asynchronous sequences of one type to their end.</summary>
internal sealed class AsyncSequence
{
    private const string Interface = "System.Collections.Generic.IAsyncEnumerable`1";

    private readonly Func<object, CancellationToken, object> _begin;
    private readonly Func<object, Task<bool>> _moveNext;
    private readonly Func<object, object?> _current;
    private readonly Func<object, Task> _dispose;

    /// <param name="type">A type with the interface of such a sequence.</param>
    public AsyncSequence(Type type)
    {
        MethodInfo begin = InterfaceOf(type)!.GetMethod("GetAsyncEnumerator")!;
        ParameterExpression sequence = Expression.Parameter(typeof(object)), stop = Expression.Parameter(typeof(CancellationToken));
        _begin = Expression.Lambda<Func<object, CancellationToken, object>>(Expression.Call(Expression.Convert(sequence, begin.DeclaringType!), begin, stop), sequence, stop).Compile();
        Type enumerator = begin.ReturnType;
        _moveNext = Compile<Task<bool>>(enumerator, static e => AsTask(Expression.Call(e, "MoveNextAsync", null)));
        _current = Compile<object?>(enumerator, static e => Expression.Convert(Expression.Property(e, "Current"), typeof(object)));
        _dispose = Compile<Task>(enumerator.GetInterfaces().Single(static i => i.FullName == "System.IAsyncDisposable"), static e => AsTask(Expression.Call(e, "DisposeAsync", null)));
    }

    /// <summary>The interface by which a type is such a sequence, or null.</summary>
    public static Type? InterfaceOf(Type type) => IsInterface(type) ? type : Array.Find(type.GetInterfaces(), IsInterface);

    /// <summary>Gives the elements in the end.</summary>
    public async Task<object?[]> ReadAllAsync(object sequence, CancellationToken stop)
    {
        var all = new List<object?>();
        object enumerator = _begin(sequence, stop);
        try
        {
            while (await _moveNext(enumerator).ConfigureAwait(false)) all.Add(_current(enumerator));
        }
        finally
        {
            await _dispose(enumerator).ConfigureAwait(false);
        }

        return all.ToArray();
    }

    private static bool IsInterface(Type type) => type.IsGenericType && type.GetGenericTypeDefinition().FullName == Interface;

    private static MethodCallExpression AsTask(Expression valueTask) => Expression.Call(valueTask, "AsTask", null);

    private static Func<object, T> Compile<T>(Type type, Func<Expression, Expression> code)
    {
        ParameterExpression value = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, T>>(code(Expression.Convert(value, type)), value).Compile();
    }
}
