using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ParallelCmdlets.Executors.Tasks;
using Xunit;

namespace ParallelCmdlets.Tests.Executors.Tasks;

/// <summary>What is waited for, and what comes of it.</summary>
public class AwaitableResultTests
{
    [Theory]
    [InlineData(typeof(Task))]
    [InlineData(typeof(Task<string>))]
    [InlineData(typeof(Task<>))]
    [InlineData(typeof(ValueTask))]
    [InlineData(typeof(ValueTask<int>))]
    [InlineData(typeof(ValueTask<>))]
    [InlineData(typeof(IAsyncEnumerable<int>))]
    [InlineData(typeof(IAsyncEnumerable<>))]
    [InlineData(typeof(Pages))]
    public void Tasks_and_asynchronous_sequences_are_waited_for(Type type) => Assert.True(AwaitableResult.IsAwaitable(type));

    [Theory]
    [InlineData(typeof(void))]
    [InlineData(typeof(object))]
    [InlineData(typeof(string))]
    [InlineData(typeof(Lazy<Task>))]
    [InlineData(typeof(List<Task>))]
    [InlineData(typeof(BothSequences))]
    public void Nothing_else_is_waited_for(Type type) => Assert.False(AwaitableResult.IsAwaitable(type));

    [Fact]
    public async Task The_result_of_a_task_is_the_result() => Assert.Equal("a", await ResultOf(After(Task.Yield, () => "a")));

    [Fact]
    public async Task A_result_of_a_class_that_nobody_else_sees_is_one_too() => Assert.IsType<Hidden>(await ResultOf(After(Task.Yield, () => new Hidden())));

    [Fact]
    public async Task A_task_without_a_result_gives_nothing()
    {
        Assert.Same(AutomationNull.Value, await ResultOf(Task.CompletedTask));
        Assert.Same(AutomationNull.Value, await ResultOf(Task.Delay(1)));
        Assert.Same(AutomationNull.Value, await ResultOf(Nothing()));
    }

    [Fact]
    public async Task The_result_of_a_value_task_is_the_result_whether_it_has_ended_or_not()
    {
        Assert.Equal(1, await ResultOf(new ValueTask<int>(1)));
        Assert.Equal("a", await ResultOf(new ValueTask<string>(After(Task.Yield, () => "a"))));
        Assert.Same(AutomationNull.Value, await ResultOf(default(ValueTask)));
        Assert.Same(AutomationNull.Value, await ResultOf(new ValueTask(Task.Delay(1))));
    }

    [Fact]
    public async Task The_elements_of_an_asynchronous_sequence_are_the_result() => Assert.Equal(new object?[] { 1, null, "b" }, await ResultOf(Sequence(1, null, "b")));

    [Fact]
    public async Task An_asynchronous_sequence_of_a_class_of_its_own_is_read_and_released()
    {
        var pages = new Pages();

        Assert.Equal(new object[] { 1, 2 }, await ResultOf(pages));

        Assert.True(pages.IsDisposed);
    }

    [Fact]
    public async Task An_asynchronous_sequence_is_ended_by_the_token_and_released()
    {
        using var stop = new CancellationTokenSource();
        var pages = new Pages { IsEndless = true };
        AwaitableResult result = AwaitableResult.Of(pages, "Read", stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => result.Task.WaitAsync(Waiting.Limit));
        Assert.True(pages.IsDisposed);
    }

    [Fact]
    public void What_has_ended_need_not_be_waited_for()
    {
        Assert.True(AwaitableResult.Of(Task.FromResult(1), "Read", default).Task.IsCompleted);
        Assert.True(AwaitableResult.Of(new ValueTask<int>(1), "Read", default).Task.IsCompleted);
        Assert.True(AwaitableResult.Of(new Pages(), "Read", default).Task.IsCompleted);
    }

    [Fact]
    public async Task The_exception_is_the_one_that_was_thrown()
    {
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ResultOf(Task.FromException<int>(new InvalidTimeZoneException())));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ResultOf(new ValueTask(Task.FromException(new InvalidTimeZoneException()))));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ResultOf(new Pages { Failure = new InvalidTimeZoneException() }));
    }

    [Fact]
    public async Task A_cancelled_task_is_an_exception_with_what_it_was_cancelled_with()
    {
        var thrown = new OperationCanceledException("for a reason");

        Assert.Same(thrown, await Assert.ThrowsAsync<OperationCanceledException>(() => ResultOf(After<int>(Task.Yield, () => throw thrown))));
        await Assert.ThrowsAsync<TaskCanceledException>(() => ResultOf(Task.FromCanceled(new CancellationToken(canceled: true))));
    }

    [Fact]
    public async Task A_wrapped_task_is_one() => Assert.Equal(1, await ResultOf(new PSObject(Task.FromResult(1))));

    [Theory]
    [InlineData(null)]
    [InlineData("no task")]
    public void What_is_nothing_to_wait_for_is_an_error(object? returned) =>
        Rejected.As("NothingToAwait", () => AwaitableResult.Of(returned, "Read", default));

    private static async Task<object?> ResultOf(object returned)
    {
        AwaitableResult result = AwaitableResult.Of(returned, "Read", default);
        await result.Task.WaitAsync(Waiting.Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return result.GetResult();
    }

    private static async Task<T> After<T>(Func<YieldAwaitable> wait, Func<T> result)
    {
        await wait();
        return result();
    }

    private static async Task Nothing() => await Task.Yield();

    private static async IAsyncEnumerable<object?> Sequence(params object?[] elements)
    {
        foreach (object? element in elements)
        {
            await Task.Yield();
            yield return element;
        }
    }

    private sealed class Hidden;

    /// <summary>An asynchronous sequence of 1 and 2.</summary>
    private sealed class Pages : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private CancellationToken _stop;

        public bool IsEndless { get; init; }

        public Exception? Failure { get; init; }

        public bool IsDisposed { get; private set; }

        public int Current { get; private set; }

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            _stop = cancellationToken;
            return this;
        }

        public ValueTask<bool> MoveNextAsync()
        {
            if (Failure != null) return ValueTask.FromException<bool>(Failure);
            if (IsEndless) return new ValueTask<bool>(Task.Delay(Timeout.Infinite, _stop).ContinueWith(_ => true, _stop, default, TaskScheduler.Default));
            return new ValueTask<bool>(++Current <= 2);
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return default;
        }
    }

    private abstract class BothSequences : IAsyncEnumerable<int>, IEnumerable
    {
        public abstract IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default);

        public abstract IEnumerator GetEnumerator();
    }
}
