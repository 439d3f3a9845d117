using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Sinks;

/// <summary>
/// Writes outcomes to all streams of the cmdlet. A record has passed the preferences of the worker's session,
/// which are the caller's: they are not applied a second time, only a common parameter of the map is.
/// </summary>
internal sealed class CmdletSink : IOutcomeSink
{
    // Of one cmdlet all, so that the bar of a map in a worker finds the one that it is below. Those that the engine gives are small.
    private static long s_lastSource = 1L << 32;

    private readonly long _source = Interlocked.Increment(ref s_lastSource);
    private readonly PSCmdlet _cmdlet;
    private readonly CommandRuntimeAccess _runtime;
    private readonly ResultCode _code;
    private readonly InvocationInfo? _place;
    private readonly bool _asResult;

    /// <param name="cmdlet">The cmdlet whose streams are written.</param>
    /// <param name="asResult">Whether output and errors of an item are written as one result.</param>
    public CmdletSink(PSCmdlet cmdlet, bool asResult)
    {
        _cmdlet = cmdlet;
        _asResult = asResult;
        _runtime = new CommandRuntimeAccess(cmdlet);
        _code = new ResultCode(cmdlet.SessionState);
        _place = ScriptBlockInvoker.CallAt(CommandRuntimeAccess.PositionOf(cmdlet.MyInvocation), null);
    }

    public void Take(in Outcome outcome)
    {
        if (outcome.EarlierRecords != null) WriteEarlier(outcome);
        if (_asResult) WriteResult(outcome);
        else WriteRecords(outcome);
    }

    public void TakeNotice(string text) => _cmdlet.WriteVerbose(text);

    /// <summary>Writes a record of progress.</summary>
    public void WriteProgress(ProgressRecord record) => _cmdlet.CommandRuntime.WriteProgress(_source, record);

    /// <summary>Writes a record of progress to the host: a cmdlet that is stopped or disposed of may write nothing else.</summary>
    public void CompleteProgress(ProgressRecord record) => _cmdlet.Host?.UI?.WriteProgress(_source, record);

    public void TakeOutOfBand(object? record)
    {
        if (record is not StreamRecord stream) _runtime.WriteObject(_code.Take(record));
        else if (stream.IsSilent) Remember(stream.Stream, stream.Payload);
        else if (stream.Payload is ErrorRecord error) WriteError(error, isFailure: false);
        else WriteRecord(stream);
    }

    // A failed item has no output.
    private void WriteRecords(in Outcome outcome)
    {
        if (outcome is { Failure: null, Records.Data: { } data })
        {
            _runtime.WriteAll(data);
            return;
        }

        int count = outcome.Records.Count;
        for (int i = 0; i < count; i++)
        {
            object? record = outcome.Records[i];
            if (record is StreamRecord stream) WriteOfItem(stream, outcome);
            else if (outcome.Failure == null) _runtime.WriteObject(_code.Take(record));
        }

        if (outcome.Failure != null) WriteErrorOfItem(FailureOf(outcome), outcome, isFailure: true);
    }

    private void WriteOfItem(StreamRecord stream, in Outcome outcome)
    {
        ErrorRecord? error = stream.Payload is ErrorRecord record ? Annotate(record, outcome) : null;
        if (stream.IsSilent) Remember(stream.Stream, error ?? stream.Payload);
        else if (error != null) WriteErrorOfItem(error, outcome, isFailure: false);
        else WriteRecord(stream);
    }

    private void Remember(RecordStream stream, object value)
    {
        if (stream == RecordStream.ExitCode) _cmdlet.SessionState.PSVariable.Set("global:LASTEXITCODE", value);
        else if (stream == RecordStream.ErrorList) _runtime.List(value);
        else _runtime.Remember(stream.ToString(), value);
    }

    // Where the write makes an exception of it, the engine remakes the record; the exception that it is of tells the item then.
    private void WriteErrorOfItem(ErrorRecord record, in Outcome outcome, bool isFailure)
    {
        ErrorItem.Attach(record.Exception, outcome);
        WriteError(record, isFailure);
        ErrorItem.Detach(record.Exception);
    }

