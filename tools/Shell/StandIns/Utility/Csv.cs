using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace Microsoft.PowerShell.Commands;

internal static class CsvText
{
    /// <summary>Rows of fields; a quoted field may hold delimiters, line ends and doubled quotes.</summary>
    public static IEnumerable<List<string?>> Parse(TextReader reader, char delimiter)
    {
        var row = new List<string?>();
        var field = new StringBuilder();
        bool quoted = false, wasQuoted = false;
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            var c = (char)next;
            if (quoted && c == '"' && reader.Peek() == '"')
            {
                field.Append((char)reader.Read());
            }
            else if (c == '"' && (quoted || field.Length == 0))
            {
                quoted = !quoted;
                wasQuoted = true;
            }
            else if (!quoted && (c == delimiter || c == '\n'))
            {
                EndField();
                if (c == '\n')
                {
                    yield return row;
                    row = [];
                }
            }
            else if (quoted || c != '\r')
            {
                field.Append(c);
            }
        }

        if (row.Count > 0 || field.Length > 0 || wasQuoted)
        {
            EndField();
            yield return row;
        }

        void EndField()
        {
            row.Add(field.Length == 0 && !wasQuoted && row.Count == 0 ? null : field.ToString());
            field.Clear();
            wasQuoted = false;
        }
    }

    public static IEnumerable<PSObject> ToObjects(TextReader reader, char delimiter, string[]? header)
    {
        foreach (var row in Parse(reader, delimiter))
        {
            if (row is [null] || (header is null && row[0]?.StartsWith("#TYPE", StringComparison.Ordinal) == true))
            {
                continue;
            }

            if (header is null)
            {
                header = row.Select(name => name ?? "").ToArray();
                if (header.Any(name => name.Length == 0) || header.Distinct(StringComparer.OrdinalIgnoreCase).Count() < header.Length)
                {
                    throw new NotSupportedException("The stand-in of the CSV commands wants a header of distinct, non-empty names.");
                }

                continue;
            }

            var item = new PSObject();
            for (var i = 0; i < header.Length; i++)
            {
                item.Properties.Add(new PSNoteProperty(header[i], i < row.Count ? row[i] ?? "" : null));
            }

            yield return item;
        }
    }

    public static string Line(IEnumerable<object?> fields, char delimiter) => string.Join(delimiter, fields.Select(Quote));

    private static string Quote(object? value) =>
        value is null ? "" : $"\"{LanguagePrimitives.ConvertTo<string>(value).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

[Cmdlet(VerbsData.Import, "Csv", DefaultParameterSetName = "Path")]
public sealed class ImportCsvCommand : PathCommand
{
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public string[]? Header { get; set; }

    [Parameter]
    [ValidateSet("utf8", "utf8NoBOM", "utf8BOM")]
    public string Encoding { get; set; } = "utf8";

    protected override void ProcessRecord() => ForEachFile(file =>
    {
        using var reader = new StreamReader(file);
        foreach (var item in CsvText.ToObjects(reader, Delimiter, Header))
        {
            WriteObject(item);
        }
    });
}

[Cmdlet(VerbsData.ConvertFrom, "Csv")]
public sealed class ConvertFromCsvCommand : PSCmdlet
{
    private readonly StringBuilder text = new();

    [Parameter(Mandatory = true, ValueFromPipeline = true, Position = 0)]
    [AllowEmptyString]
    public PSObject[] InputObject { get; set; } = [];

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public string[]? Header { get; set; }

    protected override void ProcessRecord() => text.AppendJoin('\n', InputObject.AsEnumerable()).Append('\n');

    protected override void EndProcessing() =>
        WriteObject(CsvText.ToObjects(new StringReader(text.ToString()), Delimiter, Header), enumerateCollection: true);
}

public abstract class WriteCsvCommand : PSCmdlet
{
    private string[]? names;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; }

    protected override void ProcessRecord()
    {
        if (names is null)
        {
            names = InputObject.Properties.Select(property => property.Name).ToArray();
            WriteLine(CsvText.Line(names, Delimiter));
        }

        WriteLine(CsvText.Line(names.Select(name => InputObject.Properties[name]?.Value), Delimiter));
    }

    private protected abstract void WriteLine(string line);
}

[Cmdlet(VerbsData.ConvertTo, "Csv")]
[OutputType(typeof(string))]
public sealed class ConvertToCsvCommand : WriteCsvCommand
{
    private protected override void WriteLine(string line) => WriteObject(line);
}

[Cmdlet(VerbsData.Export, "Csv")]
public sealed class ExportCsvCommand : WriteCsvCommand, IDisposable
{
    private StreamWriter? writer;

    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath", "LP")]
    public string Path { get; set; } = "";

    [Parameter]
    [ValidateSet("utf8", "utf8NoBOM")]
    public string Encoding { get; set; } = "utf8";

    [Parameter]
    public SwitchParameter Force { get; set; }

    public void Dispose() => writer?.Dispose();

    protected override void BeginProcessing() => writer = new StreamWriter(SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path));

    private protected override void WriteLine(string line) => writer!.WriteLine(line);
}
