using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Runtime.CompilerServices;

namespace ParallelCmdlets.Internals;

/// <summary>
/// The input that waits in a cmdlet's pipe, read without being bound object by object: the binding of one takes
/// as long as a simple item. Where the engine does not let it be read, it seems empty.
/// </summary>
internal sealed class InputPipe : IEnumerator
{
    private readonly ICommandRuntime? _runtime;

    public InputPipe(ICommandRuntime runtime)
    {
        // A log of what is bound must not miss an object.
        bool logs = RuntimePipe.RuntimeType?.IsInstanceOfType(runtime) != true
            || RuntimePipe.RuntimeType.GetProperty("LogPipelineExecutionDetail", RuntimePipe.Any)?.GetValue(runtime) is not false;
        if (!logs && RuntimePipe.Retrieve != null) _runtime = runtime;
    }

    /// <summary>Gets the object that was read, wrapped as the binding gives it.</summary>
    public object? Current { get; private set; }

    /// <summary>Reads the next object; false when none waits.</summary>
    public bool MoveNext()
    {
        object? next = _runtime == null ? AutomationNull.Value : RuntimePipe.Retrieve!(_runtime);
        Current = next == null ? null : PSObject.AsPSObject(next);
        return next != AutomationNull.Value;
    }

    /// <summary>
    /// Counts what waits of a piped collection, in a copy of its enumerator; null where the input is none, or its
    /// enumerator one whose copy may share what it reads from.
    /// </summary>
    public long? Count()
    {
        object? pipe = EngineObject.Get(_runtime, "InputPipe");
        object? enumerator = pipe?.GetType().GetField("_enumeratorToProcess", RuntimePipe.Any)?.GetValue(pipe);
        if (EngineObject.Get(enumerator, "UpperBound") is int last && EngineObject.Get(enumerator, "CurrentValue") is int current) return Math.Abs((long)last - current);
        if (Copy(enumerator) is not { } copy) return null;
        long count = 0;
        while (copy.MoveNext()) count++;
        return count;
    }

    // Those of arrays and array lists say that they can be copied; that of a list is a value.
    private static IEnumerator? Copy(object? enumerator)
    {
        if (enumerator is ICloneable own && own.GetType().Assembly == typeof(Array).Assembly) return own.Clone() as IEnumerator;
        return enumerator?.GetType().DeclaringType == typeof(List<>) ? RuntimeHelpers.GetObjectValue(enumerator) as IEnumerator : null;
    }

    public void Reset() => throw new NotSupportedException();
}