    // The module's own errors get the cmdlet's stamp, a worker's keep theirs.
    private void WriteError(ErrorRecord record, bool isFailure)
    {
        if (Errors.IsOwn(record)) _cmdlet.WriteError(record);
        else _runtime.WriteError(record, isFailure);
    }

    private void WriteResult(in Outcome outcome)
    {
        var output = new List<object?>();
        var errors = new List<ErrorRecord>();
        foreach (object? record in outcome.Records)
        {
            if (record is not StreamRecord stream) output.Add(_code.Take(record));
            else if (stream is { Stream: RecordStream.Error, Payload: ErrorRecord error } && !IsHandled(stream, outcome)) errors.Add(Annotate(error, outcome));
            else WriteOfItem(stream, outcome);
        }

        if (outcome.Failure != null)
        {
            output.Clear();
            errors.Add(FailureOf(outcome));
        }

        _cmdlet.WriteObject(new ParallelResult(
            outcome.Index, outcome.Input, output.ToArray(), errors.ToArray(), outcome.State, outcome.Attempts, outcome.StartTime, outcome.Duration, outcome.Executor, outcome.TakeTime));
    }

    // A terminating error that the worker caught: the engine remembers its exception, too.
    private static bool IsHandled(StreamRecord stream, in Outcome outcome) =>
        stream.IsSilent && outcome.Records.Any(r => r is StreamRecord { IsSilent: true, Payload: Exception other } && stream.IsOf(other));

    // What an earlier attempt wrote is not the item's outcome; its errors tell why there was another.
    private void WriteEarlier(in Outcome outcome)
    {
        int attempt = 0;
        foreach (ItemRecords records in outcome.EarlierRecords!)
        {
            attempt++;
            foreach (object error in records.Where(r => r is not StreamRecord { IsSilent: true }).Select(r => r is StreamRecord stream ? stream.Payload : r).OfType<ErrorRecord>())
                _cmdlet.WriteVerbose(string.Format(CultureInfo.CurrentCulture, "Item {0}, attempt {1}: {2}", outcome.Index, attempt, error));
        }
    }

    // That of a .NET method has no place: it was called where the map was.
    private ErrorRecord FailureOf(in Outcome outcome)
    {
        ErrorRecord record = Annotate((ErrorRecord)outcome.Failure!, outcome);
        CommandRuntimeAccess.SetPlace(record, _place);
        return record;
    }

    // Of a copy: the record may be the worker's own, which it throws for several items, or looks at later.
    private static ErrorRecord Annotate(ErrorRecord record, in Outcome outcome)
    {
        PSObject own = PSObject.AsPSObject(record);
        if (record.GetType() == typeof(ErrorRecord)) record = new ErrorRecord(record, null);
        PSObject noted = PSObject.AsPSObject(record);
        ErrorItem.Note(record, outcome);
        foreach (PSNoteProperty note in own.Properties.OfType<PSNoteProperty>().Where(n => noted.Properties[n.Name] == null)) noted.Properties.Add(new PSNoteProperty(note.Name, note.Value));
        if (record.TargetObject == null && outcome.Input != null) CommandRuntimeAccess.SetTarget(record, outcome.Input);
        return record;
    }

    private void WriteRecord(StreamRecord record)
    {
        switch (record.Payload)
        {
            case ProgressRecord progress:
                WriteProgress(progress);
                break;
            case WarningRecord warning:
                _runtime.WriteWarning(warning);
                break;
            case VerboseRecord verbose:
                _runtime.WriteVerbose(verbose);
                break;
            case DebugRecord debug:
                _runtime.WriteDebug(debug);
                break;
            case InformationRecord information:
                _runtime.WriteInformation(information, record.Shown);
                break;
            case HostText text:
                if (_cmdlet.Host?.UI is { } ui) text.WriteTo(ui);
                break;
        }
    }
}
