using System;
using System.Management.Automation.Host;

namespace ParallelCmdlets.Streams;

/// <summary>Text that a worker wrote to the host past all streams.</summary>
internal sealed class HostText
{
    private readonly Action<PSHostUserInterface> _write;

    private HostText(string text, bool newLine, Action<PSHostUserInterface> write)
    {
        Text = text;
        NewLine = newLine;
        _write = write;
    }

    public string Text { get; }

    public bool NewLine { get; }

    /// <summary>Text in colours, or in the host's own where one is not given.</summary>
    public static HostText Of(string text, bool newLine, ConsoleColor? foreground = null, ConsoleColor? background = null)
    {
        if (foreground is not { } front || background is not { } back) return new HostText(text, newLine, newLine ? ui => ui.WriteLine(text) : ui => ui.Write(text));
        return new HostText(text, newLine, newLine ? ui => ui.WriteLine(front, back, text) : ui => ui.Write(front, back, text));
    }

    /// <summary>A line as the host shows those of a stream.</summary>
    public static HostText LineOf(RecordStream stream, string text) => new(text, newLine: true, stream switch
    {
        RecordStream.Warning => ui => ui.WriteWarningLine(text),
        RecordStream.Verbose => ui => ui.WriteVerboseLine(text),
        RecordStream.Debug => ui => ui.WriteDebugLine(text),
        _ => ui => ui.WriteErrorLine(text),
    });

    public void WriteTo(PSHostUserInterface ui) => _write(ui);
}
