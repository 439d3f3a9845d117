using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "Json")]
[OutputType(typeof(string))]
public sealed class ConvertToJsonCommand : PSCmdlet
{
    private readonly List<object?> items = [];
    private bool truncated;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = 2;

    [Parameter]
    public SwitchParameter Compress { get; set; }

    [Parameter]
    public SwitchParameter AsArray { get; set; }

    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    protected override void ProcessRecord() => items.Add(InputObject);

    protected override void EndProcessing()
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = !Compress, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            Write(writer, items.Count == 1 && !AsArray ? items[0] : items, Depth);
        }

        if (truncated)
        {
            WriteWarning($"Resulting JSON is truncated as serialization has exceeded the set depth of {Depth}.");
        }

        WriteObject(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        var wrapper = value as PSObject;
        switch (wrapper is null ? value : wrapper.BaseObject)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double or float or decimal or int or long or short or byte or sbyte or uint or ulong or ushort:
                WriteNumber(writer, wrapper is null ? value! : wrapper.BaseObject);
                break;
            case Enum name when EnumsAsStrings:
                writer.WriteStringValue(name.ToString());
                break;
            case Enum name:
                writer.WriteNumberValue(Convert.ToInt64(name, null));
                break;
            case DateTime or DateTimeOffset or Guid or Uri or Version or char:
                var simple = wrapper is null ? value : wrapper.BaseObject;
                writer.WriteRawValue(JsonSerializer.Serialize(simple, simple!.GetType()));
                break;
            case var _ when depth < 0:
                truncated = true;
                writer.WriteStringValue(LanguagePrimitives.ConvertTo<string>(value));
                break;
            case IDictionary table:
                WriteMembers(writer, table.Cast<DictionaryEntry>().Select(entry => (entry.Key.ToString()!, entry.Value)), depth);
                break;
            case IEnumerable sequence:
                writer.WriteStartArray();
                foreach (var element in sequence)
                {
                    Write(writer, element, depth - 1);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteMembers(writer, PSObject.AsPSObject(value).Properties.Select(property => (property.Name, Read(property))), depth);
                break;
        }
    }

    // As the real one: a number that may have a fraction shows one; what isn't a number is text.
    private static void WriteNumber(Utf8JsonWriter writer, object number)
    {
        var text = LanguagePrimitives.ConvertTo<string>(number);
        if (number is double or float or decimal && text.IndexOfAny(['.', 'E']) < 0)
        {
            text += ".0";
        }

        if (number is double and (double.NaN or double.PositiveInfinity or double.NegativeInfinity))
        {
            writer.WriteStringValue(number.ToString());
            return;
        }

        writer.WriteRawValue(text);
    }

    private void WriteMembers(Utf8JsonWriter writer, IEnumerable<(string Name, object? Value)> members, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            Write(writer, value, depth - 1);
        }

        writer.WriteEndObject();
    }

    private static object? Read(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }
}

[Cmdlet(VerbsData.ConvertFrom, "Json")]
public sealed class ConvertFromJsonCommand : PSCmdlet
{
    private readonly StringBuilder text = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = "";

    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    protected override void ProcessRecord() => text.AppendLine(InputObject);

    protected override void EndProcessing()
    {
        try
        {
            using var document = JsonDocument.Parse(text.ToString());
            WriteObject(Read(document.RootElement), !NoEnumerate);
        }
        catch (JsonException e)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException($"Conversion from JSON failed with error: {e.Message}", e),
                "System.ArgumentException",
                ErrorCategory.NotSpecified,
                null));
        }
    }

    private object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.String => element.TryGetDateTime(out var date) ? date : element.GetString(),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToArray(),
        _ when AsHashtable => ReadTable(element),
        _ => ReadObject(element),
    };

    private Hashtable ReadTable(JsonElement element)
    {
        var table = new Hashtable(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            table[member.Name] = Read(member.Value);
        }

        return table;
    }

    private PSObject ReadObject(JsonElement element)
    {
        var item = new PSObject();
        foreach (var member in element.EnumerateObject())
        {
            item.Properties.Add(new PSNoteProperty(member.Name, Read(member.Value)));
        }

        return item;
    }
}
