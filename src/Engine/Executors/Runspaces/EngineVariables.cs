using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>
/// The variables in which the engine keeps what code has left in a session: <c>$Error</c> and <c>$LASTEXITCODE</c>. Each
/// item starts with an empty list and the caller's exit code; what it leaves is among what it writes.
/// </summary>
internal sealed class EngineVariables
{
    private const string ExitCodeName = "global:LASTEXITCODE";

    private readonly StreamRecorder _recorder;
    private readonly ArrayList? _errors;
    private readonly PSVariable? _exitCode;
    private readonly object? _callersExitCode;

    public EngineVariables(SessionState session, object? exitCode, StreamRecorder recorder)
    {
        _recorder = recorder;
        _errors = session.PSVariable.GetValue("global:Error") as ArrayList;
        _callersExitCode = exitCode;
        session.PSVariable.Set(ExitCodeName, exitCode);
        _exitCode = session.PSVariable.Get(ExitCodeName);
    }

    /// <summary>Adds to records what the code that wrote them has left, and forgets it. This is asked after each item: where nothing is left, it is two looks.</summary>
    public void Take(List<object?> records)
    {
        if (_errors?.Count > 0) TakeErrors(records, _errors);
        if (_exitCode == null || ReferenceEquals(_exitCode.Value, _callersExitCode)) return;
        if (_exitCode.Value is { } code) records.Add(new StreamRecord(RecordStream.ExitCode, code, isSilent: true));
        _exitCode.Value = _callersExitCode;
    }

    // Written errors get into the caller's list by being written there; the others before those that came after them.
    private void TakeErrors(List<object?> records, ArrayList errors)
    {
        List<StreamRecord> written = _recorder.TakeWritten();
        int place = records.Count;
        foreach (object? error in errors)
        {
            if (written.Find(r => IsSame(r.Payload, error)) is { } record)
            {
                written.Remove(record);
                int at = records.IndexOf(record);
                if (at >= 0) place = at;

                // The list keeps the first record of an exception: that of a statement, or the one that was written again.
                if (ReferenceEquals(record.Payload, error)) continue;
            }

            if (error is not null) records.Insert(place, new StreamRecord(RecordStream.ErrorList, error, isSilent: true));
        }

        errors.Clear();
    }

    private static bool IsSame(object written, object? error) =>
        ReferenceEquals(written, error) || (written is ErrorRecord record && error is ErrorRecord other && ReferenceEquals(record.Exception, other.Exception));
}
