using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>
/// Gives an executor's code a running pipeline in its session. No session knows it by a name; the code waits in a table
/// that no script sees, and is taken from there once: who calls the command again, calls nothing.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "ParallelMapExecutor")]
internal sealed class RunItemsCommand : PSCmdlet
{
    private static readonly ConcurrentDictionary<Guid, Action<PSCmdlet>> Waiting = new();

    /// <summary>The command itself, to be called without a look at the session's commands.</summary>
    public static CmdletInfo Info { get; } = new("Invoke-ParallelMapExecutor", typeof(RunItemsCommand));

    /// <summary>Leaves code for the next call of the command in a session.</summary>
    public static void Leave(Runspace session, Action<PSCmdlet> code) => Waiting[session.InstanceId] = code;

    /// <summary>Takes the code back; null where it was taken.</summary>
    public static Action<PSCmdlet>? Take(Runspace session) => Waiting.TryRemove(session.InstanceId, out Action<PSCmdlet>? code) ? code : null;

    protected override void EndProcessing()
    {
        Action<PSCmdlet> code = Take(Runspace.DefaultRunspace) ?? throw Errors.NotInExecutor();
        code(this);
    }
}
