using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace ParallelCmdlets.Executors.Tasks;

/// <summary>What an asynchronous call returned, a task, a value task or an asynchronous sequence: something that ends, and then has a result.</summary>
internal readonly struct AwaitableResult
{
    private static readonly ConcurrentDictionary<Type, AwaitableKind?> Kinds = new();

    private readonly AwaitableKind _kind;

    private AwaitableResult(AwaitableKind kind, Task task)
    {
        _kind = kind;
        Task = task;
    }

    /// <summary>Ends with the call.</summary>
    public Task Task { get; }

    /// <summary>Whether what a method is said to return is waited for.</summary>
    public static bool IsAwaitable(Type type) => AwaitableKind.IsOne(type);

    /// <summary>Takes what a call returned.</summary>
    /// <param name="returned">A task, a value task or an asynchronous sequence.</param>
    /// <param name="method">The name of the method that was called.</param>
    /// <param name="stop">Ends an asynchronous sequence.</param>
    /// <exception cref="MapException">It returned nothing to wait for.</exception>
    public static AwaitableResult Of(object? returned, string method, CancellationToken stop)
    {
        object? bare = returned is PSObject wrapped ? wrapped.BaseObject : returned;
        if (bare == null || Kinds.GetOrAdd(bare.GetType(), static type => AwaitableKind.Of(type)) is not { } kind) throw Errors.NothingToAwait(method);
        return new AwaitableResult(kind, kind.Start(bare, stop));
    }

    /// <summary>Gives the result of a call that has ended, and nothing where it has none; throws what it ended by.</summary>
    public object? GetResult()
    {
        Task.GetAwaiter().GetResult();
        return _kind.Read(Task);
    }
}
