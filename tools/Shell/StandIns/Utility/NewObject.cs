using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObjectCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string TypeName { get; set; } = "";

    [Parameter(Position = 1)]
    [Alias("Args")]
    public object[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void BeginProcessing()
    {
        if (!LanguagePrimitives.TryConvertTo(TypeName, out Type type))
        {
            throw Failure(new PSArgumentException($"Cannot find the type [{TypeName}]; is its assembly loaded?"), "TypeNotFound");
        }

        var created = PSObject.AsPSObject(Create(type));
        foreach (DictionaryEntry entry in Property ?? new Hashtable())
        {
            var name = LanguagePrimitives.ConvertTo<string>(entry.Key);
            if (created.BaseObject is PSCustomObject)
            {
                created.Properties.Add(new PSNoteProperty(name, entry.Value));
            }
            else
            {
                (created.Properties[name] ?? throw Failure(new InvalidOperationException(
                    $"The member \"{name}\" was not found for the specified {type} object."), "InvalidOperationException"))
                    .Value = entry.Value;
            }
        }

        WriteObject(created);
    }

    private object Create(Type type)
    {
        try
        {
            if (type == typeof(PSObject) || type == typeof(PSCustomObject))
            {
                return new PSObject();
            }

            // The engine's own overload resolution: that of [type]::new(...).
            return ScriptBlock.Create("param($type, $arguments) ,$type::new.Invoke($arguments)")
                .InvokeReturnAsIs(type, ArgumentList.Select(argument => argument).ToArray());
        }
        catch (RuntimeException e)
        {
            throw Failure(e.InnerException ?? e, "ConstructorInvokedThrowException");
        }
    }

    private Exception Failure(Exception exception, string id)
    {
        ThrowTerminatingError(new ErrorRecord(exception, id, ErrorCategory.InvalidType, TypeName));
        return exception;
    }
}
