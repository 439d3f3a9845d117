using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;

namespace ParallelCmdlets.Workers;

/// <summary>.NET code as the worker: needs no runspace.</summary>
internal abstract class CompiledWorker : Worker
{
    public override bool TakesMoreArguments => false;

    /// <summary>The class whose code it is, or null where there is none to tell.</summary>
    public abstract Type? Owner { get; }

    /// <summary>The name of the method that is called.</summary>
    public abstract string Method { get; }

    /// <summary>What its overloads return; empty where nothing tells.</summary>
    public abstract IEnumerable<Type> ResultTypes { get; }

    /// <summary>Whether it has a parameter for a cancellation token, which each call is given.</summary>
    public virtual bool TakesToken => false;

    /// <summary>Readies the call for a set of constants; throws where these fit no signature.</summary>
    /// <param name="constants">The constants by name.</param>
    /// <param name="positional">The number of arguments that come by position.</param>
    public abstract Func<object?[], CancellationToken, object?> Bind(IReadOnlyDictionary<string, object?> constants, int positional);

    /// <summary>Makes of a result the output that a pipeline would have: collections item by item, of a void method nothing.</summary>
    public static object?[] Output(object? result) => Several(result) ?? new[] { result };

    /// <summary>Takes a result apart that is not one object of output, but several or none; null for one that is.</summary>
    public static object?[]? Several(object? result)
    {
        if (result == System.Management.Automation.Internal.AutomationNull.Value) return Array.Empty<object?>();

        // The most common ones are looked at no further.
        IEnumerable? many = result is null or string || result.GetType().IsPrimitive ? null : LanguagePrimitives.GetEnumerable(result);
        return many?.Cast<object?>().ToArray();
    }
}
