using System.Management.Automation;

namespace ParallelCmdlets.Internals;

/// <summary>
/// What an error of a statement does in the running code: it is written, and the next statement runs; or it leaves the
/// code, as it does within a try, where a trap is set, and in a block that is called by its Invoke method.
/// </summary>
/// <remarks>The engine knows it while it runs and tells nobody; where it can't be asked, errors are written.</remarks>
internal static class StatementErrors
{
    /// <summary>Whether they leave the code that a cmdlet is called by, asked while that runs.</summary>
    public static bool LeaveTheirCode(SessionState caller) => LeaveCodeOf(EngineObject.Get(EngineObject.Get(caller, "Internal"), "ExecutionContext"));

    internal static bool LeaveCodeOf(object? context) =>
        EngineObject.Get(context, "PropagateExceptionsToEnclosingStatementBlock") is true
        || (EngineObject.Has(context, "ShellFunctionErrorOutputPipe") && EngineObject.Get(context, "ShellFunctionErrorOutputPipe") == null);
}
