using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;

namespace ParallelCmdlets.Peers;

/// <summary>What compiled code needs for the same job, without a shell around it; each measures itself.</summary>
public sealed class Timed
{
    private Timed(double seconds, IReadOnlyList<double> output)
    {
        Seconds = seconds;
        Output = output;
    }

    /// <summary>Gets how long it took.</summary>
    public double Seconds { get; }

    /// <summary>Gets the square roots, in input order.</summary>
    public IReadOnlyList<double> Output { get; }

    /// <summary>Takes the roots by PLINQ.</summary>
    /// <param name="items">The numbers.</param>
    /// <returns>The roots and the time.</returns>
    public static Timed Plinq(IReadOnlyList<int> items)
    {
        var clock = Stopwatch.StartNew();
        double[] roots = items.AsParallel().AsOrdered().Select(i => Math.Sqrt(i)).ToArray();
        return new Timed(clock.Elapsed.TotalSeconds, roots);
    }

    /// <summary>Takes the roots by Parallel.ForEachAsync, item by item.</summary>
    /// <param name="items">The numbers.</param>
    /// <returns>The roots and the time.</returns>
    public static Timed ForEachAsync(IReadOnlyList<int> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var clock = Stopwatch.StartNew();
        var roots = new double[items.Count];
        Parallel.ForEachAsync(Enumerable.Range(0, roots.Length), (i, _) =>
        {
            roots[i] = Math.Sqrt(items[i]);
            return ValueTask.CompletedTask;
        }).GetAwaiter().GetResult();
        return new Timed(clock.Elapsed.TotalSeconds, roots);
    }
}
