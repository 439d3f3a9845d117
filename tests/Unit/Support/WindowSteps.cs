using System.Collections.Generic;
using System.Linq;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>Steps of one thread at a window, each of which has to be possible: none waits.</summary>
internal static class WindowSteps
{
    public static AttemptResult Done { get; } = AttemptResult.Completed(default);

    public static AttemptResult Bad { get; } = AttemptResult.Failed(default, "bad");

    /// <summary>Claims an item that waits.</summary>
    public static Attempt Claim(this SlidingWindow window, int executor = 1)
    {
        Assert.True(window.Waiting > 0, "No item waits.");
        Assert.True(window.TryClaim(new Lane(executor), out Attempt attempt));
        return attempt;
    }

    /// <summary>Posts items, their indexes as inputs, and claims each for an executor of its own.</summary>
    public static Attempt[] PostAndClaim(this SlidingWindow window, int count)
    {
        for (int i = 0; i < count; i++) Assert.True(window.Post(i));
        return Enumerable.Range(1, count).Select(window.Claim).ToArray();
    }

    /// <summary>Takes an outcome that has to be there.</summary>
    public static Outcome Take(this SlidingWindow window)
    {
        Assert.True(window.TryTake(out Outcome outcome), "No outcome is there.");
        return outcome;
    }

    public static Outcome[] TakeAll(this SlidingWindow window)
    {
        var taken = new List<Outcome>();
        while (window.TryTake(out Outcome outcome)) taken.Add(outcome);
        return taken.ToArray();
    }

    /// <summary>The indexes of all outcomes that are there.</summary>
    public static long[] TakeIndexes(this SlidingWindow window) => window.TakeAll().Select(o => o.Index).ToArray();
}
