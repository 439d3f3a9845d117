using System;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Location")]
[OutputType(typeof(PathInfo))]
public sealed class GetLocationCommand : PSCmdlet
{
    protected override void ProcessRecord() => WriteObject(SessionState.Path.CurrentLocation);
}

[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo))]
public sealed class SetLocationCommand : PathCommand
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        Path ??= [Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];
        ForEachPath(path =>
        {
            var location = SessionState.Path.SetLocation(IsLiteral ? WildcardPattern.Escape(path) : path);
            if (PassThru)
            {
                WriteObject(location);
            }
        });
    }
}

[Cmdlet(VerbsCommon.Push, "Location", DefaultParameterSetName = "Path")]
public sealed class PushLocationCommand : PathCommand
{
    [Parameter]
    public string? StackName { get; set; }

    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(StackName);
        if (Path is not null || LiteralPath is not null)
        {
            ForEachPath(path => SessionState.Path.SetLocation(IsLiteral ? WildcardPattern.Escape(path) : path));
        }
    }
}

[Cmdlet(VerbsCommon.Pop, "Location")]
public sealed class PopLocationCommand : PSCmdlet
{
    [Parameter]
    public string? StackName { get; set; }

    protected override void ProcessRecord() => SessionState.Path.PopLocation(StackName);
}

[Cmdlet(VerbsCommon.Get, "PSDrive")]
[OutputType(typeof(PSDriveInfo))]
public sealed class GetPSDriveCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        var patterns = Array.ConvertAll(Name, name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
        var drives = SessionState.Drive.GetAll().Where(drive => Array.Exists(patterns, pattern => pattern.IsMatch(drive.Name)));
        WriteObject(drives.OrderBy(drive => drive.Name, StringComparer.OrdinalIgnoreCase), enumerateCollection: true);
    }
}

[Cmdlet(VerbsCommon.Get, "Process", DefaultParameterSetName = "Name")]
[OutputType(typeof(Process))]
public sealed class GetProcessCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Name")]
    public string[] Name { get; set; } = ["*"];

    [Parameter(Mandatory = true, ParameterSetName = "Id", ValueFromPipelineByPropertyName = true)]
    [Alias("PID")]
    public int[] Id { get; set; } = [];

    protected override void ProcessRecord()
    {
        var processes = Process.GetProcesses().OrderBy(process => process.ProcessName, StringComparer.OrdinalIgnoreCase).ToList();
        if (ParameterSetName == "Id")
        {
            foreach (var id in Id)
            {
                var found = processes.Where(process => process.Id == id).ToArray();
                Emit(found, "NoProcessFoundForGivenId", $"the process identifier {id}", id);
            }

            return;
        }

        foreach (var name in Name)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = processes.Where(process => pattern.IsMatch(process.ProcessName)).ToArray();
            if (found.Length > 0 || !WildcardPattern.ContainsWildcardCharacters(name))
            {
                Emit(found, "NoProcessFoundForGivenName", $"the name \"{name}\"", name);
            }
        }
    }

    private void Emit(Process[] found, string errorId, string what, object target)
    {
        if (found.Length == 0)
        {
            var missing = new PSArgumentException($"Cannot find a process with {what}.");
            WriteError(new ErrorRecord(missing, errorId, ErrorCategory.ObjectNotFound, target));
        }

        WriteObject(found, enumerateCollection: true);
    }
}
