using System;
using ParallelCmdlets.Scheduling;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>When failed items are too many.</summary>
public class ErrorLimitTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("many")]
    [InlineData("5 %%")]
    [InlineData("1.5")]
    public void Other_texts_are_refused(string text) => Rejected.As("InvalidErrorLimit", () => ErrorLimit.Parse(text));

    [Fact]
    public void A_number_is_reached_by_so_many_failed_items()
    {
        ErrorLimit limit = ErrorLimit.Parse("2");
        limit.Check(Counts(finished: 9, failed: 1));

        Rejected.As("ErrorLimitReached", () => limit.Check(Counts(finished: 9, failed: 2)));
    }

    [Fact]
    public void A_part_is_not_judged_before_its_sample_is_large_enough()
    {
        ErrorLimit limit = ErrorLimit.Parse("50%");
        limit.Check(Counts(ErrorLimit.MinimumSample - 1, failed: ErrorLimit.MinimumSample - 1));

        Rejected.As("ErrorLimitReached", () => limit.Check(Counts(ErrorLimit.MinimumSample, failed: ErrorLimit.MinimumSample)));
    }

    [Fact]
    public void A_part_is_reached_at_its_limit_and_not_below()
    {
        ErrorLimit limit = ErrorLimit.Parse("10%");
        limit.Check(Counts(finished: 1000, failed: 99));

        MapException reached = Rejected.As("ErrorLimitReached", () => limit.Check(Counts(finished: 1000, failed: 100)));
        Assert.Contains("10%", reached.Message, StringComparison.Ordinal);
    }

    private static MapCounts Counts(int finished, int failed)
    {
        var counts = new MapCounts();
        var window = new SlidingWindow(finished, new CompletionOrder());
        foreach (Attempt attempt in window.PostAndClaim(finished)) window.Complete(attempt, attempt.Index < failed ? WindowSteps.Bad : WindowSteps.Done);
        foreach (Outcome outcome in window.TakeAll()) counts.Add(outcome);
        Assert.Equal((finished, failed), (counts.Finished, counts.Failed));
        return counts;
    }
}
