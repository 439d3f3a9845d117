using System;
using System.Collections;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Executors.Runspaces;
using ParallelCmdlets.Executors.Tasks;
using ParallelCmdlets.Executors.Threads;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Tests.Executors;

/// <summary>Plain threads, which run a delegate.</summary>
public sealed class ThreadBackendTests : BackendContract
{
    private protected override PartialWorker Worker(Func<object?, CancellationToken, object?> function, CommandInvocationIntrinsics commands) =>
        PartialWorker.Create(function, null, null, commands);

    private protected override ExecutorBackend? TryCreate(MapContext map) => ThreadBackend.TryCreate(map);
}

/// <summary>Runspaces, which run a script.</summary>
public sealed class RunspaceBackendTests : BackendContract
{
    private protected override PartialWorker Worker(Func<object?, CancellationToken, object?> function, CommandInvocationIntrinsics commands) =>
        PartialWorker.Create(
            Script.Block("param($Item, $Function) try { $Function.Invoke($Item, $ParallelItem.CancellationToken) } catch { throw }"), new Hashtable { ["Function"] = function }, null, commands);

    private protected override ExecutorBackend? TryCreate(MapContext map) => RunspaceBackend.TryCreate(map);
}

/// <summary>Asynchronous calls: one that is stuck does not hold its executor.</summary>
public sealed class TaskBackendTests : BackendContract
{
    private protected override bool HoldsItsExecutor => false;

    private protected override PartialWorker Worker(Func<object?, CancellationToken, object?> function, CommandInvocationIntrinsics commands) =>
        PartialWorker.Create(Asynchronous.Of(function), null, null, commands);

    private protected override ExecutorBackend? TryCreate(MapContext map) => TaskBackend.TryCreate(map);
}

/// <summary>Calls that do all before they return their task: one that is stuck holds its executor.</summary>
public sealed class TaskBackendSynchronousTests : BackendContract
{
    private protected override PartialWorker Worker(Func<object?, CancellationToken, object?> function, CommandInvocationIntrinsics commands) =>
        PartialWorker.Create(new Func<object?, CancellationToken, Task<object?>>((item, stop) => Task.FromResult(function(item, stop))), null, null, commands);

    private protected override ExecutorBackend? TryCreate(MapContext map) => TaskBackend.TryCreate(map);
}
