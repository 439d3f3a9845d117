using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Delegates as workers, and the output of compiled workers.</summary>
public class DelegateWorkerTests
{
    private static readonly Dictionary<string, object?> NoConstants = new();

    [Fact]
    public void Its_parameters_have_the_names_of_the_method() =>
        Assert.Equal(new[] { "left", "right" }, Worker((int left, int right) => left - right).Parameters.Select(p => p.Name));

    [Fact]
    public void All_its_parameters_are_mandatory() =>
        Assert.All(Worker((int left, int right) => left - right).Parameters, p => Assert.True(p.IsMandatory));

    [Fact]
    public void It_is_called_with_the_arguments_in_order() =>
        Assert.Equal(7, Call(Worker((int left, int right) => left - right), 10, 3));

    [Fact]
    public void A_static_method_makes_a_worker() =>
        Assert.Equal(7, Call(Worker((Func<int, int, int>)Shapes.Subtract), 10, 3));

    [Fact]
    public void An_instance_method_makes_a_worker()
    {
        var accumulator = new Accumulator();

        Call(Worker((Func<int, int>)accumulator.Add), 5);

        Assert.Equal(5, accumulator.Sum);
    }

    [Fact]
    public void A_named_constant_takes_its_place()
    {
        Func<object?[], CancellationToken, object?> call = Worker((int left, int right) => left - right).Bind(new Dictionary<string, object?> { ["left"] = 10 }, 1);

        Assert.Equal(7, call(new object[] { 3 }, default));
    }

    [Fact]
    public void Arguments_are_converted_as_the_language_does() => Assert.Equal(10, Call(Worker((int a) => a * 2), "5"));

    [Fact]
    public void Wrapped_arguments_are_unwrapped() => Assert.Equal(10, Call(Worker((int a) => a * 2), PSObject.AsPSObject(5)));

    [Fact]
    public void An_argument_that_cannot_be_converted_is_refused() =>
        Rejected.As("ArgumentConversion", () => Call(Worker((int a) => a), "five"));

    [Fact]
    public void Too_few_arguments_are_refused_before_any_call() =>
        Rejected.As("ArgumentCount", () => Worker((int left, int right) => left - right).Bind(NoConstants, 1));

    [Fact]
    public void Too_many_arguments_are_refused_before_any_call() =>
        Rejected.As("ArgumentCount", () => Worker((int a) => a).Bind(NoConstants, 2));

    [Fact]
    public void A_call_with_another_number_of_arguments_than_was_said_is_refused() =>
        Rejected.As("ArgumentCount", () => Worker((int a) => a).Bind(NoConstants, 1)(new object[] { 1, 2 }, default));

    [Fact]
    public void What_the_delegate_throws_comes_out() =>
        Assert.Throws<InvalidTimeZoneException>(() => Call(Worker((Func<int, int>)Shapes.Fail), 1));

    [Fact]
    public void A_void_delegate_writes_nothing() => Assert.Empty(Output(Call(Worker((Action<int>)Shapes.Nothing), 1)));

    [Fact]
    public void A_null_result_is_written() => Assert.Equal(new object?[] { null }, Output(Call(Worker((int _) => (string?)null), 1)));

    [Fact]
    public void A_collection_is_written_element_by_element() => Assert.Equal(new object[] { 1, 2 }, Output(new[] { 1, 2 }));

    [Fact]
    public void A_string_is_written_as_one() => Assert.Equal(new object[] { "ab" }, Output("ab"));

    [Fact]
    public void A_dictionary_is_written_as_one()
    {
        var table = new Hashtable { ["a"] = 1 };

        Assert.Same(table, Assert.Single(Output(table)));
    }

    [Fact]
    public void A_lazy_result_is_written_element_by_element() => Assert.Equal(new object[] { 0, 1, 2 }, Output(Enumerable.Range(0, 3)));

    private static DelegateWorker Worker(Delegate @delegate) => new(@delegate);

    private static object? Call(DelegateWorker worker, params object?[] arguments) => worker.Bind(NoConstants, arguments.Length)(arguments, default);

    private static object?[] Output(object? result) => CompiledWorker.Output(result);
}
