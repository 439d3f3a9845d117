using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>Ending a map in the middle: bounded, with all that it held released.</summary>
public sealed class StopTests : IDisposable
{
    // Far above the bounds of the design, far below a hang: the machine may be busy.
    private static readonly TimeSpan Bounded = TimeSpan.FromSeconds(5);

    private readonly Session _session = new();
    private readonly ConcurrentBag<Runspace> _runspaces = new();
    private readonly CountdownEvent _started = new(2);

    public void Dispose()
    {
        _session.Dispose();
        _started.Dispose();
    }

    [Theory]
    [InlineData("while ($true) { }")]
    [InlineData("for (;;) { [Math]::Sqrt(2) }")]
    [InlineData("foreach ($i in $endless) { }")]
    [InlineData("$endless | ForEach-Object { }")]
    public void A_stop_ends_workers_that_loop(string loop)
    {
        using Session.Running running = Start("0..9 | Invoke-ParallelMap { " + Begin + loop + " } -ThrottleLimit 2");

        var clock = Stopwatch.StartNew();
        Session.Result result = running.Stop();

        Assert.Equal(PSInvocationState.Stopped, result.State);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Bounded);
    }

    [Fact]
    public void A_stop_closes_the_runspaces()
    {
        using Session.Running running = Start("0..9 | Invoke-ParallelMap { " + Begin + "while ($true) { } } -ThrottleLimit 2");

        running.Stop();

        Waiting.Until(() => _runspaces.All(r => r.RunspaceStateInfo.State == RunspaceState.Closed));
    }

    [Fact]
    public void A_stop_does_not_wait_for_a_worker_that_blocks()
    {
        using var release = new ManualResetEventSlim();
        using Session.Running running = Start("0..9 | Invoke-ParallelMap { " + Begin + "$release.Wait() } -ThrottleLimit 2", ("release", release));

        var clock = Stopwatch.StartNew();
        running.Stop();
        TimeSpan took = clock.Elapsed;
        release.Set();

        Assert.InRange(took, TimeSpan.Zero, Bounded);
    }

    [Fact]
    public void A_worker_that_blocked_during_a_stop_closes_its_runspace_when_it_ends()
    {
        using var release = new ManualResetEventSlim();
        using Session.Running running = Start("0..9 | Invoke-ParallelMap { " + Begin + "$release.Wait() } -ThrottleLimit 2", ("release", release));
        running.Stop();

        release.Set();

        Waiting.Until(() => _runspaces.All(r => r.RunspaceStateInfo.State == RunspaceState.Closed));
    }

    [Fact]
    public void A_stop_ends_a_compiled_worker_that_blocks()
    {
        using var release = new ManualResetEventSlim();
        using var begun = new CountdownEvent(2);
        var block = new Func<int, int>(i =>
        {
            begun.Signal();
            release.Wait();
            return i;
        });
        using Session.Running running = _session.Start("Invoke-ParallelMap $block -InputObject (0..1) -ThrottleLimit 2", ("block", block));
        Assert.True(begun.Wait(Waiting.Limit));

        var clock = Stopwatch.StartNew();
        running.Stop();
        TimeSpan took = clock.Elapsed;
        release.Set();

        Assert.InRange(took, TimeSpan.Zero, Bounded);
    }

    [Fact]
    public void A_stop_runs_the_finally_blocks_of_workers()
    {
        using var cleaned = new CountdownEvent(2);
        using Session.Running running = Start(
            "0..1 | Invoke-ParallelMap { try { " + Begin + "while ($true) { } } finally { $null = $cleaned.Signal() } } -ThrottleLimit 2", ("cleaned", cleaned));

        running.Stop();

        Assert.True(cleaned.IsSet);
    }

    [Fact]
    public void A_stop_runs_the_finalization_scripts()
    {
        using var finalized = new CountdownEvent(2);
        using Session.Running running = Start(
            "0..1 | Invoke-ParallelMap { " + Begin + "while ($true) { } } -FinalizationScript { $null = $finalized.Signal() } -ThrottleLimit 2", ("finalized", finalized));

        running.Stop();

        Assert.True(finalized.IsSet);
    }

    [Fact]
    public void A_stop_cancels_the_token_of_the_items()
    {
        using Session.Running running = Start("0..9 | Invoke-ParallelMap { " + Begin + "$ParallelItem.CancellationToken.WaitHandle.WaitOne() } -ThrottleLimit 2");

        running.Stop();

        Waiting.Until(() => _runspaces.All(r => r.RunspaceStateInfo.State == RunspaceState.Closed));
    }

    [Fact]
    public void A_stopped_map_writes_no_error_of_its_items()
    {
        using Session.Running running = Start("0..9 | Invoke-ParallelMap { " + Begin + "while ($true) { } } -ThrottleLimit 2");

        Assert.Empty(running.Stop().Errors);
    }

    [Fact]
    public void The_session_maps_again_after_a_stop()
    {
        using Session.Running running = Start("0..9 | Invoke-ParallelMap { " + Begin + "while ($true) { } } -ThrottleLimit 2");
        running.Stop();

        Assert.Equal(new[] { "2", "4" }, _session.Run("1, 2 | Invoke-ParallelMap { $_ * 2 }").Succeeded().Text);
    }

    [Fact]
    public void A_downstream_throw_ends_an_endless_map()
    {
        Session.Result result = _session.Run(
            "Invoke-ParallelMap { $runspaces.Add([runspace]::DefaultRunspace); $_ } -InputObject $endless | ForEach-Object { throw 'enough' }",
            ("endless", Endless()), ("runspaces", _runspaces));

        Assert.Equal("enough", result.FailureId);
        Waiting.Until(() => _runspaces.All(r => r.RunspaceStateInfo.State == RunspaceState.Closed));
    }

    [Fact]
    public void The_end_of_a_map_closes_its_runspaces()
    {
        _session.Run("0..9 | Invoke-ParallelMap { $runspaces.Add([runspace]::DefaultRunspace) } -ThrottleLimit 2", ("runspaces", _runspaces)).Succeeded();

        Assert.NotEmpty(_runspaces);
        Assert.All(_runspaces, r => Assert.Equal(RunspaceState.Closed, r.RunspaceStateInfo.State));
    }

    [Fact]
    public void A_stop_ends_a_map_within_a_map()
    {
        using Session.Running running = Start("1 | Invoke-ParallelMap { 0..1 | Invoke-ParallelMap { " + Begin + "while ($true) { } } -ThrottleLimit 2 }");

        running.Stop();

        Waiting.Until(() => _runspaces.All(r => r.RunspaceStateInfo.State == RunspaceState.Closed));
    }

    [Fact]
    public void A_stop_ends_a_map_that_waits_for_input()
    {
        using var reading = new ManualResetEventSlim();
        using Session.Running running = _session.Start("& { 1; $reading.Set(); while ($true) { } } | Invoke-ParallelMap { $_ }", ("reading", reading));
        Waiting.For(reading);

        Assert.Equal(PSInvocationState.Stopped, running.Stop().State);
    }

    [Fact]
    public void A_stop_ends_an_initialization_script_that_loops()
    {
        using Session.Running running = Start("0..9 | Invoke-ParallelMap { 1 } -InitializationScript { " + Begin + "while ($true) { } } -ThrottleLimit 2");

        running.Stop();

        Waiting.Until(() => _runspaces.All(r => r.RunspaceStateInfo.State == RunspaceState.Closed));
    }

    [Fact]
    public void A_stop_may_come_at_any_moment()
    {
        for (int moment = 0; moment < 25; moment++)
        {
            using Session.Running running = _session.Start(
                "Invoke-ParallelMap { $runspaces.Add([runspace]::DefaultRunspace); $_ } -InputObject $endless -ThrottleLimit 3",
                ("endless", Endless()), ("runspaces", _runspaces));
            int enough = moment * moment;
            Waiting.Until(() => _runspaces.Count >= enough);

            Assert.Equal(PSInvocationState.Stopped, running.Stop().State);
            Waiting.Until(() => _runspaces.All(r => r.RunspaceStateInfo.State == RunspaceState.Closed));
            _runspaces.Clear();
        }
    }

    private const string Begin = "$runspaces.Add([runspace]::DefaultRunspace); $null = $started.Signal(); ";

    private static System.Collections.Generic.IEnumerable<int> Endless()
    {
        while (true) yield return 1;
    }

    /// <summary>Starts a map of two executors and waits until both run an item.</summary>
    private Session.Running Start(string script, params (string Name, object? Value)[] variables)
    {
        Session.Running running = _session.Start(
            script, variables.Concat(new (string, object?)[] { ("runspaces", _runspaces), ("started", _started), ("endless", Endless()) }).ToArray());
        Assert.True(_started.Wait(Waiting.Limit), "The workers did not start.");
        return running;
    }
}
