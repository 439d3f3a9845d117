using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets;

/// <summary>
/// Writes outcomes to all streams of the cmdlet. A record has passed the preferences of the worker's session,
/// which are the caller's: they are not applied a second time, only a common parameter of the map is.
/// </summary>
internal sealed class OutcomeWriter
{
    private readonly PSCmdlet _cmdlet;
    private readonly CommandRuntimeAccess _runtime;
    private readonly bool _asResult;

    /// <param name="cmdlet">The cmdlet whose streams are written.</param>
    /// <param name="asResult">Whether output and errors of an item are written as one result.</param>
    public OutcomeWriter(PSCmdlet cmdlet, bool asResult)
    {
        _cmdlet = cmdlet;
        _asResult = asResult;
        _runtime = new CommandRuntimeAccess(cmdlet);
    }

    public void Write(WorkItem item)
    {
        if (item.EarlierRecords != null) WriteEarlier(item);
        if (_asResult)
        {
            WriteResult(item);
            return;
        }

        int count = item.Records.Count;
        for (int i = 0; i < count; i++)
        {
            object? record = item.Records[i];
            if (record is not StreamRecord stream) _runtime.WriteObject(record);
            else if (stream.Payload is ErrorRecord error) WriteError(error, item, isFailure: item.State != ItemState.Completed && i == count - 1);
            else WriteRecord(stream);
        }
    }

    /// <summary>Writes what the map itself has to say to who wants to know.</summary>
    public void WriteNotice(string text) => _cmdlet.WriteVerbose(text);

    /// <summary>Writes what belongs to no item.</summary>
    public void WriteSide(object record)
    {
        switch (record)
        {
            case ProgressRecord progress:
                _cmdlet.WriteProgress(progress);
                break;
            case StreamRecord { Payload: ErrorRecord error }:
                Write(error, isFailure: false);
                break;
            case StreamRecord stream:
                WriteRecord(stream);
                break;
        }
    }

    private void WriteError(ErrorRecord record, WorkItem item, bool isFailure) => Write(Annotate(record, item), isFailure);

    // The module's own errors get the cmdlet's stamp, a worker's keep theirs.
    private void Write(ErrorRecord record, bool isFailure)
    {
        if (record.Exception is MapException) _cmdlet.WriteError(record);
        else _runtime.WriteError(record, isFailure);
    }

    private void WriteResult(WorkItem item)
    {
        var output = new List<object?>();
        var errors = new List<ErrorRecord>();
        foreach (object? record in item.Records)
        {
            if (record is not StreamRecord stream)
            {
                output.Add(record);
            }
            else if (stream.Payload is ErrorRecord error)
            {
                errors.Add(Annotate(error, item));
            }
            else
            {
                WriteRecord(stream);
            }
        }

        _cmdlet.WriteObject(new ParallelResult(
            item.Index, item.Input, output.ToArray(), errors.ToArray(), item.State, item.Attempts, item.Duration, item.Executor));
    }

    // What an earlier attempt wrote is not the item's outcome; its errors tell why there was another.
    private void WriteEarlier(WorkItem item)
    {
        int attempt = 0;
        foreach (ItemRecords records in item.EarlierRecords!)
        {
            attempt++;
            foreach (StreamRecord record in records.OfType<StreamRecord>().Where(r => r.Payload is ErrorRecord))
                _cmdlet.WriteVerbose(string.Format(CultureInfo.CurrentCulture, "Item {0}, attempt {1}: {2}", item.Index, attempt, record.Payload));
        }
    }

    // Of a copy: the record may be the worker's own, which it throws for several items, or looks at later.
    private static ErrorRecord Annotate(ErrorRecord record, WorkItem item)
    {
        PSObject own = PSObject.AsPSObject(record);
        if (record.GetType() == typeof(ErrorRecord)) record = new ErrorRecord(record, null);
        PSObject noted = PSObject.AsPSObject(record);
        Note(noted, "ItemIndex", item.Index);
        Note(noted, "ItemInput", item.Input);
        Note(noted, "ItemAttempt", item.Attempts);
        foreach (PSNoteProperty note in own.Properties.OfType<PSNoteProperty>().Where(n => noted.Properties[n.Name] == null)) Note(noted, note.Name, note.Value);
        if (record.TargetObject == null && item.Input != null) CommandRuntimeAccess.SetTarget(record, item.Input);
        return record;
    }

    private static void Note(PSObject on, string name, object? value)
    {
        on.Properties.Remove(name);
        on.Properties.Add(new PSNoteProperty(name, value));
    }

    private void WriteRecord(StreamRecord record)
    {
        switch (record.Payload)
        {
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
                WriteHost(text);
                break;
        }
    }

    private void WriteHost(HostText text)
    {
        PSHostUserInterface? ui = _cmdlet.Host?.UI;
        if (ui == null) return;
        bool coloured = text.Foreground.HasValue && text.Background.HasValue;
        if (coloured && text.NewLine) ui.WriteLine(text.Foreground!.Value, text.Background!.Value, text.Text);
        else if (coloured) ui.Write(text.Foreground!.Value, text.Background!.Value, text.Text);
        else if (text.NewLine) ui.WriteLine(text.Text);
        else ui.Write(text.Text);
    }
}
