using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

public sealed class GenericMeasureInfo
{
    public int Count { get; init; }

    public double? Average { get; init; }

    public double? Sum { get; init; }

    public object? Maximum { get; init; }

    public object? Minimum { get; init; }

    public string? Property { get; init; }
}

[Cmdlet(VerbsDiagnostic.Measure, "Object")]
[OutputType(typeof(GenericMeasureInfo))]
public sealed class MeasureObjectCommand : PropertyCommand
{
    private readonly List<PSObject> items = [];

    [Parameter]
    public SwitchParameter Sum { get; set; }

    [Parameter]
    public SwitchParameter Average { get; set; }

    [Parameter]
    public SwitchParameter Maximum { get; set; }

    [Parameter]
    public SwitchParameter Minimum { get; set; }

    protected override void ProcessRecord()
    {
        if (HasInput)
        {
            items.Add(InputObject!);
        }
    }

    protected override void EndProcessing()
    {
        if (Selectors.Length == 0)
        {
            WriteObject(Measure(null, items));
        }

        foreach (var selector in Selectors)
        {
            var values = items.Select(selector.ValueOf).Where(value => value is not null).ToList();
            if (values.Count == 0 && items.Count > 0)
            {
                WriteError(new ErrorRecord(
                    new PSArgumentException($"The property \"{selector.Expression}\" cannot be found in the input for any objects."),
                    "GenericMeasurePropertyNotFound",
                    ErrorCategory.InvalidArgument,
                    null));
                continue;
            }

            WriteObject(Measure(selector.Expression.ToString(), values));
        }
    }

    private GenericMeasureInfo Measure(string? property, IReadOnlyCollection<object?> values)
    {
        var comparer = new ValueComparer(caseSensitive: false);
        var numbers = Sum || Average ? values.Select(Number).ToList() : [];
        return new GenericMeasureInfo
        {
            Count = values.Count,
            Sum = Sum && values.Count > 0 ? numbers.Sum() : null,
            Average = Average && values.Count > 0 ? numbers.Average() : null,
            Maximum = Maximum ? Plain(values.Max(comparer)) : null,
            Minimum = Minimum ? Plain(values.Min(comparer)) : null,
            Property = property,
        };
    }

    private double Number(object? value)
    {
        if (LanguagePrimitives.TryConvertTo(value, CultureInfo.CurrentCulture, out double number))
        {
            return number;
        }

        WriteError(new ErrorRecord(
            new PSInvalidCastException($"Input object \"{value}\" is not numeric."),
            "NonNumericInputObject",
            ErrorCategory.InvalidType,
            value));
        return 0;
    }

    // The real one reports extremes of numbers as doubles.
    private static object? Plain(object? value)
    {
        var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain is IConvertible convertible && convertible.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal
            ? convertible.ToDouble(CultureInfo.InvariantCulture)
            : plain;
    }
}
