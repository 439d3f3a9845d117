using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Shell;

internal static class EngineInternals
{
    private const string ExecutionContext = "System.Management.Automation.ExecutionContext, System.Management.Automation";

    /// <summary>Without this, the exit code of a script file that is run as a command goes to $LASTEXITCODE alone.</summary>
    public static void LetExitOfNextScriptEndTheSession(Runspace runspace) => SetRethrowExit(GetContext(runspace), true);

    /// <summary>Marks an object for Out-Default as one that came by the error stream.</summary>
    public static void ShowAsError(PSObject record)
    {
        var stream = typeof(PSObject).GetProperty("WriteStream", BindingFlags.Instance | BindingFlags.NonPublic)!;
        stream.SetValue(record, Enum.Parse(stream.PropertyType, "Error"));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ExecutionContext")]
    [return: UnsafeAccessorType(ExecutionContext)]
    private static extern object GetContext(Runspace runspace);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_ScriptCommandProcessorShouldRethrowExit")]
    private static extern void SetRethrowExit([UnsafeAccessorType(ExecutionContext)] object context, bool value);
}
