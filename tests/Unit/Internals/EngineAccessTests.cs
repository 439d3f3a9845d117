using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using ParallelCmdlets.Executors.Runspaces;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Streams;
using Xunit;

namespace ParallelCmdlets.Tests.Internals;

/// <summary>What is reached of the engine past its public face: it is there, and what serves where it is not.</summary>
public sealed class EngineAccessTests : IDisposable
{
    private const BindingFlags Hidden = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Session _session = new();

    /// <summary>The two ways to invoke a block.</summary>
    public static TheoryData<string> Ways { get; } = new("Fast", "Fallback");

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_fast_way_to_invoke_a_block_is_bound_on_this_engine() =>
        Assert.NotNull(typeof(ScriptBlockInvoker).GetMethod("TryBindInvokeWithPipe", Hidden)!.Invoke(null, null));

    [Fact]
    public void The_list_of_an_assignment_is_reached_on_this_engine() => Assert.NotNull(RuntimePipe.EndList);

    [Theory]
    [MemberData(nameof(Ways))]
    public void Output_is_collected_in_order(string way) => Assert.Equal(new object[] { 1, 2, 3 }, Bare(Invoke(way, "1; 2, 3", 0)));

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_item_is_the_current_object(string way) => Assert.Equal(new object[] { 7 }, Bare(Invoke(way, "$_", 7)));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Arguments_are_passed(string way) => Assert.Equal(new object[] { "a-b" }, Bare(Invoke(way, "param($x, $y) \"$x-$y\"", 7, "a", "b")));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Null_is_output(string way) => Assert.Equal(new object?[] { null }, Bare(Invoke(way, "$null", 7)));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Nothing_is_no_output(string way) => Assert.Empty(Invoke(way, "$null = 1", 7));

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_variable_of_one_call_is_not_seen_by_the_next(string way) =>
        Assert.Equal(new object[] { "<>" }, Bare(Invoke(way, "\"<$left>\"; $left = 1", 7, calls: 2)));

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_error_of_a_statement_is_written_and_the_block_goes_on(string way)
    {
        List<object?> output = Invoke(way, "[int]'bad'; 'after'", 7, out Session.Result result);

        Assert.Equal(new object[] { "after" }, Bare(output));
        Assert.Equal(new[] { "InvalidCastFromStringToInteger" }, result.ErrorIds);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_the_block_throws_comes_out(string way) =>
        Assert.Equal("bad", Assert.IsType<RuntimeException>(Record.Exception(() => Invoke(way, "throw 'bad'", 7)), exactMatch: false).Message);

    private static object?[] Bare(List<object?> output) => output.Select(o => o is PSObject wrapped ? wrapped.BaseObject : o).ToArray();

    private List<object?> Invoke(string way, string text, object? item, params object?[] arguments) => Invoke(way, text, item, out _, 1, arguments);

    private List<object?> Invoke(string way, string text, object? item, int calls) => Invoke(way, text, item, out _, calls);

    /// <summary>Invokes a block of the running pipeline's session on the pipeline's thread, and gives the output of the last call.</summary>
    private List<object?> Invoke(string way, string text, object? item, out Session.Result result, int calls = 1, params object?[] arguments)
    {
        MethodInfo method = typeof(ScriptBlockInvoker).GetMethod(way == "Fast" ? nameof(ScriptBlockInvoker.InvokeItem) : "InvokeWithContext", Hidden)!;
        var output = new ItemOutput(new StreamRecorder(new OutOfBandChannel()));
        Exception? failure = null;
        var code = new Action<PSCmdlet>(_ =>
        {
            ScriptBlock block = Script.Block(text);
            object?[] all = method.GetParameters().Select(p => p.Name switch
            {
                "block" => block,
                "newScope" => true,
                "item" => item,
                "output" => output.Records,
                "pipe" => output.Pipe,
                "arguments" => arguments,
                _ => (object?)null,
            }).ToArray();
            for (int i = 0; i < calls; i++)
            {
                output.Records.Clear();
                try
                {
                    method.Invoke(null, all);
                }
                catch (Exception exception)
                {
                    failure = exception is TargetInvocationException ? exception.InnerException : exception;
                }
            }
        });
        result = _session.Run(code);
        if (failure != null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure).Throw();
        return output.Records;
    }
}
