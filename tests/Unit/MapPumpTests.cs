using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Executors.Tasks;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Sinks;
using ParallelCmdlets.Streams;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>A whole map without a cmdlet: inputs go in, and outcomes come out at the sinks. Its executors are the tests' own.</summary>
public sealed class MapPumpTests : IDisposable
{
    private readonly RecordingSink _sink = new();
    private readonly RecordingSink _other = new();
    private readonly ManualResetEventSlim _release = new();
    private MapContext _context = null!;
    private MapPump _pump = null!;

    public void Dispose()
    {
        _release.Set();
        _pump.Dispose();
    }

    [Fact]
    public void Every_sink_takes_every_outcome_in_input_order()
    {
        Map((item, _) => (int)item! * 2);

        Run(Enumerable.Range(0, 100));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (object)(i * 2)), _sink.Output);
        Assert.Equal(_sink.Outcomes.Select(o => o.Index), _other.Outcomes.Select(o => o.Index));
    }

    [Fact]
    public void More_items_than_the_window_holds_come_through()
    {
        Map((item, _) => item, options => options.WindowSize = 1);

        Run(Enumerable.Range(0, 50));

        Assert.Equal(50, _sink.Outcomes.Count);
    }

    [Fact]
    public void An_unordered_map_gives_what_has_finished_though_the_first_item_runs()
    {
        Map(
            (item, _) =>
            {
                if ((int)item! == 0) _release.Wait(Waiting.Limit);
                return item;
            },
            options => options.Unordered = true);
        _sink.Taken = _release.Set;

        Run(new[] { 0, 1 });

        Assert.Equal(new object[] { 1, 0 }, _sink.Output);
    }

    [Fact]
    public void What_does_not_wait_for_its_turn_reaches_every_sink()
    {
        var record = new StreamRecord(RecordStream.Warning, new WarningRecord("from an executor"));
        Map((item, _) =>
        {
            _context.OutOfBand.Post(record);
            return item;
        });

        Run(new[] { 1 });

        Assert.Same(record, Assert.Single(_sink.OutOfBand));
        Assert.Same(record, Assert.Single(_other.OutOfBand));
    }

    [Fact]
    public void What_was_a_result_stands_for_its_item()
    {
        Map((item, _) => item, options => options.Rerun = true);

        Run(new object[] { new ParallelResult(0, "item", Array.Empty<object?>(), Array.Empty<ErrorRecord>(), ItemState.Failed, 1, DateTime.UnixEpoch, TimeSpan.Zero, 1, DateTime.UnixEpoch) });

        Assert.Equal("item", Assert.Single(_sink.Output));
    }

    [Fact]
    public void Too_many_failed_items_end_the_map_after_the_last_of_them_was_written()
    {
        Map((item, _) => (int)item! > 2 ? throw new InvalidTimeZoneException() : item, limit: "2");

        Rejected.As("ErrorLimitReached", () => Run(Enumerable.Range(0, 100)));

        Assert.Equal(new[] { true, true, true, false, false }, _sink.Outcomes.Select(o => o.Failure == null));
    }

    [Fact]
    public void The_items_before_an_input_that_throws_are_written()
    {
        static IEnumerable<int> Throwing()
        {
            yield return 1;
            yield return 2;
            throw new InvalidTimeZoneException("no more");
        }

        Map((item, _) => item);

        Rejected.As("InputFailed", () => Run(Throwing()));

        Assert.Equal(new object[] { 1, 2 }, _sink.Output);
    }

    [Fact]
    public void An_input_is_disposed_of_when_a_sink_has_enough()
    {
        bool disposed = false;
        IEnumerable<int> Endless()
        {
            try
            {
                while (true) yield return 1;
            }
            finally
            {
                disposed = true;
            }
        }

        Map((item, _) => throw new InvalidTimeZoneException(), limit: "1");

        Rejected.As("ErrorLimitReached", () => Run(Endless()));

        Assert.True(disposed);
    }

    [Fact]
    public void An_executor_that_crashes_fails_the_map()
    {
        Start(_ => new Crashing(), _ => { }, limit: null);

        Rejected.As("ExecutorFailed", () => Run(Enumerable.Range(0, 100)));
    }

    [Fact]
    public void A_stop_from_another_thread_ends_the_wait_of_the_pump()
    {
        using var begun = new ManualResetEventSlim();
        Map((item, stop) =>
        {
            begun.Set();
            return stop.WaitHandle.WaitOne(Waiting.Limit);
        });
        Waiting.Started run = Waiting.Start(() => Assert.Throws<PipelineStoppedException>(() => Run(new[] { 1, 2, 3 })));
        Waiting.For(begun);

        _pump.Stop();

        run.Join();
    }

    [Fact]
    public void Giving_a_map_up_does_not_wait_for_what_hangs()
    {
        using var begun = new ManualResetEventSlim();
        Map((_, _) =>
        {
            begun.Set();
            _release.Wait(Waiting.Limit);
            return null;
        });
        _pump.Accept(1);
        Waiting.For(begun);

        Waiting.Run(_pump.Dispose);

        Assert.False(_release.IsSet);
    }

    [Fact]
    public void A_full_window_behind_a_running_item_is_a_notice_for_every_sink()
    {
        Map(
            (item, _) =>
            {
                if ((int)item! == 0) _release.Wait(Waiting.Limit);
                return item;
            },
            options =>
            {
                options.WindowSize = 2;
                options.IsTimed = true;
            });
        Waiting.Started run = Waiting.Start(() => Run(Enumerable.Range(0, 3)));

        Waiting.Until(() => _other.Notices.Count > 0);
        _release.Set();
        run.Join();

        Assert.Contains("behind item 0", Assert.Single(_sink.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_finished_counts_though_an_item_before_it_runs()
    {
        using var others = new CountdownEvent(2);
        Map((item, _) =>
        {
            if ((int)item! == 0) _release.Wait(Waiting.Limit);
            else others.Signal();
            return (int)item == 1 ? throw new InvalidTimeZoneException() : item;
        });
        for (int i = 0; i < 3; i++) _pump.Accept(i);
        Assert.True(others.Wait(Waiting.Limit));

        Waiting.Until(() => _pump.Status().Finished == 2);

        MapStatus status = _pump.Status();
        Assert.Equal((1, null, 0, 0), (status.Failed, status.Total, status.Longest!.Value.Index, status.Longest.Value.Input));
        Assert.Empty(_sink.Outcomes);
    }

    [Fact]
    public void The_number_of_items_is_what_was_said_before_and_what_came_at_the_end()
    {
        Map((item, _) => item);
        Assert.Null(_pump.Status().Total);

        _pump.Expect(5);
        Assert.Equal(5, _pump.Status().Total);

        Run(new[] { 1, 2, 3 });
        MapStatus status = _pump.Status();
        Assert.Equal((3, 3, null), (status.Finished, status.Total, status.Longest));
    }

    [Fact]
    public void A_bar_is_shown_while_nothing_comes_and_completed_when_the_map_is_given_up()
    {
        var clock = new ManualClock();
        var records = new ConcurrentQueue<ProgressRecord>();
        Map((_, _) => _release.Wait(Waiting.Limit));
        _pump.Progress = new ProgressBar(clock, _pump.Status, records.Enqueue, records.Enqueue, parent: -1);
        clock.Advance(TimeSpan.FromSeconds(1));
        Waiting.Started run = Waiting.Start(() => Assert.Throws<PipelineStoppedException>(() => Run(new[] { 1 })));

        Waiting.Until(() => !records.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(1));
        Waiting.Until(() => records.Count > 1);
        _pump.Stop();
        run.Join();
        _pump.Dispose();

        Assert.Equal(ProgressRecordType.Completed, records.Last().RecordType);
        Assert.All(records.SkipLast(1), r => Assert.Equal(ProgressRecordType.Processing, r.RecordType));
    }

    private void Map(Func<object?, CancellationToken, object?> function, Action<MapOptions>? choose = null, string? limit = null) =>
        Start(context => new TaskBackend(context, Call(function)), choose ?? (static _ => { }), limit);

    private void Start(Func<MapContext, ExecutorBackend> backend, Action<MapOptions> choose, string? limit)
    {
        // The backend alone looks at worker and session.
        var options = new MapOptions(null!, InputKind.Single) { ThrottleLimit = 3, ErrorLimit = limit, WindowSize = 16 };
        choose(options);
        var map = new ParallelMap(options, null!, null!, context => backend(_context = context));
        _pump = new MapPump(map, options, _sink, _other);
    }

    private static CompiledCall Call(Func<object?, CancellationToken, object?> function)
    {
        PartialWorker worker = PartialWorker.Create(Asynchronous.Of(function), null, null, null!);
        return new CompiledCall(worker, new ItemBinder(worker, InputKind.Single, 0), InputKind.Single, 0);
    }

    private void Run(IEnumerable input)
    {
        _pump.AcceptAll(input.GetEnumerator());
        _pump.Complete();
    }

    private sealed class Crashing : ExecutorBackend
    {
        public override IExecutor CreateExecutor(int number) => new FakeExecutor(static (_, _) => throw new InvalidTimeZoneException());
    }
}
