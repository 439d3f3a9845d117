using System;
using System.Threading;
using System.Threading.Tasks;

namespace ParallelCmdlets.Tests;

/// <summary>Makes an asynchronous function of one that takes its time.</summary>
internal static class Asynchronous
{
    public static Func<object?, CancellationToken, Task<object?>> Of(Func<object?, CancellationToken, object?> function) =>
        (item, stop) => Task.Factory.StartNew(() => function(item, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
