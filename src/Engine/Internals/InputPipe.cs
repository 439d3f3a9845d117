using System;
using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;

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

    public void Reset() => throw new NotSupportedException();
}
