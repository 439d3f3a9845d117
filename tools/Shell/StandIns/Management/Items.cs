using System;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemCommand : PathCommand
{
    [Parameter(Position = 1)]
    public string? Filter { get; set; }

    [Parameter]
    public string[]? Include { get; set; }

    [Parameter]
    public string[]? Exclude { get; set; }

    [Parameter]
    [Alias("s", "r")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public uint? Depth { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Name { get; set; }

    [Parameter]
    [Alias("af")]
    public SwitchParameter File { get; set; }

    [Parameter]
    [Alias("ad")]
    public SwitchParameter Directory { get; set; }

    protected override void ProcessRecord()
    {
        if (Name && (Recurse || Depth is not null))
        {
            throw new NotSupportedException("The stand-in of Get-ChildItem does not combine -Name with -Recurse.");
        }

        Path ??= ["."];
        ForEachPath(path =>
        {
            var items = InvokeProvider.ChildItem.Get([path], Recurse || Depth is not null, Depth ?? uint.MaxValue, Force, IsLiteral);
            foreach (var item in items.Where(IsWanted))
            {
                WriteObject(Name ? item.Properties["PSChildName"].Value : item);
            }
        });
    }

    private bool IsWanted(PSObject item)
    {
        var name = item.Properties["PSChildName"]?.Value as string ?? "";
        return (!File || item.BaseObject is FileInfo)
            && (!Directory || item.BaseObject is DirectoryInfo)
            && (Filter is null || Matches(name, Filter))
            && (Include is null || Include.Any(pattern => Matches(name, pattern)))
            && (Exclude is null || !Exclude.Any(pattern => Matches(name, pattern)));
    }

    private static bool Matches(string name, string pattern) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
}

[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemCommand : PathCommand
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => ForEachPath(path =>
        WriteObject(InvokeProvider.Item.Get([path], Force, IsLiteral), enumerateCollection: true));
}

[Cmdlet(VerbsCommon.Set, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetItemCommand : PathCommand
{
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => ForEachPath(path =>
    {
        if (ShouldProcess(path))
        {
            InvokeProvider.Item.Set([path], Value, Force, IsLiteral);
        }
    });
}

[Cmdlet(VerbsCommon.New, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class NewItemCommand : PathCommand
{
    [Parameter]
    public string? Name { get; set; }

    [Parameter]
    [Alias("Type")]
    [ValidateSet("File", "Directory")]
    public string ItemType { get; set; } = "File";

    [Parameter(ValueFromPipeline = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        Path ??= Name is null ? null : ["."];
        ForEachPath(path =>
        {
            var item = Name is null ? path : SessionState.Path.Combine(path, Name);
            SessionState.Path.GetUnresolvedProviderPathFromPSPath(item, out var provider, out _);
            if (!ShouldProcess(item))
            {
                return;
            }

            if (provider.Name != "FileSystem")
            {
                WriteObject(InvokeProvider.Item.New(item, null, null, Value), enumerateCollection: true);
                return;
            }

            Create(FilePath(item));
            WriteObject(InvokeProvider.Item.Get([item], force: true, literalPath: true), enumerateCollection: true);
        });
    }

    private void Create(string path)
    {
        var isDirectory = ItemType.Equals("Directory", StringComparison.OrdinalIgnoreCase);
        if (!Force && (System.IO.Directory.Exists(path) || System.IO.File.Exists(path)))
        {
            throw new IOException($"An item with the specified name {path} already exists.");
        }

        if (isDirectory)
        {
            System.IO.Directory.CreateDirectory(path);
            return;
        }

        if (Force)
        {
            System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }

        System.IO.File.WriteAllText(path, LanguagePrimitives.ConvertTo<string>(Value) ?? "");
    }
}

[Cmdlet(VerbsCommon.Remove, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RemoveItemCommand : PathCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => ForEachPath(path =>
    {
        if (!ShouldProcess(path))
        {
            return;
        }

        // The real one asks; a tool for scripts has nobody to ask.
        if (!Recurse && InvokeProvider.Item.IsContainer(path) && InvokeProvider.ChildItem.HasChild(path))
        {
            throw new IOException($"The item at {path} has children and the Recurse parameter was not specified.");
        }

        InvokeProvider.Item.Remove([path], Recurse, Force, IsLiteral);
    });
}

public abstract class DestinationCommand : PathCommand
{
    [Parameter(Position = 1)]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter Force { get; set; }
}

[Cmdlet(VerbsCommon.Copy, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class CopyItemCommand : DestinationCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void ProcessRecord() => ForEachPath(path =>
    {
        if (ShouldProcess(path))
        {
            InvokeProvider.Item.Copy([path], Destination, Recurse, CopyContainers.CopyTargetContainer, Force, IsLiteral);
        }
    });
}

[Cmdlet(VerbsCommon.Move, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class MoveItemCommand : DestinationCommand
{
    protected override void ProcessRecord() => ForEachPath(path =>
    {
        if (ShouldProcess(path))
        {
            InvokeProvider.Item.Move([path], Destination, Force, IsLiteral);
        }
    });
}

[Cmdlet(VerbsCommon.Rename, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RenameItemCommand : PathCommand
{
    [Parameter(Position = 1, Mandatory = true)]
    public string NewName { get; set; } = "";

    protected override void ProcessRecord() => ForEachPath(path =>
    {
        if (ShouldProcess(path))
        {
            InvokeProvider.Item.Rename(path, NewName);
        }
    });
}
