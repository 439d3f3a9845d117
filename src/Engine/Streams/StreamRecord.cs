using System;
using System.Management.Automation;

namespace ParallelCmdlets.Streams;

/// <summary>The stream that a record belongs to; output is no record but the bare object.</summary>
internal enum RecordStream
{
    Error,
    Warning,
    Verbose,
    Debug,
    Information,
    Progress,
    Host,

    /// <summary>An error that is in <c>$Error</c>, where nobody wrote it.</summary>
    ErrorList,

    /// <summary>What <c>$LASTEXITCODE</c> was set to.</summary>
    ExitCode,
}

/// <summary>What a worker wrote to a stream other than output, kept in its place among the output.</summary>
internal sealed class StreamRecord
{
    public StreamRecord(RecordStream stream, object payload, bool isSilent = false)
    {
        Stream = stream;
        Payload = payload;
        IsSilent = isSilent;
    }

    public RecordStream Stream { get; }

    /// <summary>An ErrorRecord, WarningRecord, ..., for the host a <see cref="HostText"/>; a silent error can be an exception.</summary>
    public object Payload { get; private set; }

    /// <summary>Whether the worker's session did not show it, by a preference or a redirection: it is for variables alone, such as that of -ErrorVariable.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Whether it tells of an exception, as the exception itself or as its record.</summary>
    public bool IsOf(Exception exception) => Innermost(Payload) is { } own && own == Innermost(exception);

    /// <summary>Tells that a silent record is shown after all, as this object.</summary>
    public void Show(object payload)
    {
        Payload = payload;
        IsSilent = false;
    }

    /// <summary>For an information record: the worker's session showed it on its host as well.</summary>
    public bool Shown { get; set; }

    // The exception that its record is of, as long as that is another one.
    private static Exception? Innermost(object payload)
    {
        Exception? exception = payload is ErrorRecord record ? record.Exception : payload as Exception;
        while (exception is IContainsErrorRecord { ErrorRecord: { Exception: { } inner } } && inner is not ParentContainsErrorRecordException && inner != exception) exception = inner;
        return exception;
    }
}
