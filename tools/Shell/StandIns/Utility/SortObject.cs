using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : PropertyCommand
{
    private readonly List<Keyed> items = [];

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <summary>Sorting is always stable here.</summary>
    [Parameter]
    public SwitchParameter Stable { get; set; }

    protected override void ProcessRecord()
    {
        if (HasInput)
        {
            items.Add(new Keyed(InputObject!, Selectors));
        }
    }

    protected override void EndProcessing()
    {
        var comparer = new ValueComparer(CaseSensitive);
        Keyed? previous = null;
        foreach (var item in items.Order(Comparer<Keyed>.Create((x, y) => Compare(x, y, comparer))))
        {
            if (!Unique || previous is null || !item.Matches(previous, comparer))
            {
                WriteObject(item.Item);
            }

            previous = item;
        }
    }

    private int Compare(Keyed x, Keyed y, ValueComparer comparer)
    {
        for (var i = 0; i < x.Keys.Length; i++)
        {
            var order = comparer.Compare(x.Keys[i], y.Keys[i]);
            if (order != 0)
            {
                var descending = (i < Selectors.Length ? Selectors[i].Descending : null) ?? Descending;
                return descending ? -order : order;
            }
        }

        return 0;
    }
}
