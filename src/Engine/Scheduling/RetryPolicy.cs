using System;

namespace ParallelCmdlets.Scheduling;

/// <summary>How often and after what pause a failed item is tried again.</summary>
internal sealed class RetryPolicy
{
    private const double LongestSeconds = 24 * 3600;

    private readonly double _delaySeconds;
    private readonly Random _random;

    public RetryPolicy(int count, double delaySeconds, Random random)
    {
        Count = count;
        _delaySeconds = delaySeconds;
        _random = random;
    }

    /// <summary>Further attempts after the first.</summary>
    public int Count { get; }

    /// <summary>
    /// The pause before the next attempt: it doubles with each, and varies by up to a quarter, so that items
    /// that failed together do not come back together.
    /// </summary>
    public TimeSpan Delay(int attempts)
    {
        double part;
        lock (_random) part = _random.NextDouble();
        double seconds = _delaySeconds * Math.Pow(2, Math.Min(attempts - 1, 62)) * (0.75 + (part / 2));
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));
    }
}
