using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace ParallelCmdlets.Executors;

/// <summary>
/// Puts what one executor's session writes to its streams into the records of the running item;
/// progress, and what is written while no item runs, goes to the side channel at once.
/// </summary>
internal sealed class StreamRecorder
{
    private readonly SideChannel _sideChannel;
    private readonly int _executor;
    private List<object?>? _records;
    private StreamRecord? _lastInformation;

    public StreamRecorder(SideChannel sideChannel, int executor)
    {
        _sideChannel = sideChannel;
        _executor = executor;
    }

    /// <summary>The records of the running item, or null while none runs.</summary>
    public List<object?>? Records
    {
        get => _records;
        set
        {
            _records = value;
            _lastInformation = null;
        }
    }

    public void Attach(PSDataStreams streams)
    {
        Record(streams.Error, RecordStream.Error);
        Record(streams.Warning, RecordStream.Warning);
        Record(streams.Verbose, RecordStream.Verbose);
        Record(streams.Debug, RecordStream.Debug);
        Record(streams.Information, RecordStream.Information);
        streams.Progress.DataAdded += (sender, _) =>
        {
            foreach (ProgressRecord record in ((PSDataCollection<ProgressRecord>)sender!).ReadAll()) _sideChannel.Post(_executor, record);
        };
    }

    /// <summary>Takes what the session's host is told to show; the text of an information record just recorded is that record, shown.</summary>
    public void HostWrite(HostText text)
    {
        if (_lastInformation is { Shown: false, Payload: InformationRecord { MessageData: var data } } && Matches(data, text.Text))
        {
            _lastInformation.Shown = true;
            return;
        }

        Add(new StreamRecord(RecordStream.Host, text));
    }

    private static bool Matches(object? data, string text) =>
        string.Equals(data is HostInformationMessage message ? message.Message : data?.ToString(), text, StringComparison.Ordinal);

    private void Record<T>(PSDataCollection<T> collection, RecordStream stream) =>
        collection.DataAdded += (sender, _) =>
        {
            // Read away at once: the collection must not grow with the length of the input.
            foreach (T record in ((PSDataCollection<T>)sender!).ReadAll()) Add(new StreamRecord(stream, record!));
        };

    private void Add(StreamRecord record)
    {
        _lastInformation = record.Stream == RecordStream.Information ? record : null;
        if (_records != null) _records.Add(record);
        else _sideChannel.Post(_executor, record);
    }
}
