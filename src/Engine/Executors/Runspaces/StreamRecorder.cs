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
/// to $null. Its host is told only of those that it is to show: such a record is shown. What the engine remembers for
/// variables such as that of -ErrorVariable, and nobody is shown, is kept as silent: it is for the caller's variables.
/// </remarks>
internal sealed class StreamRecorder
{
    private readonly OutOfBandChannel _outOfBand;
    private List<object?>? _records;
    private StreamRecord? _untold;
    private StreamRecord? _last;
    private StreamRecord? _pending;
    private List<StreamRecord> _written = new();

    public StreamRecorder(OutOfBandChannel outOfBand) => _outOfBand = outOfBand;

    /// <summary>The records of the running item, or null while none runs.</summary>
    public List<object?>? Records
    {
        get => _records;
        set
        {
            PostPending();
            if (value != null) _written.Clear();
            _records = value;
            _untold = null;
            _last = null;
        }
    }

    public void Attach(PSDataStreams streams)
    {
        OnAdded(streams.Error, ErrorWritten);
        OnAdded(streams.Warning, record => _untold = new StreamRecord(RecordStream.Warning, record));
        OnAdded(streams.Verbose, record => _untold = new StreamRecord(RecordStream.Verbose, record));
        OnAdded(streams.Debug, record => _untold = new StreamRecord(RecordStream.Debug, record));
        OnAdded(streams.Information, record => _untold = new StreamRecord(RecordStream.Information, record));
        OnAdded(streams.Progress, record => _outOfBand.Post(new StreamRecord(RecordStream.Progress, record)));
    }

    /// <summary>The engine remembers an object for variables: an error before it is written, other records after they were shown.</summary>
    public void Remember(string stream, object value)
    {
        if (_last != null && !_last.IsSilent && ReferenceEquals(_last.Payload, value)) return;
        Add(new StreamRecord((RecordStream)Enum.Parse(typeof(RecordStream), stream), value, isSilent: true));
    }

    /// <summary>Takes the errors that were written since the last call, as the session's <c>$Error</c> has them, too.</summary>
    public List<StreamRecord> TakeWritten()
    {
        List<StreamRecord> written = _written;
        _written = new List<StreamRecord>();
        return written;
    }

    /// <summary>The host is told of the record that has just come; what no command wrote is the host's alone, though the engine makes a record of it.</summary>
    public void HostTold(RecordStream stream, string text)
    {
        StreamRecord told = _untold is { Payload: InformationalRecord { InvocationInfo: not null } } && _untold.Stream == stream ? _untold : new StreamRecord(RecordStream.Host, HostText.LineOf(stream, text));
        _untold = null;
        Add(told);
    }

    /// <summary>The host is told of an information record.</summary>
    public void HostTold(InformationRecord record)
    {
        StreamRecord told = _untold?.Stream == RecordStream.Information ? _untold : new StreamRecord(RecordStream.Information, record);
        _untold = null;
        Add(told);
    }

    /// <summary>Takes text for the host; that of an information record which has just come is that record, shown.</summary>
    public void HostWrite(HostText text)
    {
        if (_last is { Shown: false, Payload: InformationRecord { MessageData: var data } } && Matches(data, text))
        {
            _last.Shown = true;
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

    // What was remembered just before is written now, that of a statement as a copy; the standard error of a native program is not remembered.
    private void ErrorWritten(ErrorRecord record)
    {
        if (_last is { IsSilent: true, Payload: ErrorRecord remembered } && remembered.Exception == record.Exception)
        {
            _last.Show(record);
            PutLast(_last);
            PostPending();
        }
        else Add(new StreamRecord(RecordStream.Error, record));
        _written.Add(_last!);
    }

    // A trap writes between the two.
    private void PutLast(StreamRecord record)
    {
        if (_records == null || ReferenceEquals(_records[_records.Count - 1], record)) return;
        _records.Remove(record);
        _records.Add(record);
    }

    private void Add(StreamRecord record)
    {
        PostPending();
        _last = record;
        if (_records != null) _records.Add(record);
        else if (record.IsSilent) _pending = record;
        else _outOfBand.Post(record);
    }

    // What is posted is out of hand: a silent record waits until it is clear that it will not be shown after all.
    private void PostPending()
    {
        if (_pending != null) _outOfBand.Post(_pending);
        _pending = null;
    }
}
