using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Gives the engine's formatting commands, whose base classes are public, their internal workers.</summary>
internal static class FormatEngine
{
    private const string Namespace = "Microsoft.PowerShell.Commands.Internal.Format.";

    public static void UseShape(FrontEndCommandBase command, string shape)
    {
        var shapeType = typeof(PSObject).Assembly.GetType(Namespace + "FormatShape", throwOnError: true)!;
        SetImplementation(command, EngineInternals.CreateInstance(Namespace + "InnerFormatShapeCommand", Enum.Parse(shapeType, shape)));
    }

    public static void UseWriter(FrontEndCommandBase command, TextWriter writer, int width)
    {
        var output = EngineInternals.CreateInstance(Namespace + "OutputManagerInner");
        output.GetType().GetProperty("LineOutput", BindingFlags.Instance | BindingFlags.NonPublic)!
            .SetValue(output, EngineInternals.CreateInstance(Namespace + "TextWriterLineOutput", writer, width));
        SetImplementation(command, output);
    }

    private static void SetImplementation(FrontEndCommandBase command, object implementation) =>
        typeof(FrontEndCommandBase).GetField("implementation", BindingFlags.Instance | BindingFlags.NonPublic)!
            .SetValue(command, implementation);
}

[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => FormatEngine.UseShape(this, "Table");
}

[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => FormatEngine.UseShape(this, "List");
}

[Cmdlet(VerbsData.Out, "String")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : FrontEndCommandBase
{
    private readonly StringWriter writer = new(new StringBuilder());

    [Parameter]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue;

    protected override void BeginProcessing()
    {
        FormatEngine.UseWriter(this, writer, Width);
        base.BeginProcessing();
    }

    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (!Stream)
        {
            WriteObject(writer.ToString());
            return;
        }

        var lines = new StringReader(writer.ToString());
        while (lines.ReadLine() is { } line)
        {
            WriteObject(line);
        }
    }
}

/// <summary>Also what the redirection operators run.</summary>
[Cmdlet(VerbsData.Out, "File")]
public sealed class OutFileCommand : FrontEndCommandBase
{
    private StreamWriter? writer;

    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Path", "LiteralPath", "PSPath", "LP")]
    public string FilePath { get; set; } = "";

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter(Position = 1)]
    [ValidateSet("utf8", "utf8NoBOM")]
    public string Encoding { get; set; } = "utf8";

    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue;

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void BeginProcessing()
    {
        writer = new StreamWriter(SessionState.Path.GetUnresolvedProviderPathFromPSPath(FilePath), Append);
        FormatEngine.UseWriter(this, writer, Width);
        base.BeginProcessing();
    }

    protected override void InternalDispose()
    {
        base.InternalDispose();
        writer?.Dispose();
    }
}
