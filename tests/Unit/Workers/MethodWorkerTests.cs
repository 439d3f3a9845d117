using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Threading;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>.NET methods with their overloads as workers.</summary>
public sealed class MethodWorkerTests : IDisposable
{
    private const string Type = "[ParallelCmdlets.Tests.Shapes]::";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_static_method_is_called() => Assert.Equal(4.0, Call("[Math]::Sqrt", 16.0));

    [Fact]
    public void A_method_without_overloads_has_its_parameters() =>
        Assert.Equal(new[] { "left", "right" }, Worker(Type + "Subtract").Parameters.Select(p => p.Name));

    [Fact]
    public void A_method_with_overloads_has_the_parameters_of_all() =>
        Assert.Equal(new[] { "unit", "value" }, Worker(Type + "Kind").Parameters.Select(p => p.Name).Order());

    [Fact]
    public void A_method_of_an_object_is_called_on_that_object()
    {
        var accumulator = new Accumulator();
        _session.Run("", ("accumulator", accumulator));

        Call("$accumulator.Add", 5);

        Assert.Equal(5, accumulator.Sum);
    }

    [Fact]
    public void An_argument_is_converted() => Assert.Equal(4.0, Call("[Math]::Sqrt", "16"));

    [Fact]
    public void A_wrapped_argument_is_unwrapped() => Assert.Equal(4.0, Call("[Math]::Sqrt", PSObject.AsPSObject(16)));

    [Theory]
    [InlineData(5, "number 5")]
    [InlineData("five", "text five")]
    public void The_overload_is_chosen_by_the_type_of_the_argument(object argument, string expected) => Assert.Equal(expected, Call(Type + "Kind", argument));

    [Fact]
    public void The_overload_is_chosen_by_the_number_of_arguments() => Assert.Equal("number 5 km", Call(Type + "Kind", 5, " km"));

    [Fact]
    public void A_named_constant_takes_its_place() =>
        Assert.Equal(7, Worker(Type + "Subtract").Bind(Constants("left", 10), 1)(new object[] { 3 }, default));

    [Fact]
    public void A_named_constant_chooses_the_overload_that_has_it() =>
        Assert.Equal("number 5 km", Worker(Type + "Kind").Bind(Constants("unit", " km"), 1)(new object[] { 5 }, default));

    [Fact]
    public void A_method_with_a_parameter_array_takes_single_arguments() => Assert.Equal(3, Call(Type + "Count", "a", "b", "c"));

    [Fact]
    public void No_overload_with_that_many_arguments_is_an_error() => Rejected.As("NoOverload", () => Call(Type + "Kind", 1, 2, 3));

    [Fact]
    public void No_overload_with_that_constant_and_number_is_an_error() =>
        Rejected.As("NoOverload", () => Worker(Type + "Kind").Bind(Constants("unit", " km"), 2));

    [Fact]
    public void The_error_of_a_missing_overload_tells_those_that_there_are()
    {
        MapException error = Rejected.As("NoOverload", () => Call(Type + "Kind", 1, 2, 3));

        Assert.Contains("string unit", error.Message);
    }

    [Fact]
    public void A_constant_whose_place_depends_on_the_overload_is_ambiguous() =>
        Rejected.As("AmbiguousOverload", () => Worker(Type + "Place").Bind(Constants("text", "t"), 1));

    [Fact]
    public void Overloads_that_an_argument_does_not_tell_apart_are_ambiguous() =>
        Rejected.As("AmbiguousOverload", () => Call(Type + "Either", new object?[] { null }));

    [Fact]
    public void An_argument_that_cannot_be_converted_is_an_error() =>
        Rejected.As("ArgumentConversion", () => Call(Type + "Subtract", "ten", 3));

    [Fact]
    public void What_the_method_throws_is_the_cause_of_what_comes_out()
    {
        Exception error = Assert.ThrowsAny<Exception>(() => Call(Type + "Fail", 7));

        Assert.IsType<InvalidTimeZoneException>(error.InnerException ?? error);
    }

    [Fact]
    public void A_void_method_writes_nothing() =>
        Assert.Empty(CompiledWorker.Output(Call(Type + "Nothing", 1)));

    [Fact]
    public void A_parameter_with_a_default_value_may_be_left_out() => Assert.Equal("1,5", Call(Type + "Optional", 1));

    [Fact]
    public void A_parameter_with_a_default_value_may_be_given() => Assert.Equal("1,9", Call(Type + "Optional", 1, 9));

    [Fact]
    public void A_parameter_array_may_have_no_elements() => Assert.Equal(0, Call(Type + "Count"));

    [Fact]
    public void A_token_is_the_calls_own()
    {
        using var source = new CancellationTokenSource();

        Assert.Equal(source.Token, Worker(Type + "Token").Bind(new Dictionary<string, object?>(), 1)(new object[] { 1 }, source.Token));
    }

    [Fact]
    public void An_overload_with_a_token_more_is_called_in_place_of_the_one_without() => Assert.Equal("with token", Call(Type + "Twin", 1));

    [Fact]
    public void A_span_is_made_of_a_text() => Assert.Equal(3, Call(Type + "Length", "abc"));

    [Fact]
    public void A_method_with_reference_parameters_is_refused() => Rejected.As("ReferenceParameter", () => Call("[int]::TryParse", "1"));

    [Fact]
    public void Where_the_engine_tells_nothing_it_chooses_by_itself()
    {
        var worker = new MethodWorker((PSMethod)_session.Value(Type + "Kind")!, null);

        Assert.Equal("text five", worker.Bind(new Dictionary<string, object?>(), 1)(new object[] { "five" }, default));
    }

    [Fact]
    public void Where_the_engine_tells_nothing_a_constant_has_no_name() =>
        Rejected.As("NoOverload", () => new MethodWorker((PSMethod)_session.Value(Type + "Kind")!, null).Bind(Constants("unit", " km"), 1));

    private static Dictionary<string, object?> Constants(string name, object value) => new(StringComparer.OrdinalIgnoreCase) { [name] = value };

    private MethodWorker Worker(string method) => (MethodWorker)WorkerFactory.Create(_session.Value(method), _session.Commands);

    private object? Call(string method, params object?[] arguments)
    {
        object? result = Worker(method).Bind(new Dictionary<string, object?>(), arguments.Length)(arguments, default);
        return result is PSObject wrapped && result != AutomationNull.Value ? wrapped.BaseObject : result;
    }
}
