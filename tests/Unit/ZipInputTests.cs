using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>The tuples of several sequences.</summary>
public class ZipInputTests
{
    [Fact]
    public void Tuples_have_an_element_of_each_sequence() =>
        Assert.Equal(new[] { "1a", "2b" }, Tuples(new[] { 1, 2 }, new[] { "a", "b" }));

    [Fact]
    public void One_sequence_gives_tuples_of_one() => Assert.Equal(new[] { "1", "2" }, Tuples(new[] { 1, 2 }));

    [Fact]
    public void Empty_sequences_give_no_tuple() => Assert.Empty(Tuples(Array.Empty<int>(), Array.Empty<string>()));

    [Fact]
    public void Generators_are_read_one_element_at_a_time()
    {
        int read = 0;
        IEnumerable<int> Count()
        {
            while (true) yield return ++read;
        }

        Assert.Equal(new[] { "11", "22" }, ZipInput.Tuples(new object?[] { Count(), Enumerable.Range(1, 9) }).Take(2).Select(t => string.Concat(t)));
        Assert.Equal(2, read);
    }

    [Fact]
    public void Lists_of_unequal_length_are_refused_before_anything_is_read() =>
        Rejected.As("ZipLengths", () => ZipInput.Check(new object?[] { new[] { 1, 2 }, new[] { 1 } }));

    [Fact]
    public void A_generator_that_ends_early_is_an_error() =>
        Rejected.As("ZipLengths", () => Tuples(Enumerable.Range(0, 3).Select(i => i), new[] { 1, 2, 3, 4 }));

    [Fact]
    public void A_generator_that_ends_late_is_an_error() =>
        Rejected.As("ZipLengths", () => Tuples(Enumerable.Range(0, 5).Select(i => i), new[] { 1, 2, 3, 4 }));

    [Fact]
    public void The_error_tells_which_sequence_ended_after_how_many_elements() =>
        Assert.Contains(
            "number 2 ended after 1",
            Rejected.As("ZipLengths", () => Tuples(Enumerable.Range(0, 3).Select(i => i), new[] { 1 }.Where(_ => true))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void All_sequences_are_disposed_of_when_no_more_is_read_or_one_ends(int read)
    {
        int disposed = 0;
        IEnumerable<int> Endless()
        {
            try
            {
                while (true) yield return 1;
            }
            finally
            {
                disposed++;
            }
        }

        Record.Exception(() => ZipInput.Tuples(new object?[] { Endless(), Enumerable.Range(0, 2).Where(_ => true), Endless() }).Take(read).Count());

        Assert.Equal(2, disposed);
    }

    [Theory]
    [InlineData(5)]
    [InlineData("text")]
    [InlineData(null)]
    public void What_is_no_sequence_is_refused(object? element) =>
        Rejected.As("ZipElement", () => ZipInput.Check(new[] { new[] { 1 }, element }));

    private static string[] Tuples(params object?[] sequences) => ZipInput.Tuples(sequences).Select(t => string.Concat(t)).ToArray();
}
