using System;
using System.Management.Automation;
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
        limit.Check(Counts(finished: 9, failed: 1), default);

        Rejected.As("ErrorLimitReached", () => limit.Check(Counts(finished: 9, failed: 2), default));
    }

    [Fact]
    public void A_part_is_not_judged_before_its_sample_is_large_enough()
    {
        ErrorLimit limit = ErrorLimit.Parse("50%");
        limit.Check(Counts(ErrorLimit.MinimumSample - 1, failed: ErrorLimit.MinimumSample - 1), default);

        Rejected.As("ErrorLimitReached", () => limit.Check(Counts(ErrorLimit.MinimumSample, failed: ErrorLimit.MinimumSample), default));
    }

    [Fact]
    public void A_part_is_reached_at_its_limit_and_not_below()
    {
        ErrorLimit limit = ErrorLimit.Parse("10%");
        limit.Check(Counts(finished: 1000, failed: 99), default);

        MapException reached = Rejected.As("ErrorLimitReached", () => limit.Check(Counts(finished: 1000, failed: 100), default));
        Assert.Contains("10%", reached.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_tells_the_last_failure_and_its_input()
    {
        var failure = new InvalidOperationException("x");
        AttemptResult failed = AttemptResult.Failed(default, new ErrorRecord(failure, "x", ErrorCategory.NotSpecified, null));
        var last = new Outcome(new WorkItem(7, "input"), failed, default, 0, default, null);

        MapException reached = Rejected.As("ErrorLimitReached", () => ErrorLimit.Parse("1").Check(Counts(finished: 1, failed: 1), last));

        Assert.Same(failure, reached.InnerException);
        Assert.Equal("input", reached.ErrorRecord.TargetObject);
        Assert.Equal(7L, ErrorItem.ItemIndex(PSObject.AsPSObject(reached.ErrorRecord)));
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
