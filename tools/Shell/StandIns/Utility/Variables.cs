using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Microsoft.PowerShell.Commands;

public abstract class VariableCommandBase : PSCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Scope { get; set; }

    private protected string LocalScope => Scope ?? "local";

    private protected object Store => EngineInternals.GetStore(SessionState);

    private protected List<PSVariable> Find(string name, string? scope)
    {
        var table = scope is null ? EngineInternals.GetVariables(Store) : EngineInternals.GetVariables(Store, scope);
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return table.Where(entry => pattern.IsMatch(entry.Key)).Select(entry => entry.Value).ToList();
    }

    private protected void ForEachMatch(string[] names, string? scope, Action<PSVariable> action)
    {
        foreach (var name in names)
        {
            var found = Find(name, scope);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                var missing = new ItemNotFoundException($"Cannot find a variable with the name '{name}'.");
                WriteError(new ErrorRecord(missing, "VariableNotFound", ErrorCategory.ObjectNotFound, name));
            }

            found.ForEach(variable => Try(() => action(variable)));
        }
    }

    private protected void Try(Action action)
    {
        try
        {
            action();
        }
        catch (SessionStateException e)
        {
            WriteError(new ErrorRecord(e.ErrorRecord, e));
        }
    }
}

[Cmdlet(VerbsCommon.Get, "Variable")]
[OutputType(typeof(PSVariable))]
public sealed class GetVariableCommand : VariableCommandBase
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    protected override void ProcessRecord() =>
        ForEachMatch(Name, Scope, variable => WriteObject(ValueOnly ? variable.Value : variable));
}

[Cmdlet(VerbsCommon.Set, "Variable")]
[OutputType(typeof(PSVariable))]
public sealed class SetVariableCommand : VariableCommandBase
{
    private readonly List<object?> piped = [];
    private bool valueIsArgument;

    [Parameter(Position = 0, Mandatory = true)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1, ValueFromPipeline = true)]
    public object? Value { get; set; } = AutomationNull.Value;

    [Parameter]
    public ScopedItemOptions? Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing() => valueIsArgument = Value != AutomationNull.Value;

    protected override void ProcessRecord()
    {
        if (!valueIsArgument && Value != AutomationNull.Value)
        {
            piped.Add(Value);
        }
    }

    protected override void EndProcessing()
    {
        var value = valueIsArgument ? Value : piped.Count > 1 ? piped.ToArray() : piped.FirstOrDefault();
        foreach (var name in Name)
        {
            Try(() => Set(name, value));
        }
    }

    private void Set(string name, object? value)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            throw new NotSupportedException("The stand-in of Set-Variable does not support wildcards.");
        }

        var variable = Find(name, LocalScope).FirstOrDefault();
        if (variable is null || (Force && variable.Options.HasFlag(ScopedItemOptions.ReadOnly)))
        {
            variable = new PSVariable(name, value, Option ?? ScopedItemOptions.None);
            EngineInternals.SetVariable(Store, variable, LocalScope, Force, MyInvocation.CommandOrigin);
        }
        else
        {
            variable.Value = value;
            variable.Options = Option ?? variable.Options;
        }

        if (PassThru)
        {
            WriteObject(variable);
        }
    }
}

[Cmdlet(VerbsCommon.New, "Variable")]
[OutputType(typeof(PSVariable))]
public sealed class NewVariableCommand : VariableCommandBase
{
    [Parameter(Position = 0, Mandatory = true)]
    public string Name { get; set; } = "";

    [Parameter(Position = 1, ValueFromPipeline = true)]
    public object? Value { get; set; }

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        if (!Force && EngineInternals.GetVariables(Store, LocalScope).ContainsKey(Name))
        {
            var exists = new InvalidOperationException($"A variable with name '{Name}' already exists.");
            WriteError(new ErrorRecord(exists, "VariableAlreadyExists", ErrorCategory.ResourceExists, Name));
            return;
        }

        Try(() =>
        {
            var variable = new PSVariable(Name, Value, Option);
            EngineInternals.NewVariable(Store, variable, LocalScope, Force);
            if (PassThru)
            {
                WriteObject(variable);
            }
        });
    }
}

[Cmdlet(VerbsCommon.Remove, "Variable")]
public sealed class RemoveVariableCommand : VariableCommandBase
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() =>
        ForEachMatch(Name, LocalScope, variable => EngineInternals.RemoveVariable(Store, variable, LocalScope, Force));
}

[Cmdlet(VerbsCommon.Clear, "Variable")]
public sealed class ClearVariableCommand : VariableCommandBase
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord() => ForEachMatch(Name, Scope, variable => variable.Value = null);
}
