using System;
using System.Runtime.CompilerServices;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>How deep code may go in an executor.</summary>
public sealed class ExecutorStackTests : IDisposable
{
    private readonly SlidingWindow _window = new(4, new InputOrder());

    public void Dispose() => _window.Stop();

    [Fact]
    public void An_executor_has_the_stack_of_the_engines_pipelines()
    {
        int depth = 0;
        var executor = new FakeExecutor((_, _) => depth = Descend(0));
        var pool = new ExecutorPool(_window, 1, _ => executor, _ => { }, Clock.Start());

        _window.Post(1);
        pool.EnsureExecutor();
        executor.Ended.Wait(Waiting.Limit);

        Assert.InRange(depth, 9000, 10000);
    }

    // A kilobyte and a little for each call, as far as the runtime vouches for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth)
    {
        Span<byte> kilobyte = stackalloc byte[900];
        kilobyte[depth % 900] = 1;
        return RuntimeHelpers.TryEnsureSufficientExecutionStack() ? Descend(depth + 1) + kilobyte[depth % 900] - 1 : depth;
    }
}
