namespace ParallelCmdlets.Streams;

/// <summary>The stream that a record belongs to; output is no record but the bare object.</summary>
internal enum RecordStream
{
    Error,
    Warning,
    Verbose,
    Debug,
    Information,
    Host,
}

/// <summary>What a worker wrote to a stream other than output, kept in its place among the output.</summary>
internal sealed class StreamRecord
{
    public StreamRecord(RecordStream stream, object payload)
    {
        Stream = stream;
        Payload = payload;
    }

    public RecordStream Stream { get; }

    /// <summary>An ErrorRecord, WarningRecord, ..., or for the host a <see cref="HostText"/>.</summary>
    public object Payload { get; }

    /// <summary>For an information record: the worker's session showed it on its host as well.</summary>
    public bool Shown { get; set; }
}

/// <summary>Text that a worker wrote to the host past all streams.</summary>
internal sealed class HostText
{
    public HostText(string text, bool newLine, System.ConsoleColor? foreground, System.ConsoleColor? background)
    {
        Text = text;
        NewLine = newLine;
        Foreground = foreground;
        Background = background;
    }

    public string Text { get; }

    public bool NewLine { get; }

    public System.ConsoleColor? Foreground { get; }

    public System.ConsoleColor? Background { get; }
}
