using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets;

/// <summary>The tuples of several sequences, one at a time.</summary>
internal static class ZipInput
{
    /// <summary>Checks what can be known before any element is asked for.</summary>
    /// <exception cref="MapException">An element is no sequence, or two lists differ in length.</exception>
    public static void Check(object?[] sequences)
    {
        IEnumerable[] all = sequences.Select(Sequence).ToArray();
        if (!all.All(s => s is ICollection)) return;
        int[] counts = all.Select(s => ((ICollection)s).Count).ToArray();
        if (counts.Distinct().Count() > 1) throw Errors.ZipLengths(Array.IndexOf(counts, counts.Min()), counts.Min());
    }

    /// <summary>Gives how many tuples there will be; null where only an enumeration tells.</summary>
    public static int? Count(object?[] sequences) =>
        sequences.Select(Sequence).OfType<ICollection>().Select(c => (int?)c.Count).Min();

    /// <exception cref="MapException">A sequence ended before the others.</exception>
    public static IEnumerable<object?[]> Tuples(object?[] sequences)
    {
        var enumerators = new List<IEnumerator>();
        try
        {
            foreach (object? sequence in sequences) enumerators.Add(Sequence(sequence, enumerators.Count).GetEnumerator());
            for (long length = 0; enumerators.Count > 0; length++)
            {
                bool[] more = enumerators.Select(e => e.MoveNext()).ToArray();
                if (!more.Contains(true)) yield break;
                if (more.Contains(false)) throw Errors.ZipLengths(Array.IndexOf(more, false), length);
                yield return enumerators.Select(e => e.Current).ToArray();
            }
        }
        finally
        {
            foreach (IEnumerator enumerator in enumerators) (enumerator as IDisposable)?.Dispose();
        }
    }

    private static IEnumerable Sequence(object? value, int number) =>
        LanguagePrimitives.GetEnumerable(value) ?? throw Errors.ZipElement(number, value);
}
