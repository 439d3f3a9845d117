using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>An element of a -Property argument: a name, a script block or a hashtable of them.</summary>
internal sealed class Selector
{
    private Selector(string? name, PSPropertyExpression expression, bool? descending)
    {
        Name = name;
        Expression = expression;
        Descending = descending;
    }

    public string? Name { get; }

    public PSPropertyExpression Expression { get; }

    public bool? Descending { get; }

    public static Selector[] ParseAll(object[]? properties) => Array.ConvertAll(properties ?? [], Parse);

    public object? ValueOf(PSObject item)
    {
        var values = Expression.GetValues(item);
        return values.Count == 0 || values[0].Exception is not null ? null : values[0].Result;
    }

    private static Selector Parse(object property) => Unwrap(property) switch
    {
        IDictionary table => Parse(table),
        var plain => new Selector(null, ToExpression(plain), null),
    };

    private static Selector Parse(IDictionary table)
    {
        string? name = null;
        PSPropertyExpression? expression = null;
        bool? descending = null;
        foreach (DictionaryEntry entry in table)
        {
            switch (entry.Key.ToString()!.ToLowerInvariant())
            {
                case "n" or "name" or "l" or "label":
                    name = LanguagePrimitives.ConvertTo<string>(entry.Value);
                    break;
                case "e" or "expression":
                    expression = ToExpression(Unwrap(entry.Value));
                    break;
                case "descending":
                    descending = LanguagePrimitives.IsTrue(entry.Value);
                    break;
                case "ascending":
                    descending = !LanguagePrimitives.IsTrue(entry.Value);
                    break;
                default:
                    throw new NotSupportedException($"The key '{entry.Key}' of a property hashtable is not supported by the stand-in.");
            }
        }

        return new Selector(name, expression ?? ToExpression(name), descending);
    }

    private static PSPropertyExpression ToExpression(object? value) =>
        value is ScriptBlock block
            ? new PSPropertyExpression(block)
            : new PSPropertyExpression(LanguagePrimitives.ConvertTo<string>(value));

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}

/// <summary>Compares as PowerShell's operators do; what can't be compared is compared as text; nothing comes first.</summary>
internal sealed class ValueComparer(bool caseSensitive) : IComparer<object?>, IEqualityComparer<object?>
{
    public int Compare(object? x, object? y)
    {
        if (LanguagePrimitives.TryCompare(x, y, !caseSensitive, CultureInfo.CurrentCulture, out var result))
        {
            return result;
        }

        var options = caseSensitive ? CompareOptions.None : CompareOptions.IgnoreCase;
        return CultureInfo.CurrentCulture.CompareInfo.Compare(Text(x), Text(y), options);
    }

    public new bool Equals(object? x, object? y) => Compare(x, y) == 0;

    // 1, 1.0 and '1' are equal here, so no better hash is at hand.
    public int GetHashCode(object? obj) => 0;

    private static string Text(object? value) => value is null ? "" : PSObject.AsPSObject(value).ToString();
}

/// <summary>The values that one input object is sorted, grouped or compared by.</summary>
internal sealed class Keyed(PSObject item, Selector[] selectors)
{
    public PSObject Item { get; } = item;

    public object?[] Keys { get; } = selectors.Length == 0 ? [item] : Array.ConvertAll(selectors, selector => selector.ValueOf(item));

    public bool Matches(Keyed other, ValueComparer comparer) => Keys.Zip(other.Keys).All(pair => comparer.Equals(pair.First, pair.Second));
}

/// <summary>A command that takes -InputObject and -Property.</summary>
public abstract class PropertyCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; } = System.Management.Automation.Internal.AutomationNull.Value;

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    private protected Selector[] Selectors { get; private set; } = [];

    private protected bool HasInput =>
        InputObject is not null && InputObject != System.Management.Automation.Internal.AutomationNull.Value;

    protected override void BeginProcessing() => Selectors = Selector.ParseAll(Property);
}
