using System;
using System.Management.Automation;
using Xunit;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Calling a partial worker once, in the caller.</summary>
public sealed class InvokeOnceTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_arguments_follow_the_positional_constants() =>
        Assert.Equal("1-2", Value("(New-PartialWorker { param($a, $b) \"$a-$b\" } -ArgumentList 1).Invoke(2)"));

    [Fact]
    public void The_arguments_go_around_the_named_constants() =>
        Assert.Equal("2-1", Value("(New-PartialWorker { param($a, $b) \"$a-$b\" } -Constant @{ b = 1 }).Invoke(2)"));

    [Fact]
    public void The_worker_sees_the_variables_of_its_caller() =>
        Assert.Equal(12, Value("$factor = 4; (New-PartialWorker { param($a) $a * $factor }).Invoke(3)"));

    [Fact]
    public void A_function_is_called_by_its_name() =>
        Assert.Equal("<5>", Value("function Quote($Text) { \"<$Text>\" }; (New-PartialWorker Quote).Invoke(5)"));

    [Fact]
    public void A_method_is_called() => Assert.Equal(8.0, Value("(New-PartialWorker ([Math]::Pow) -ArgumentList 2).Invoke(3)"));

    [Fact]
    public void A_method_is_called_with_a_named_constant() =>
        Assert.Equal(9.0, Value("(New-PartialWorker ([Math]::Pow) -Constant @{ y = 2 }).Invoke(3)"));

    [Fact]
    public void Several_objects_come_as_an_array() =>
        Assert.Equal(new[] { "1", "2" }, _session.Run("(New-PartialWorker { param($a) 1; $a }).Invoke(2)").Succeeded().Text);

    [Fact]
    public void No_output_is_nothing() => Assert.Empty(_session.Run("(New-PartialWorker { param($a) }).Invoke(2)").Succeeded().Output);

    [Fact]
    public void A_null_is_written() => Assert.Equal(1, Value("@((New-PartialWorker { param($a) $null }).Invoke(2)).Count"));

    [Fact]
    public void What_the_worker_throws_can_be_caught() =>
        Assert.Equal("bad 2", Value("try { (New-PartialWorker { param($a) throw \"bad $a\" }).Invoke(2) } catch { $e = $_.Exception; while ($e.InnerException) { $e = $e.InnerException }; $e.Message }"));

    [Fact]
    public void The_mandatory_check_of_the_engine_applies() =>
        Assert.Equal(7, Value("(New-PartialWorker { param([Parameter(Mandatory)] [int] $a) $a }).Invoke('7')"));

    private object? Value(string script) => _session.Value(script);
}
