using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "Number")]
public sealed class GetRandomCommand : PSCmdlet
{
    private static readonly ConditionalWeakTable<object, Random> Seeded = [];
    private readonly List<object> items = [];

    [Parameter(Position = 0, ParameterSetName = "Number")]
    public object? Maximum { get; set; }

    [Parameter(ParameterSetName = "Number")]
    public object? Minimum { get; set; }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "List")]
    [AllowNull]
    public object[]? InputObject { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Count { get; set; }

    [Parameter]
    public int? SetSeed { get; set; }

    private static Random Generator =>
        Seeded.TryGetValue(Runspace.DefaultRunspace, out var random)
            ? random
            : Random.Shared;

    protected override void BeginProcessing()
    {
        if (SetSeed is { } seed)
        {
            Seeded.AddOrUpdate(Runspace.DefaultRunspace, new Random(seed));
        }
    }

    protected override void ProcessRecord() => items.AddRange(InputObject ?? []);

    protected override void EndProcessing()
    {
        if (ParameterSetName == "List")
        {
            var chosen = items.ToArray();
            Generator.Shuffle(chosen);
            WriteObject(chosen.AsSpan(0, Math.Min(Count ?? 1, chosen.Length)).ToArray(), enumerateCollection: true);
            return;
        }

        for (var i = 0; i < (Count ?? 1); i++)
        {
            WriteObject(Number());
        }
    }

    private object Number()
    {
        var minimum = Bound(Minimum) ?? 0;
        var maximum = Bound(Maximum) ?? int.MaxValue;
        if (LanguagePrimitives.Compare(minimum, maximum) >= 0)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException($"The Minimum value ({minimum}) cannot be greater than or equal to the Maximum value ({maximum})."),
                "MinGreaterThanOrEqualMax",
                ErrorCategory.InvalidArgument,
                null));
        }

        return (minimum, maximum) switch
        {
            (int low, int high) => (object)Generator.Next(low, high),
            (double, _) or (_, double) => Between(Convert.ToDouble(minimum, null), Convert.ToDouble(maximum, null)),
            _ => Generator.NextInt64(Convert.ToInt64(minimum, null), Convert.ToInt64(maximum, null)),
        };
    }

    private static double Between(double low, double high) => low + (Generator.NextDouble() * (high - low));

    private static object? Bound(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        int number => number,
        long number => number,
        double number => number,
        float single => (double)single,
        string text when !long.TryParse(text, CultureInfo.InvariantCulture, out _) => double.Parse(text, CultureInfo.InvariantCulture),
        string text when !int.TryParse(text, CultureInfo.InvariantCulture, out _) => long.Parse(text, CultureInfo.InvariantCulture),
        var other => LanguagePrimitives.ConvertTo<int>(other),
    };
}
