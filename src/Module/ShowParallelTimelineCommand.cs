using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace ParallelCmdlets;

/// <summary>Draws what each executor of a map did when, by its results.</summary>
[Cmdlet(VerbsCommon.Show, "ParallelTimeline", HelpUri = "https://github.com/ParallelCmdlets/ParallelCmdlets#timelines")]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ShowParallelTimelineCommand : PSCmdlet
{
    private const int DefaultWidth = 100;

    private readonly ResultTimeline _results = new("Show-ParallelTimeline");

    /// <summary>Gets or sets the results of one map.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public object?[] InputObject { get; set; } = null!;

    /// <summary>Gets or sets the file to write instead: a picture (.svg), or a trace (.json).</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Gets or sets how many characters a line may have; the default is the width of the terminal.</summary>
    [Parameter]
    [ValidateRange(40, 1000)]
    public int Width { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guarded(() =>
    {
        if (Path != null) ResultTimeline.Check(Path);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guarded(() =>
    {
        foreach (object? result in InputObject) _results.Add(result);
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(() =>
    {
        if (_results.IsEmpty) return;
        if (Path == null)
        {
            WriteObject(_results.Lines(Width > 0 ? Width : TerminalWidth()), enumerateCollection: true);
            return;
        }

        string path = GetUnresolvedProviderPathFromPSPath(Path);
        _results.Save(path);
        WriteObject(new FileInfo(path));
    });

    // A host without a screen says so in its own way.
    private int TerminalWidth()
    {
        try
        {
            return Host?.UI?.RawUI is { } screen && screen.BufferSize.Width > 40 ? Math.Min(screen.BufferSize.Width - 1, 1000) : DefaultWidth;
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or IOException)
        {
            return DefaultWidth;
        }
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (MapException exception)
        {
            ThrowTerminatingError(exception.ErrorRecord);
        }
    }
}
