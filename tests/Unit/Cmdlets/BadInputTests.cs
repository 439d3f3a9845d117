using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>What the map refuses as a whole, each with an id of its own.</summary>
public class BadInputTests
{
    [Theory]
    [InlineData("1 | Invoke-ParallelMap 5", "UnsupportedWorker")]
    [InlineData("1 | Invoke-ParallelMap No-SuchCommand", "UnknownCommand")]
    [InlineData("1 | Invoke-ParallelMap { param($a) } -Constant @{ b = 1 }", "UnknownConstant")]
    [InlineData("1 | Invoke-ParallelMap { param($a) } -Constant @{ a = 1 } -ArgumentList 2", "ConstantBoundTwice")]
    [InlineData("1 | Invoke-ParallelMap { param($a) } -ArgumentList 1, 2", "TooManyConstants")]
    [InlineData("1 | Invoke-ParallelMap { param($a, [Parameter(Mandatory)] $b) }", "UnboundMandatory")]
    [InlineData("Invoke-ParallelMap { 1 } -Zip (1, 2), (1, 2, 3)", "ZipLengths")]
    [InlineData("Invoke-ParallelMap { 1 } -Zip (1, 2), 5", "ZipElement")]
    [InlineData("1 | Invoke-ParallelMap { 1 } -Zip (1, 2), (3, 4)", "ZipWithInput")]
    [InlineData("Invoke-ParallelMap { 1 } -Zip (1, 2), (3, 4) -InputObject 1", "ZipWithInput")]
    [InlineData("1 | Invoke-ParallelMap { $using:nowhere }", "UsingFailed")]
    [InlineData("1 | Invoke-ParallelMap { 1 } -Variable nowhere", "UnknownVariable")]
    [InlineData("1 | Invoke-ParallelMap { 1 } -Function No-SuchFunction", "UnknownFunction")]
    [InlineData("1 | Invoke-ParallelMap { 1 } -Module /no/such/module", "ModuleImportFailed")]
    [InlineData("1 | Invoke-ParallelMap { 1 } -InitializationScript { throw 'bad' }", "InitializationFailed")]
    [InlineData("1 | Invoke-ParallelMap { 1 } -ThrottleLimit 0", "ParameterArgumentValidationError")]
    [InlineData("1 | Invoke-ParallelMap { 1 } -BufferSize 0", "ParameterArgumentValidationError")]
    [InlineData("class Thing { [int] M() { return 1 } }; 1 | Invoke-ParallelMap { [Thing]::new().M() }", "RunspaceBoundClass")]
    [InlineData("1 | Invoke-ParallelMap ([ParallelCmdlets.Tests.Shapes]::Subtract)", "UnboundMandatory")]
    [InlineData("Invoke-ParallelMap ([ParallelCmdlets.Tests.Shapes]::Kind) -Zip (1, 2), (1, 2), (1, 2)", "NoOverload")]
    [InlineData("1 | Invoke-ParallelMap ([ParallelCmdlets.Tests.Shapes]::Place) -Constant @{ text = 't' }", "AmbiguousOverload")]
    [InlineData("New-PartialWorker 5", "UnsupportedWorker")]
    [InlineData("New-PartialWorker { param($a) } @{ b = 1 }", "UnknownConstant")]
    public void It_is_refused_with_its_id(string script, string id)
    {
        Session.Result result = Session.RunOnce(script);

        Assert.Equal(id, result.EndedBy);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_splatted_item_that_lacks_a_mandatory_property_fails_alone()
    {
        Session.Result result = Session.RunOnce(
            "@{ a = 1 }, @{ b = 2 }, @{ a = 3 } | Invoke-ParallelMap { param([Parameter(Mandatory)] $a, $b) $a } -Splat");

        Assert.Equal(new[] { "1", "3" }, result.Text);
        Assert.Equal(new[] { "SplatMissingMandatory" }, result.ErrorIds);
    }

    [Fact]
    public void An_input_that_throws_ends_the_map_after_the_items_before_it()
    {
        Session.Result result = Session.RunOnce(
            "Invoke-ParallelMap { $_ } -InputObject $source", ("source", ThrowingAfter(3)));

        Assert.Equal(new[] { "0", "1", "2" }, result.Text);
        Assert.Equal("InputFailed", result.EndedBy);
    }

    private static System.Collections.Generic.IEnumerable<int> ThrowingAfter(int count)
    {
        for (int i = 0; i < count; i++) yield return i;
        throw new System.InvalidTimeZoneException("no more");
    }
}
