using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PropertyCommand
{
    private readonly ValueComparer comparer = new(caseSensitive: true);
    private readonly List<PSObject> written = [];
    private readonly Queue<PSObject> tail = new();
    private int skipped;
    private int streamed;

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? First { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Last { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? SkipLast { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if ((Last is not null && (First is not null || SkipLast is not null || Skip > 0)) || (SkipLast is not null && First is not null))
        {
            throw new NotSupportedException(
                "The stand-in of Select-Object does not combine -Last or -SkipLast with -First, nor -Last with -Skip.");
        }
    }

    protected override void ProcessRecord()
    {
        if (!HasInput)
        {
            return;
        }

        if (skipped < Skip)
        {
            skipped++;
        }
        else if (Last is { } last)
        {
            tail.Enqueue(InputObject!);
            if (tail.Count > last)
            {
                tail.Dequeue();
            }
        }
        else if (SkipLast is { } held)
        {
            tail.Enqueue(InputObject!);
            if (tail.Count > held)
            {
                Select(tail.Dequeue());
            }
        }
        else if (First is null || streamed < First)
        {
            streamed++;
            Select(InputObject!);
        }

        if (streamed >= First && !Wait)
        {
            throw EngineInternals.StopUpstreamCommands(this);
        }
    }

    protected override void EndProcessing()
    {
        while (Last is not null && tail.Count > 0)
        {
            Select(tail.Dequeue());
        }
    }

    private void Select(PSObject item)
    {
        var properties = Selectors.SelectMany(selector => Read(selector, item)).ToList();
        if (ExpandProperty is not null)
        {
            Expand(item, properties);
            return;
        }

        if (Selectors.Length == 0)
        {
            Emit(item);
            return;
        }

        var result = new PSObject();
        result.TypeNames.Insert(0, "Selected." + item.BaseObject.GetType());
        foreach (var property in properties)
        {
            AddTo(result, property, item, "AlreadyExistingUserSpecifiedPropertyNoExpand");
        }

        Emit(result);
    }

    private static IEnumerable<PSNoteProperty> Read(Selector selector, PSObject item)
    {
        var results = selector.Expression.ResolveNames(item).SelectMany(name => name.GetValues(item)).ToList();
        if (results.Count == 0 && !selector.Expression.HasWildCardCharacters)
        {
            return [new PSNoteProperty(selector.Name ?? selector.Expression.ToString(), null)];
        }

        return results.Select(result => new PSNoteProperty(selector.Name ?? result.ResolvedExpression.ToString(), result.Result));
    }

    private void Expand(PSObject item, List<PSNoteProperty> properties)
    {
        var values = new PSPropertyExpression(ExpandProperty).GetValues(item);
        if (values.Count != 1)
        {
            WriteError(new ErrorRecord(
                new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found or is not one property."),
                values.Count == 0 ? "ExpandPropertyNotFound" : "MutlipleExpandProperties",
                ErrorCategory.InvalidArgument,
                item));
            return;
        }

        if (values[0].Exception is { } exception)
        {
            WriteError(new ErrorRecord(exception, "PropertyEvaluationExpand", ErrorCategory.InvalidResult, item));
            return;
        }

        foreach (var value in LanguagePrimitives.GetEnumerable(values[0].Result) ?? new[] { values[0].Result })
        {
            if (value is null)
            {
                continue;
            }

            // A new wrapper: what is added belongs to this output, not to the object that others hold.
            var expanded = properties.Count == 0 || value is PSObject ? PSObject.AsPSObject(value) : new PSObject(value);
            foreach (var property in properties)
            {
                AddTo(expanded, property, item, "AlreadyExistingUserSpecifiedPropertyExpand");
            }

            Emit(expanded);
        }
    }

    private void AddTo(PSObject target, PSNoteProperty property, PSObject item, string errorId)
    {
        if (target.Properties[property.Name] is null)
        {
            target.Properties.Add(property);
            return;
        }

        WriteError(new ErrorRecord(
            new PSArgumentException($"The property cannot be processed because the property \"{property.Name}\" already exists."),
            errorId,
            ErrorCategory.InvalidOperation,
            item));
    }

    private void Emit(PSObject result)
    {
        if (Unique && written.Exists(earlier => AreSame(earlier, result)))
        {
            return;
        }

        written.AddRange(Unique ? [result] : []);
        WriteObject(result);
    }

    private bool AreSame(PSObject x, PSObject y)
    {
        if (Selectors.Length == 0 || ExpandProperty is not null)
        {
            return comparer.Equals(x, y);
        }

        return x.Properties.Count() == y.Properties.Count()
            && x.Properties.All(property => y.Properties[property.Name] is { } other && comparer.Equals(property.Value, other.Value));
    }
}
