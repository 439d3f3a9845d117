using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class GetContentCommand : PathCommand
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    [ValidateSet("utf8", "utf8NoBOM", "utf8BOM")]
    public string Encoding { get; set; } = "utf8";

    [Parameter]
    [Alias("First", "Head")]
    [ValidateRange(0, long.MaxValue)]
    public long TotalCount { get; set; } = long.MaxValue;

    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    protected override void ProcessRecord() => ForEachFile(file =>
    {
        if (Raw)
        {
            WriteObject(File.ReadAllText(file));
            return;
        }

        var lines = File.ReadLines(file);
        var count = 0L;
        foreach (var line in Tail is { } last ? lines.TakeLast(last) : lines.TakeWhile(_ => count++ < TotalCount))
        {
            WriteObject(line);
        }
    });
}

public abstract class WriteContentCommand : PathCommand
{
    private readonly StringBuilder text = new();

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? Value { get; set; }

    [Parameter]
    [ValidateSet("utf8", "utf8NoBOM")]
    public string Encoding { get; set; } = "utf8";

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var value in Value ?? [])
        {
            text.Append(LanguagePrimitives.ConvertTo<string>(value)).Append(NoNewline ? "" : Environment.NewLine);
        }
    }

    protected override void EndProcessing() => ForEachPath(path =>
    {
        if (ShouldProcess(path))
        {
            Write(FilePath(path), text.ToString());
        }
    });

    private protected abstract void Write(string file, string text);
}

[Cmdlet(VerbsCommon.Set, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetContentCommand : WriteContentCommand
{
    private protected override void Write(string file, string text) => File.WriteAllText(file, text);
}

[Cmdlet(VerbsCommon.Add, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class AddContentCommand : WriteContentCommand
{
    private protected override void Write(string file, string text) => File.AppendAllText(file, text);
}
