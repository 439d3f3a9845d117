using System;
using System.Linq;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>How long an item pauses before its next attempt.</summary>
public class RetryPolicyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    public void The_pause_doubles_and_varies_by_a_quarter_to_both_sides(int attempts, double seconds)
    {
        var policy = new RetryPolicy(10, delaySeconds: 1, new Random(3));

        double[] pauses = Enumerable.Range(0, 500).Select(_ => policy.Delay(attempts).TotalSeconds / seconds).ToArray();

        Assert.InRange(pauses.Min(), 0.75, 0.8);
        Assert.InRange(pauses.Max(), 1.2, 1.25);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(int.MaxValue)]
    public void No_pause_stays_none_whatever_the_attempt(int attempts) =>
        Assert.Equal(TimeSpan.Zero, new RetryPolicy(int.MaxValue, delaySeconds: 0, new Random(3)).Delay(attempts));

    [Theory]
    [InlineData(18)]
    [InlineData(64)]
    [InlineData(1025)]
    [InlineData(int.MaxValue)]
    public void Pauses_grow_to_a_day_and_no_further(int attempts) =>
        Assert.Equal(TimeSpan.FromDays(1), new RetryPolicy(int.MaxValue, delaySeconds: 1, new Random(3)).Delay(attempts));
}
