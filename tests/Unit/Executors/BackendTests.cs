using System;
using System.Collections;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Executors.Runspaces;
using ParallelCmdlets.Executors.Threads;
using ParallelCmdlets.Tests.Executors.Tasks;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Executors;

/// <summary>Plain threads, which run a delegate.</summary>
public sealed class ThreadBackendTests : BackendContract
{
    private protected override int Executors(int atOnce) => atOnce;

    private protected override PartialWorker Worker(Func<object?, CancellationToken, object?> function, CommandInvocationIntrinsics commands) =>
        PartialWorker.Create(function, null, null, commands);

    private protected override ExecutorBackend Create(MapContext map, Func<object?, CancellationToken, object?> function, int atOnce) => ThreadBackend.TryCreate(map)!;
}

/// <summary>Runspaces, which run a script.</summary>
public sealed class RunspaceBackendTests : BackendContract
{
    private protected override int Executors(int atOnce) => atOnce;

    private protected override PartialWorker Worker(Func<object?, CancellationToken, object?> function, CommandInvocationIntrinsics commands) =>
        PartialWorker.Create(
            Script.Block("param($Item, $Function) try { $Function.Invoke($Item, $ParallelItem.CancellationToken) } catch { throw }"), new Hashtable { ["Function"] = function }, null, commands);

    private protected override ExecutorBackend Create(MapContext map, Func<object?, CancellationToken, object?> function, int atOnce) => RunspaceBackend.TryCreate(map)!;
}

/// <summary>The third kind: one executor that holds several attempts.</summary>
public sealed class TaskBackendTests : BackendContract
{
    [Fact]
    public override void All_that_get_stuck_one_after_the_other_are_given_up() => base.All_that_get_stuck_one_after_the_other_are_given_up();

    private protected override int Executors(int atOnce) => 1;

    private protected override PartialWorker Worker(Func<object?, CancellationToken, object?> function, CommandInvocationIntrinsics commands) =>
        PartialWorker.Create(function, null, null, commands);

    private protected override ExecutorBackend Create(MapContext map, Func<object?, CancellationToken, object?> function, int atOnce) => new TaskBackend(map, function, atOnce);
}
