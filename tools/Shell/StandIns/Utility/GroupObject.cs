using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

public class GroupInfo
{
    internal GroupInfo(object?[] keys)
    {
        Values = new ArrayList(keys);
        Name = string.Join(", ", keys.Where(key => key is not null).Select(NameOf));
    }

    public ArrayList Values { get; }

    public int Count { get; private set; }

    public Collection<PSObject> Group { get; } = [];

    public string Name { get; }

    internal virtual void Add(PSObject item)
    {
        Group.Add(item);
        Count++;
    }

    private protected void AddToCount() => Count++;

    private static string NameOf(object? key) => ((key as PSObject)?.BaseObject ?? key) is ICollection items
        ? $"{{{string.Join(", ", items.Cast<object>())}}}"
        : string.Create(CultureInfo.CurrentCulture, $"{key}");
}

public sealed class GroupInfoNoElement : GroupInfo
{
    internal GroupInfoNoElement(object?[] keys)
        : base(keys)
    {
    }

    internal override void Add(PSObject item) => AddToCount();
}

[Cmdlet(VerbsData.Group, "Object")]
[OutputType(typeof(GroupInfo), typeof(Hashtable))]
public sealed class GroupObjectCommand : PropertyCommand
{
    private readonly List<(Keyed First, GroupInfo Info)> groups = [];
    private readonly List<Keyed> items = [];

    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    public SwitchParameter AsString { get; set; }

    protected override void ProcessRecord()
    {
        if (HasInput)
        {
            items.Add(new Keyed(InputObject!, Selectors));
        }
    }

    protected override void EndProcessing()
    {
        if (AsHashTable && !AsString && Selectors.Length > 1)
        {
            throw new PSArgumentException("The AsHashTable parameter takes one property, or the AsString parameter as well.");
        }

        var comparer = new ValueComparer(CaseSensitive);
        foreach (var item in InGroupOrder(comparer))
        {
            var info = groups.Find(group => group.First.Matches(item, comparer)).Info;
            if (info is null)
            {
                info = NoElement ? new GroupInfoNoElement(item.Keys) : new GroupInfo(item.Keys);
                groups.Add((item, info));
            }

            info.Add(item.Item);
        }

        if (!AsHashTable)
        {
            WriteObject(groups.Select(group => group.Info), enumerateCollection: true);
            return;
        }

        var table = new Hashtable(CaseSensitive ? StringComparer.CurrentCulture : StringComparer.CurrentCultureIgnoreCase);
        foreach (var (first, info) in groups)
        {
            table.Add(AsString ? info.Name : (first.Keys[0] as PSObject)?.BaseObject ?? first.Keys[0]!, info.Group);
        }

        WriteObject(table);
    }

    // The real one sorts the groups, unless values of several types make that meaningless.
    private IEnumerable<Keyed> InGroupOrder(ValueComparer comparer)
    {
        var types = items.SelectMany(item => item.Keys.Select((key, i) => (i, ((key as PSObject)?.BaseObject ?? key)?.GetType())));
        var mixed = types.Where(type => type.Item2 is not null).Distinct().GroupBy(type => type.i).Any(column => column.Count() > 1);
        return mixed ? items : items.Order(Comparer<Keyed>.Create((x, y) =>
            x.Keys.Zip(y.Keys).Select(pair => comparer.Compare(pair.First, pair.Second)).FirstOrDefault(order => order != 0)));
    }
}
