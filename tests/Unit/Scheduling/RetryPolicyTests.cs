using System;
using System.Linq;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The pauses at the borders of what a user can choose.</summary>
public class RetryPolicyTests
{
    [Fact]
    public void Pauses_vary_to_both_sides()
    {
        var policy = new RetryPolicy(1, delaySeconds: 1, new Random(3));

        double[] pauses = Enumerable.Range(0, 500).Select(_ => policy.Delay(1).TotalSeconds).ToArray();

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
