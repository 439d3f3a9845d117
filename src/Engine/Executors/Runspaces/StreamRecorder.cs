using System;
using System.Collections.Generic;
using System.Management.Automation;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>
/// Puts what one executor's session writes to its streams into the records of the running item;
/// progress, and what is written while no item runs, goes to the out-of-band channel at once.
/// </summary>
/// <remarks>
/// The session's collections get warnings, verbose, debug and information records even where the worker sends them
/// to $null. Its host is told only of those that it is to show: a record counts when the host is told of it.
/// </remarks>
internal sealed class StreamRecorder
{
    private readonly OutOfBandChannel _outOfBand;
    private readonly int _executor;
    private List<object?>? _records;
    private StreamRecord? _untold;
    private StreamRecord? _lastInformation;

    public StreamRecorder(OutOfBandChannel outOfBand, int executor)
    {
        _outOfBand = outOfBand;
        _executor = executor;
    }

    /// <summary>The records of the running item, or null while none runs.</summary>
    public List<object?>? Records
    {
        get => _records;
        set
        {
            _records = value;
            _untold = null;
            _lastInformation = null;
        }
    }

    public void Attach(PSDataStreams streams)
    {
        OnAdded(streams.Error, record => Add(new StreamRecord(RecordStream.Error, record!)));
        OnAdded(streams.Warning, record => _untold = new StreamRecord(RecordStream.Warning, record));
        OnAdded(streams.Verbose, record => _untold = new StreamRecord(RecordStream.Verbose, record));
        OnAdded(streams.Debug, record => _untold = new StreamRecord(RecordStream.Debug, record));
        OnAdded(streams.Information, record => _untold = new StreamRecord(RecordStream.Information, record));
        OnAdded(streams.Progress, record => _outOfBand.Post(_executor, record));
    }

    /// <summary>The host is told of the record that has just come; what no record came for is made one.</summary>
    public void HostTold(RecordStream stream, Func<object> record)
    {
        StreamRecord told = _untold?.Stream == stream ? _untold : new StreamRecord(stream, record());
        _untold = null;
        Add(told);
        if (stream == RecordStream.Information) _lastInformation = told;
    }

    /// <summary>Takes text for the host; that of an information record which has just come is that record, shown.</summary>
    public void HostWrite(HostText text)
    {
        if (_lastInformation is { Shown: false, Payload: InformationRecord { MessageData: var data } } && Matches(data, text))
        {
            _lastInformation.Shown = true;
            return;
        }

        Add(new StreamRecord(RecordStream.Host, text));
    }

    private static bool Matches(object? data, HostText text)
    {
        var message = data as HostInformationMessage;
        return text.NewLine != (message?.NoNewLine ?? false) && string.Equals(message?.Message ?? data?.ToString(), text.Text, StringComparison.Ordinal);
    }

    private static void OnAdded<T>(PSDataCollection<T> collection, Action<T> take) =>
        collection.DataAdded += (sender, _) =>
        {
            // Read away at once: the collection must not grow with the length of the input.
            foreach (T record in ((PSDataCollection<T>)sender!).ReadAll()) take(record);
        };

    private void Add(StreamRecord record)
    {
        _lastInformation = null;
        if (_records != null) _records.Add(record);
        else _outOfBand.Post(_executor, record);
    }
}
