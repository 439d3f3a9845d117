using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

public abstract class WriteAliasCommandBase : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string Name { get; set; } = "";

    [Parameter(Position = 1, Mandatory = true)]
    public string Value { get; set; } = "";

    [Parameter]
    [ValidateSet("Global", "Local", "Script")]
    public string Scope { get; set; } = "Local";

    [Parameter]
    public SwitchParameter Force { get; set; }

    // The alias: drive has no scope but the current one and those that its paths name.
    private protected void SetAlias() => InvokeProvider.Item.Set(
        [$"alias:{(Scope is "Local" ? "" : Scope + ":")}{WildcardPattern.Escape(Name)}"], Value, Force, literalPath: false);
}

[Cmdlet(VerbsCommon.Set, "Alias")]
public sealed class SetAliasCommand : WriteAliasCommandBase
{
    protected override void ProcessRecord() => SetAlias();
}

[Cmdlet(VerbsCommon.New, "Alias")]
public sealed class NewAliasCommand : WriteAliasCommandBase
{
    protected override void ProcessRecord()
    {
        if (!Force && SessionState.InvokeCommand.GetCommand(Name, CommandTypes.Alias) is not null)
        {
            var exists = new System.InvalidOperationException($"An alias with the name '{Name}' already exists.");
            WriteError(new ErrorRecord(exists, "AliasAlreadyExists", ErrorCategory.ResourceExists, Name));
            return;
        }

        SetAlias();
    }
}

[Cmdlet(VerbsCommon.Get, "Alias")]
[OutputType(typeof(AliasInfo))]
public sealed class GetAliasCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] Name { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var aliases = SessionState.InvokeCommand.GetCommands(name, CommandTypes.Alias, nameIsPattern: true).ToList();
            if (aliases.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                var missing = new ItemNotFoundException($"An alias with the name '{name}' does not exist.");
                WriteError(new ErrorRecord(missing, "ItemNotFoundException", ErrorCategory.ObjectNotFound, name));
            }

            WriteObject(aliases, enumerateCollection: true);
        }
    }
}
