using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Threading;
using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>What still runs, and what is released, when a map ends in one way or another.</summary>
public sealed class EndTests : IDisposable
{
    private static readonly TimeSpan Bounded = TimeSpan.FromSeconds(6);

    private readonly Session _session = new();
    private readonly ConcurrentBag<Runspace> _runspaces = new();
    private readonly ManualResetEventSlim _release = new();
    private readonly ManualResetEventSlim _begun = new();
    private int _disposed;

    public void Dispose()
    {
        _release.Set();
        _session.Dispose();
    }

    [Theory]
    [InlineData("1..3 | Invoke-ParallelMap { 1 }")]
    [InlineData("1..3 | Invoke-ParallelMap { throw 'bad' }")]
    [InlineData("1..3 | Invoke-ParallelMap { throw 'bad' } -ErrorAction Stop")]
    [InlineData("1..3 | Invoke-ParallelMap { 1 } | ForEach-Object { throw 'enough' }")]
    [InlineData("Invoke-ParallelMap { 1 } -InputObject $throwing")]
    [InlineData("1..3 | Invoke-ParallelMap { exit }")]
    [InlineData("1..3 | Invoke-ParallelMap { throw [System.Management.Automation.PipelineStoppedException]::new() }")]
    public void The_finalization_script_runs_and_the_runspaces_close(string script)
    {
        using var finalized = new ManualResetEventSlim();

        _session.Run(
            script.Replace("Invoke-ParallelMap", "Invoke-ParallelMap -InitializationScript { $runspaces.Add([runspace]::DefaultRunspace) } -FinalizationScript { $finalized.Set() }", StringComparison.Ordinal),
            Variables(("finalized", finalized)));

        Waiting.For(finalized);
        Waiting.Until(() => !_runspaces.IsEmpty && AllClosed());
    }

    [Fact]
    public void A_failing_finalization_script_is_an_error_and_the_output_stays()
    {
        Session.Result result = _session.Run("1..2 | Invoke-ParallelMap { $_ } -FinalizationScript { throw 'bad' } -ThrottleLimit 1");

        Assert.Equal(new[] { "1", "2" }, result.Text);
        Assert.Equal(new[] { "FinalizationFailed" }, result.ErrorIds);
    }

    [Fact]
    public void The_finalization_script_does_not_run_where_the_initialization_failed()
    {
        using var finalized = new ManualResetEventSlim();

        _session.Run(
            "1 | Invoke-ParallelMap { 1 } -InitializationScript { $runspaces.Add([runspace]::DefaultRunspace); throw 'bad' } -FinalizationScript { $finalized.Set() }",
            Variables(("finalized", finalized)));

        Waiting.Until(AllClosed);
        Assert.False(finalized.IsSet);
    }

    [Theory]
    [InlineData("1 | Invoke-ParallelMap { try { $begun.Set(); while ($true) { } } finally { $release.Wait() } }")]
    [InlineData("1 | Invoke-ParallelMap { $begun.Set(); while ($true) { } } -FinalizationScript { $release.Wait() }")]
    [InlineData("1 | Invoke-ParallelMap { $begun.Set() } -FinalizationScript { $release.Wait() }")]
    [InlineData("1 | Invoke-ParallelMap { 1 } -InitializationScript { $begun.Set(); $release.Wait() }")]
    public void A_stop_does_not_wait_for_scripts_that_block(string script)
    {
        using Session.Running running = _session.Start(script, Variables());
        Waiting.For(_begun);

        var clock = Stopwatch.StartNew();
        running.Stop();

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bounded);
    }

    [Fact]
    public void A_worker_that_stops_its_own_pipeline_fails_its_item_only()
    {
        Session.Result result = _session.Run(
            "1..3 | Invoke-ParallelMap { if ($_ -eq 2) { throw [System.Management.Automation.PipelineStoppedException]::new() }; $_ }");

        Assert.Equal(new[] { "1", "3" }, result.Text);
        Assert.Equal(new[] { "ItemStopped" }, result.ErrorIds);
    }

    [Theory]
    [InlineData("Invoke-ParallelMap { $_ } -InputObject $endless | ForEach-Object { throw 'enough' }")]
    [InlineData("Invoke-ParallelMap { $_ } -Zip $endless, $endless | ForEach-Object { throw 'enough' }")]
    [InlineData("Invoke-ParallelMap { throw 'bad' } -InputObject $endless -ErrorAction Stop")]
    [InlineData("Invoke-ParallelMap { 1 } -Zip $endless, (1, 2)")]
    public void A_lazy_input_is_disposed_of(string script)
    {
        _session.Run(script, Variables());

        Waiting.Until(() => Volatile.Read(ref _disposed) > 0);
    }

    [Fact]
    public void Sequences_of_unequal_length_are_an_error_after_the_tuples_that_there_were()
    {
        Session.Result result = _session.Run("Invoke-ParallelMap { param($a, $b) \"$a$b\" } -Zip $endless, ('x', 'y')", Variables());

        Assert.Equal(new[] { "1x", "1y" }, result.Text);
        Assert.Equal(new[] { "ZipLengths" }, result.ErrorIds);
    }

    [Fact]
    public void A_stop_disposes_of_a_lazy_input()
    {
        using Session.Running running = _session.Start("Invoke-ParallelMap { $begun.Set(); $_ } -InputObject $endless", Variables());
        Waiting.For(_begun);

        running.Stop();

        Waiting.Until(() => Volatile.Read(ref _disposed) > 0);
    }

    private static IEnumerable<int> Throwing()
    {
        yield return 1;
        throw new InvalidTimeZoneException("no more");
    }

    private IEnumerable<int> Endless()
    {
        try
        {
            while (true) yield return 1;
        }
        finally
        {
            Interlocked.Increment(ref _disposed);
        }
    }

    private bool AllClosed() => _runspaces.All(r => r.RunspaceStateInfo.State == RunspaceState.Closed);

    private (string Name, object? Value)[] Variables(params (string Name, object? Value)[] more) => new (string, object?)[]
    {
        ("runspaces", _runspaces), ("release", _release), ("begun", _begun), ("endless", Endless()), ("throwing", Throwing()),
    }.Concat(more).ToArray();
}
