using System;
using System.Globalization;
using System.Management.Automation;

namespace ParallelCmdlets.Executors;

/// <summary>Makes the error record of what ended an item.</summary>
internal static class ItemFailure
{
    /// <summary>The record with the identity that the error has in the plain loop.</summary>
    public static ErrorRecord Record(Exception exception)
    {
        switch (exception)
        {
            case FlowControlException flow:
                return Errors.FlowControl(Keyword(flow), flow).ErrorRecord;
            case PipelineStoppedException stopped:
                return Errors.ItemStopped(stopped).ErrorRecord;
            case IContainsErrorRecord { ErrorRecord: { } record }:
                return record.Exception is ParentContainsErrorRecordException ? new ErrorRecord(record, exception) : record;
            default:
                return new ErrorRecord(exception, exception.GetType().Name, ErrorCategory.NotSpecified, null);
        }
    }

    /// <summary>The exception itself, or one that says what it means: that of an exit or break says nothing.</summary>
    public static Exception Told(Exception exception) => exception is FlowControlException ? Record(exception).Exception : exception;

    /// <summary>The record of an exception from a compiled worker, as a method call in a script would wrap it.</summary>
    public static ErrorRecord RecordOfMethod(Exception exception, string method, int arguments)
    {
        if (exception is MethodInvocationException { InnerException: { } inner }) exception = inner;
        if (exception is IContainsErrorRecord) return Record(exception);
        string message = string.Format(CultureInfo.CurrentCulture, "Exception calling \"{0}\" with \"{1}\" argument(s): \"{2}\"", method, arguments, exception.Message);
        return new ErrorRecord(new MethodInvocationException(message, exception), exception.GetType().Name, ErrorCategory.NotSpecified, null);
    }

    private static string Keyword(FlowControlException exception) => exception.GetType().Name switch
    {
        "BreakException" => "break",
        "ContinueException" => "continue",
        "ExitException" => "exit",
        var other => other,
    };
}
