using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>What a worker sees of its caller.</summary>
public sealed class CaptureTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("$x = 5; 1 | Invoke-ParallelMap { $_ + $x }", "6")]
    [InlineData("function Add-One($n) { $n + 1 }; 1 | Invoke-ParallelMap { Add-One $_ }", "2")]
    [InlineData("function Inner($n) { $n * 10 }; function Outer($n) { Inner ($n + 1) }; 1 | Invoke-ParallelMap { Outer $_ }", "20")]
    [InlineData("$k = 3; function Times($n) { $n * $k }; 2 | Invoke-ParallelMap { Times $_ }", "6")]
    [InlineData("function Add-One($n) { $n + 1 }; 1 | Invoke-ParallelMap Add-One", "2")]
    [InlineData("$x = 5; 1 | Invoke-ParallelMap { $using:x + $_ }", "6")]
    [InlineData("$x = @{ Key = 5 }; 1 | Invoke-ParallelMap { $using:x['Key'] + $_ }", "6")]
    [InlineData("$x = 'abc'; 1 | Invoke-ParallelMap { $using:x.Length + $_ }", "4")]
    [InlineData("$x = 5; 1 | Invoke-ParallelMap { 1 | Invoke-ParallelMap { $using:x } }", "5")]
    [InlineData("$b = { param($n) $n * 7 }; 2 | Invoke-ParallelMap { & $b $_ }", "14")]
    [InlineData("$b = { param($n) $n * 7 }; 2 | Invoke-ParallelMap { & $using:b $_ }", "14")]
    [InlineData("2 | Invoke-ParallelMap { param($n, $b) & $b $n } -Constant @{ b = { param($n) $n * 7 } }", "14")]
    [InlineData("{ 42 } | Invoke-ParallelMap { & $_ }", "42")]
    [InlineData("enum Colour { Red; Green }; 1 | Invoke-ParallelMap { [Colour]$_ }", "Green")]
    [InlineData("class Point { [int] $X }; 4 | Invoke-ParallelMap { [Point]@{ X = $_ } } | ForEach-Object { $_.X }", "4")]
    [InlineData("$x = 1; 1 | Invoke-ParallelMap { $x = 9 }; $x", "1")]
    [InlineData("$name = 'x'; $x = 5; 1 | Invoke-ParallelMap { (Get-Variable x -ValueOnly -ErrorAction Ignore) + 1 } -Variable x -NoCapture -ErrorAction Ignore; 'done'", "done")]
    [InlineData("$x = 5; 1 | Invoke-ParallelMap { \"<$x>\" } -NoCapture", "<>")]
    [InlineData("$x = 5; 1 | Invoke-ParallelMap { \"<$x>\" } -NoCapture -Variable x", "<5>")]
    [InlineData("function F { 8 }; 1 | Invoke-ParallelMap { F } -NoCapture -Function F", "8")]
    public void The_worker_gives(string script, string expected) => Assert.Equal(expected, _session.Run(script).Text[^1]);

    [Fact]
    public void A_captured_object_is_the_same_object()
    {
        var accumulator = new Accumulator();

        _session.Run("1..10 | Invoke-ParallelMap { $null = $accumulator.Add($_) }", ("accumulator", accumulator)).Succeeded();

        Assert.Equal(55, accumulator.Sum);
    }

    [Fact]
    public void A_captured_collection_stays_one_object()
    {
        var list = new ConcurrentBag<int>();

        _session.Run("1..3 | Invoke-ParallelMap { $list.Add($_) }", ("list", list)).Succeeded();

        Assert.Equal(3, list.Count);
    }

    [Fact]
    public void Captured_names_are_told_in_the_verbose_stream()
    {
        string[] verbose = _session.Run("$x = 1; function F { 2 }; 1 | Invoke-ParallelMap { $x; F } -Verbose").Succeeded().Verbose.ToArray();

        Assert.Contains("Captured variable $x.", verbose);
        Assert.Contains("Captured function F.", verbose);
    }

    [Fact]
    public void A_using_expression_is_evaluated_once()
    {
        int asked = 0;
        var source = new Func<int>(() => Interlocked.Increment(ref asked));
        _session.Run("$holder = [Management.Automation.PSObject]::new(); $holder.psobject.Properties.Add([Management.Automation.PSScriptProperty]::new('Next', { $source.Invoke() }))", ("source", source)).Succeeded();

        string[] output = _session.Run("1..5 | Invoke-ParallelMap { $using:holder.Next } -ThrottleLimit 2").Succeeded().Text;

        Assert.Equal(1, asked);
        Assert.Equal(Enumerable.Repeat("1", 5), output);
    }

    [Fact]
    public void Items_leave_each_other_nothing() =>
        Assert.Equal(
            new[] { "<>", "<>", "<>" },
            _session.Run("1..3 | Invoke-ParallelMap { \"<$left>\"; $left = $_ } -ThrottleLimit 1").Succeeded().Text);

    [Fact]
    public void The_index_of_the_item_is_known() =>
        Assert.Equal(new[] { "0a", "1b" }, _session.Run("'a', 'b' | Invoke-ParallelMap { \"$($ParallelItem.Index)$_\" }").Succeeded().Text);

    [Fact]
    public void A_first_attempt_is_number_one() =>
        Assert.Equal(new[] { "1" }, _session.Run("'a' | Invoke-ParallelMap { $ParallelItem.Attempt }").Succeeded().Text);

    [Fact]
    public void An_instance_of_a_bound_class_gives_one_warning()
    {
        string warning = Assert.Single(_session.Run(
            "class Bound { [int] $X; [int] M() { return 1 } }; $all = 1..5 | ForEach-Object { [Bound]::new() }; $all | Invoke-ParallelMap { $_.X }").Succeeded().Warnings);

        Assert.Contains("[Bound]", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Initialization_and_finalization_run_once_per_executor()
    {
        var log = new ConcurrentQueue<string>();

        _session.Run(
            "1..20 | Invoke-ParallelMap { $log.Enqueue('item') } -InitializationScript { $log.Enqueue('first') } -FinalizationScript { $log.Enqueue('last') } -ThrottleLimit 1",
            ("log", log)).Succeeded();

        Assert.Equal(Enumerable.Repeat("item", 20).Prepend("first").Append("last"), log);
    }

    [Fact]
    public void What_the_initialization_defines_is_there_for_the_items() =>
        Assert.Equal(new[] { "9", "9" }, _session.Run("1..2 | Invoke-ParallelMap { Get-Nine } -InitializationScript { function Get-Nine { 9 } }").Succeeded().Text);
}
