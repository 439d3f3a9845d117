using System.Linq;
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
        limit.Count(ItemState.Failed);
        limit.Count(ItemState.Completed);

        Rejected.As("ErrorLimitReached", () => limit.Count(ItemState.TimedOut));
    }

    [Fact]
    public void A_part_is_not_judged_before_its_sample_is_large_enough()
    {
        ErrorLimit limit = ErrorLimit.Parse("50%");
        foreach (int _ in Enumerable.Range(1, ErrorLimit.MinimumSample - 1)) limit.Count(ItemState.Failed);

        Rejected.As("ErrorLimitReached", () => limit.Count(ItemState.Failed));
    }

    [Fact]
    public void A_part_below_the_limit_lets_the_map_go_on()
    {
        ErrorLimit limit = ErrorLimit.Parse("10%");
        for (int i = 0; i < 1000; i++) limit.Count(i % 11 == 10 ? ItemState.Failed : ItemState.Completed);

        Assert.Equal((1000, 90), (limit.Finished, limit.Failed));
    }
}
