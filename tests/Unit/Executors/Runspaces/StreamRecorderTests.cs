using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using ParallelCmdlets.Executors.Runspaces;
using ParallelCmdlets.Streams;
using Xunit;

namespace ParallelCmdlets.Tests.Executors.Runspaces;

/// <summary>Records of a session's streams go to the running item, or past it.</summary>
public sealed class StreamRecorderTests : IDisposable
{
    private readonly OutOfBandChannel _outOfBand = new();
    private readonly StreamRecorder _recorder;
    private readonly PowerShell _pipeline = PowerShell.Create();

    public StreamRecorderTests()
    {
        _recorder = new StreamRecorder(_outOfBand);
        _recorder.Attach(_pipeline.Streams);
    }

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public void Records_of_all_streams_go_to_the_item_in_the_order_of_writing()
    {
        List<object?> records = StartItem();
        Warn("a");
        records.Add("output");
        Verbose("b");
        _pipeline.Streams.Error.Add(new ErrorRecord(new InvalidTimeZoneException(), "c", ErrorCategory.NotSpecified, null));

        Assert.Equal(
            new object[] { RecordStream.Warning, "output", RecordStream.Verbose, RecordStream.Error },
            records.Select(r => r is StreamRecord stream ? stream.Stream : r));
    }

    [Fact]
    public void A_record_is_the_one_that_the_session_wrote()
    {
        List<object?> records = StartItem();
        var warning = new WarningRecord("id", "a");

        Warn(warning);

        Assert.Same(warning, Assert.IsType<StreamRecord>(Assert.Single(records)).Payload);
    }

    [Fact]
    public void What_is_remembered_and_not_shown_is_silent()
    {
        List<object?> records = StartItem();
        var error = new ErrorRecord(new InvalidTimeZoneException(), "silent", ErrorCategory.NotSpecified, null);

        _recorder.Remember("Error", error);

        StreamRecord record = Assert.IsType<StreamRecord>(Assert.Single(records));
        Assert.Equal((RecordStream.Error, true), (record.Stream, record.IsSilent));
        Assert.Same(error, record.Payload);
    }

    [Fact]
    public void An_error_that_is_remembered_and_then_written_is_one_that_is_shown()
    {
        List<object?> records = StartItem();
        var error = new ErrorRecord(new InvalidTimeZoneException(), "shown", ErrorCategory.NotSpecified, null);
        var written = new ErrorRecord(error, null);

        _recorder.Remember("Error", error);
        _pipeline.Streams.Error.Add(written);

        StreamRecord record = Assert.IsType<StreamRecord>(Assert.Single(records));
        Assert.False(record.IsSilent);
        Assert.Same(written, record.Payload);
    }

    [Fact]
    public void A_warning_that_is_shown_and_then_remembered_is_one()
    {
        List<object?> records = StartItem();
        var warning = new WarningRecord("a");

        Warn(warning);
        _recorder.Remember("Warning", warning);

        Assert.False(Assert.IsType<StreamRecord>(Assert.Single(records)).IsSilent);
    }

    [Fact]
    public void A_record_that_the_host_is_not_told_of_was_sent_elsewhere()
    {
        List<object?> records = StartItem();

        _pipeline.Streams.Warning.Add(new WarningRecord("a"));

        Assert.Empty(records);
    }

    [Fact]
    public void A_record_sent_elsewhere_is_not_mixed_up_with_the_next_one()
    {
        List<object?> records = StartItem();
        _pipeline.Streams.Warning.Add(new WarningRecord("elsewhere"));

        Warn("here");

        Assert.Equal("here", ((WarningRecord)Assert.IsType<StreamRecord>(Assert.Single(records)).Payload).Message);
    }

    [Fact]
    public void The_streams_themselves_are_kept_empty()
    {
        StartItem();

        Warn("a");

        Assert.Empty(_pipeline.Streams.Warning);
    }

    [Fact]
    public void What_is_written_while_no_item_runs_goes_past()
    {
        Warn("a");

        Assert.Equal(RecordStream.Warning, Assert.IsType<StreamRecord>(Assert.Single(_outOfBand.TakeAll())).Stream);
    }

    [Fact]
    public void Progress_goes_past_the_item()
    {
        List<object?> records = StartItem();

        _pipeline.Streams.Progress.Add(new ProgressRecord(1, "a", "b"));

        Assert.Empty(records);
        Assert.IsType<ProgressRecord>(Assert.Single(_outOfBand.TakeAll()).Payload);
    }

    [Fact]
    public void Text_for_the_host_is_a_record_of_the_item()
    {
        List<object?> records = StartItem();

        _recorder.HostWrite(Text("a"));

        Assert.Equal(RecordStream.Host, Assert.IsType<StreamRecord>(Assert.Single(records)).Stream);
    }

    [Fact]
    public void Text_of_the_information_just_written_is_that_information_shown()
    {
        List<object?> records = StartItem();
        Inform("a");

        _recorder.HostWrite(Text("a"));

        Assert.True(Assert.IsType<StreamRecord>(Assert.Single(records)).Shown);
    }

    [Fact]
    public void Other_text_after_an_information_stays_text()
    {
        List<object?> records = StartItem();
        Inform("a");

        _recorder.HostWrite(Text("b"));

        Assert.Equal(new[] { RecordStream.Information, RecordStream.Host }, records.Cast<StreamRecord>().Select(r => r.Stream));
    }

    [Fact]
    public void Text_is_not_taken_for_an_information_of_the_item_before()
    {
        StartItem();
        Inform("a");
        List<object?> records = StartItem();

        _recorder.HostWrite(Text("a"));

        Assert.Equal(RecordStream.Host, Assert.IsType<StreamRecord>(Assert.Single(records)).Stream);
    }

    private static HostText Text(string text) => HostText.Of(text, newLine: true);

    private void Warn(string text) => Warn(new WarningRecord(text));

    // As the engine writes: to the session's collection, then to its host.
    private void Warn(WarningRecord record)
    {
        _pipeline.Streams.Warning.Add(OfCommand(record));
        _recorder.HostTold(RecordStream.Warning, record.Message);
    }

    // One that a command wrote knows which.
    private static T OfCommand<T>(T record)
        where T : InformationalRecord
    {
        MethodInfo set = typeof(InformationalRecord).GetMethod("SetInvocationInfo", BindingFlags.Instance | BindingFlags.NonPublic)!;
        set.Invoke(record, new object[] { InvocationInfo.Create(RunItemsCommand.Info, Script.Parse("x", "x.ps1").Extent) });
        return record;
    }

    private void Verbose(string text)
    {
        _pipeline.Streams.Verbose.Add(OfCommand(new VerboseRecord(text)));
        _recorder.HostTold(RecordStream.Verbose, text);
    }

    private void Inform(string text)
    {
        var record = new InformationRecord(text, "source");
        _pipeline.Streams.Information.Add(record);
        _recorder.HostTold(record);
    }

    private List<object?> StartItem()
    {
        var records = new List<object?>();
        _recorder.Records = records;
        return records;
    }
}
