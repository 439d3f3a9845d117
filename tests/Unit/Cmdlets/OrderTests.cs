using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>Which outcomes come when.</summary>
public sealed class OrderTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Output_is_in_input_order_though_later_items_finish_first()
    {
        using var later = new CountdownEvent(3);

        string[] output = _session.Run(
            "0..3 | Invoke-ParallelMap { param($i) if ($i -eq 0) { $null = $later.Wait(20000) } else { $null = $later.Signal() }; $i } -ThrottleLimit 2",
            ("later", later)).Succeeded().Text;

        Assert.Equal(new[] { "0", "1", "2", "3" }, output);
    }

    [Fact]
    public void Unordered_output_comes_as_items_finish()
    {
        using var later = new CountdownEvent(2);

        string[] output = _session.Run(
            "0..2 | Invoke-ParallelMap { param($i) if ($i -eq 0) { $null = $later.Wait(20000) } else { $null = $later.Signal() }; $i } -ThrottleLimit 2 -Unordered",
            ("later", later)).Succeeded().Text;

        // Item 0 goes on when item 2 has begun, which the same executor ran after item 1.
        Assert.Equal("1", output[0]);
    }

    [Fact]
    public void Unordered_output_comes_while_the_first_item_still_runs()
    {
        using var written = new ManualResetEventSlim();

        string[] output = _session.Run(
            "0..1 | Invoke-ParallelMap { param($i) if ($i -eq 0) { $null = $written.Wait(20000) }; $i } -ThrottleLimit 2 -Unordered | ForEach-Object { $written.Set(); $_ }",
            ("written", written)).Succeeded().Text;

        Assert.Equal(new[] { "1", "0" }, output);
    }

    [Fact]
    public void Thousands_of_items_come_out_in_order() =>
        Assert.Equal(
            Enumerable.Range(0, 5000).Select(i => (i * 2).ToString(CultureInfo.InvariantCulture)),
            _session.Run("0..4999 | Invoke-ParallelMap { $_ * 2 } -ThrottleLimit 4 -BufferSize 7").Succeeded().Text);

    [Fact]
    public void No_more_input_is_read_than_the_window_holds()
    {
        using var release = new ManualResetEventSlim();
        var source = new CountingSource(1000);
        using Session.Running running = _session.Start(
            "Invoke-ParallelMap { param($i) $null = $release.Wait(20000); $i } -InputObject $source -ThrottleLimit 1 -BufferSize 5",
            ("release", release), ("source", source));
        Waiting.Until(() => source.Read >= 5);
        int read = source.Read;
        release.Set();
        running.Finish().Succeeded();

        Assert.InRange(read, 5, 6);
    }

    [Fact]
    public void Compiled_workers_keep_the_order_too() =>
        Assert.Equal(
            Enumerable.Range(0, 2000).Select(i => (double)i * i),
            _session.Run("Invoke-ParallelMap ([Math]::Pow) -Constant @{ y = 2 } -InputObject (0..1999) -ThrottleLimit 3").Succeeded().Output.Select(o => (double)o!.BaseObject));

    [Fact]
    public void Tuples_come_out_in_order() =>
        Assert.Equal(new[] { "1a", "2b", "3c" }, _session.Run("Invoke-ParallelMap { param($n, $t) \"$n$t\" } -Zip (1..3), ('a', 'b', 'c')").Succeeded().Text);

    [Fact]
    public void No_input_gives_no_output() => Assert.Empty(_session.Run("@() | Invoke-ParallelMap { 1 }").Succeeded().Output);

    [Fact]
    public void Null_is_an_item_of_the_pipeline() =>
        Assert.Equal(new[] { "1", "True", "2" }, _session.Run("1, $null, 2 | Invoke-ParallelMap { if ($null -eq $_) { $true } else { $_ } }").Succeeded().Text);

    [Fact]
    public void An_array_that_comes_down_the_pipeline_is_one_item() =>
        Assert.Equal(new[] { "2", "3" }, _session.Run("(1, 2), (3, 4, 5) | Invoke-ParallelMap { $_.Count }").Succeeded().Text);

    [Fact]
    public void Items_run_side_by_side()
    {
        using var together = new Barrier(2);

        Assert.Equal(
            new[] { "True", "True" },
            _session.Run("0..1 | Invoke-ParallelMap { $together.SignalAndWait(20000) } -ThrottleLimit 2", ("together", together)).Succeeded().Text);
    }

    [Fact]
    public void No_more_runspaces_serve_than_the_limit_says()
    {
        var seen = new ConcurrentBag<Guid>();

        _session.Run("0..200 | Invoke-ParallelMap { $seen.Add([runspace]::DefaultRunspace.InstanceId) } -ThrottleLimit 3", ("seen", seen)).Succeeded();

        Assert.InRange(seen.Distinct().Count(), 1, 3);
    }

    /// <summary>A lazy sequence that counts what is read of it.</summary>
    private sealed class CountingSource : IEnumerable<int>
    {
        private readonly int _count;

        public CountingSource(int count) => _count = count;

        public int Read { get; private set; }

        public IEnumerator<int> GetEnumerator()
        {
            for (int i = 0; i < _count; i++)
            {
                Read++;
                yield return i;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
