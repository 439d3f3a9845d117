using System;
using System.Management.Automation;

namespace ParallelCmdlets.Executors;

/// <summary>Gives an executor's code a running pipeline in its session; no user calls it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ParallelMapExecutor")]
internal sealed class RunItemsCommand : PSCmdlet
{
    public const string Name = "Invoke-ParallelMapExecutor";

    [Parameter(Mandatory = true, Position = 0)]
    public Action<PSCmdlet>? Code { get; set; }

    protected override void EndProcessing() => Code!(this);
}
