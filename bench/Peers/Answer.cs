using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Peers;

/// <summary>Judges what a side wrote by what the plain loop wrote; compiled, as there may be millions of items.</summary>
public static class Answer
{
    /// <summary>Compares item by item.</summary>
    /// <param name="expected">What the plain loop wrote.</param>
    /// <param name="actual">What the side wrote.</param>
    /// <param name="ordered">Whether the order counts.</param>
    /// <returns>The first difference, or null when there is none.</returns>
    public static string? Difference(object?[] expected, object?[] actual, bool ordered)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        if (expected.Length != actual.Length) return Text($"{actual.Length} objects instead of {expected.Length}");
        IEnumerable<object?> left = expected.Select(Bare);
        IEnumerable<object?> right = actual.Select(Bare);
        if (!ordered)
        {
            left = left.OrderBy(value => value);
            right = right.OrderBy(value => value);
        }

        long index = 0;
        foreach ((object? one, object? other) in left.Zip(right))
        {
            if (!Equals(one, other)) return Text($"at {index}: {other ?? "null"} instead of {one ?? "null"}");
            index++;
        }

        return null;
    }

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
