using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>What workers write to the streams, and where it comes out.</summary>
public sealed class StreamTests : IDisposable
{
    private const string All = "Out-Warning \"w$_\"; \"o$_\"; Out-Error \"e$_\"; Out-Verbose \"v$_\"; Out-Information \"i$_\"; Out-Debug \"d$_\"";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Warnings_come_once_in_item_order() =>
        Assert.Equal(Numbered("w"), _session.Run("1..9 | Invoke-ParallelMap { Out-Warning \"w$_\" } -ThrottleLimit 3").Succeeded().Warnings);

    [Fact]
    public void Information_comes_once_in_item_order() =>
        Assert.Equal(Numbered("i"), _session.Run("1..9 | Invoke-ParallelMap { Out-Information \"i$_\" } -ThrottleLimit 3").Succeeded().Information.Select(i => i.ToString()));

    [Fact]
    public void Verbose_comes_where_the_caller_wants_it() =>
        Assert.Equal(Numbered("v"), _session.Run("$VerbosePreference = 'Continue'; 1..9 | Invoke-ParallelMap { Out-Verbose \"v$_\" } -NoCapture:$false -ThrottleLimit 3")
            .Succeeded().Verbose.Where(v => v.StartsWith('v')));

    [Fact]
    public void Verbose_does_not_come_where_the_caller_does_not_want_it() =>
        Assert.Empty(_session.Run("1..3 | Invoke-ParallelMap { Out-Verbose \"v$_\" }").Succeeded().Verbose);

    [Fact]
    public void Debug_comes_where_the_caller_wants_it() =>
        Assert.Equal(Numbered("d"), _session.Run("$DebugPreference = 'Continue'; 1..9 | Invoke-ParallelMap { Out-Debug \"d$_\" } -ThrottleLimit 3").Succeeded().Debug);

    [Fact]
    public void A_worker_that_wants_its_own_verbose_has_it() =>
        Assert.Equal(new[] { "v1" }, _session.Run("1 | Invoke-ParallelMap { Out-Verbose \"v$_\" -Verbose }").Succeeded().Verbose);

    [Fact]
    public void WarningAction_of_the_map_hides_warnings() =>
        Assert.Empty(_session.Run("1..3 | Invoke-ParallelMap { Out-Warning \"w$_\" } -WarningAction SilentlyContinue").Succeeded().Warnings);

    [Fact]
    public void WarningVariable_of_the_map_has_the_warnings() =>
        Assert.Equal(new[] { "w1", "w2" }, _session.Run("1..2 | Invoke-ParallelMap { Out-Warning \"w$_\" } -WarningVariable kept -WarningAction SilentlyContinue; $kept").Succeeded().Text);

    [Fact]
    public void The_records_of_one_item_keep_their_order_among_the_streams() =>
        Assert.Equal(
            _session.Run("$VerbosePreference = $DebugPreference = 'Continue'; & { foreach ($_ in 1) { " + All + " } } *>&1").Text,
            _session.Run("$VerbosePreference = $DebugPreference = 'Continue'; 1 | Invoke-ParallelMap { " + All + " } *>&1 | Where-Object { \"$_\" -notlike 'Captured*' }").Text);

    [Fact]
    public void The_records_of_many_items_keep_their_order_among_the_streams() =>
        Assert.Equal(
            _session.Run("& { foreach ($_ in 1..20) { " + All + " } } *>&1").Text,
            _session.Run("1..20 | Invoke-ParallelMap { " + All + " } -ThrottleLimit 4 *>&1").Text);

    [Fact]
    public void Redirected_records_are_the_records_themselves() =>
        Assert.Equal(
            new[] { typeof(WarningRecord), typeof(string), typeof(ErrorRecord), typeof(InformationRecord) },
            _session.Run("1 | Invoke-ParallelMap { " + All + " } *>&1").Output.Select(o => o!.BaseObject.GetType()));

    [Fact]
    public void A_failed_item_keeps_what_it_wrote_to_other_streams() =>
        Assert.Equal(new[] { "w1" }, _session.Run("1 | Invoke-ParallelMap { Out-Warning \"w$_\"; throw 'bad' }").Warnings);

    [Fact]
    public void Progress_comes_out() =>
        Assert.Contains("half", _session.Run("1 | Invoke-ParallelMap { Out-Progress 'half' 7 }").Succeeded().Progress.Select(p => p.StatusDescription));

    [Fact]
    public void Progress_of_two_executors_has_two_ids()
    {
        using var together = new Barrier(2);

        Session.Result result = _session.Run(
            "0..1 | Invoke-ParallelMap { $null = $together.SignalAndWait(20000); Out-Progress \"p$_\" 7; $null = $together.SignalAndWait(20000) } -ThrottleLimit 2",
            ("together", together)).Succeeded();

        Assert.Equal(2, result.Progress.Where(p => p.Activity == "test").Select(p => p.ActivityId).Distinct().Count());
    }

    [Fact]
    public void Progress_of_an_item_keeps_its_one_id()
    {
        Session.Result result = _session.Run("0 | Invoke-ParallelMap { 1..3 | ForEach-Object { Out-Progress \"p$_\" 7 } }").Succeeded();

        Assert.Single(result.Progress.Select(p => p.ActivityId).Distinct());
    }

    [Fact]
    public void Progress_does_not_take_an_id_of_the_callers()
    {
        Session.Result result = _session.Run("Out-Progress 'mine' 7; 0 | Invoke-ParallelMap { Out-Progress 'theirs' 7 }").Succeeded();

        Assert.Equal(2, result.Progress.Select(p => p.ActivityId).Distinct().Count());
    }

    private static string[] Numbered(string letter) => Enumerable.Range(1, 9).Select(i => letter + i).ToArray();
}
