using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.Compare, "Object")]
public sealed class CompareObjectCommand : PSCmdlet
{
    private readonly List<PSObject> differences = [];

    [Parameter(Position = 0, Mandatory = true)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    [Parameter]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => differences.AddRange(DifferenceObject);

    protected override void EndProcessing()
    {
        var selectors = Selector.ParseAll(Property);
        var comparer = new ValueComparer(CaseSensitive);
        var unmatched = ReferenceObject.Select(item => new Keyed(item, selectors)).ToList();
        var added = new List<Keyed>();
        foreach (var item in differences.Select(item => new Keyed(item, selectors)))
        {
            var match = unmatched.FindIndex(reference => reference.Matches(item, comparer));
            if (match < 0)
            {
                added.Add(item);
                continue;
            }

            if (IncludeEqual || ExcludeDifferent)
            {
                Emit(unmatched[match], "==", selectors);
            }

            unmatched.RemoveAt(match);
        }

        if (!ExcludeDifferent)
        {
            added.ForEach(item => Emit(item, "=>", selectors));
            unmatched.ForEach(item => Emit(item, "<=", selectors));
        }
    }

    private void Emit(Keyed item, string side, Selector[] selectors)
    {
        var result = PassThru ? item.Item : new PSObject();
        if (!PassThru)
        {
            foreach (var (selector, value) in selectors.Zip(item.Keys))
            {
                result.Properties.Add(new PSNoteProperty(selector.Name ?? selector.Expression.ToString(), value));
            }

            if (selectors.Length == 0)
            {
                result.Properties.Add(new PSNoteProperty("InputObject", item.Item));
            }
        }

        result.Properties.Remove("SideIndicator");
        result.Properties.Add(new PSNoteProperty("SideIndicator", side));
        WriteObject(result);
    }
}
