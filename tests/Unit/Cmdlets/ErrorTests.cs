using System;
using System.Linq;
using System.Management.Automation;
using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>Errors of workers: their identity, and the item that they belong to.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_failed_item_writes_its_error_and_the_others_go_on()
    {
        Session.Result result = _session.Run("1..3 | Invoke-ParallelMap { if ($_ -eq 2) { throw 'bad' }; $_ }");

        Assert.Equal(new[] { "1", "3" }, result.Text);
        Assert.Equal("bad", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Null(result.Failure);
    }

    [Fact]
    public void A_failed_item_has_no_output() =>
        Assert.Empty(_session.Run("1 | Invoke-ParallelMap { 'before'; throw 'bad' }").Output);

    [Fact]
    public void An_error_tells_its_item()
    {
        ErrorRecord error = Assert.Single(_session.Run("'a', 'b' | Invoke-ParallelMap { if ($_ -eq 'b') { throw 'bad' } }").Errors);

        Assert.Equal((1L, "b", 1), (Note(error, "ItemIndex"), Note(error, "ItemInput"), Note(error, "ItemAttempt")));
    }

    [Fact]
    public void A_non_terminating_error_tells_its_item_too()
    {
        ErrorRecord error = Assert.Single(_session.Run("'a', 'b' | Invoke-ParallelMap { if ($_ -eq 'b') { Out-Error 'bad' } }").Errors);

        Assert.Equal((1L, "b"), (Note(error, "ItemIndex"), Note(error, "ItemInput")));
    }

    [Fact]
    public void The_item_is_the_target_of_an_error_that_has_none() =>
        Assert.Equal("b", Bare(Assert.Single(_session.Run("'b' | Invoke-ParallelMap { Out-Error 'bad' }").Errors).TargetObject));

    [Fact]
    public void A_target_of_the_workers_own_stays() =>
        Assert.Equal("own", Assert.Single(_session.Run("'b' | Invoke-ParallelMap { Out-Error 'bad' 'own' }").Errors).TargetObject);

    [Theory]
    [InlineData("Out-Error 'bad'")]
    [InlineData("throw 'bad'")]
    [InlineData("throw [InvalidOperationException]::new('bad')")]
    [InlineData("[int]'bad'")]
    [InlineData("No-SuchCommand")]
    [InlineData("$null.Bad()")]
    [InlineData("1 / 0")]
    [InlineData("[IO.File]::ReadAllText('/no/such/file')")]
    public void An_error_is_the_one_of_the_loop(string statement)
    {
        ErrorRecord inLoop = First(_session.Run("1 | ForEach-Object { " + statement + " }"));
        ErrorRecord inMap = Assert.Single(_session.Run("1 | Invoke-ParallelMap { " + statement + " }").Errors);

        Assert.Equal(Identity(inLoop), Identity(inMap));
    }

    [Fact]
    public void A_non_terminating_error_leaves_the_output_of_its_item()
    {
        Session.Result result = _session.Run("1 | Invoke-ParallelMap { 'before'; Out-Error 'bad'; 'after' }");

        Assert.Equal(new[] { "before", "after" }, result.Text);
    }

    [Theory]
    [InlineData("break")]
    [InlineData("continue")]
    [InlineData("exit 3")]
    public void Flow_control_outside_a_loop_fails_its_item_only(string statement)
    {
        Session.Result result = _session.Run("1..3 | Invoke-ParallelMap { if ($_ -eq 2) { " + statement + " }; $_ }");

        Assert.Equal(new[] { "1", "3" }, result.Text);
        Assert.Equal(new[] { "FlowControlInWorker" }, result.ErrorIds);
    }

    [Fact]
    public void ErrorAction_Stop_ends_the_map_at_the_first_error_in_item_order()
    {
        Session.Result result = _session.Run("1..9 | Invoke-ParallelMap { if ($_ -ge 3) { throw \"bad $_\" }; $_ } -ErrorAction Stop -ThrottleLimit 3");

        Assert.Equal(new[] { "1", "2" }, result.Text);
        Assert.Equal("bad 3", result.Failure?.Message.Split(": ")[^1]);
    }

    [Fact]
    public void ErrorAction_SilentlyContinue_hides_the_error_and_keeps_it_in_ErrorVariable()
    {
        Session.Result result = _session.Run("1..2 | Invoke-ParallelMap { Out-Error \"bad $_\" } -ErrorAction SilentlyContinue -ErrorVariable kept; $kept.Count");

        Assert.Empty(result.Errors);
        Assert.Equal(new[] { "2" }, result.Text);
    }

    [Fact]
    public void Errors_of_compiled_workers_tell_their_items()
    {
        Session.Result result = _session.Run("Invoke-ParallelMap ([ParallelCmdlets.Tests.Shapes]::Fail) -InputObject 5, 6");

        Assert.Equal(new object[] { 0L, 1L }, result.Errors.Select(e => Note(e, "ItemIndex")));
        Assert.All(result.Errors, e => Assert.Equal("InvalidTimeZoneException", e.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void An_argument_that_cannot_be_converted_fails_its_item_only()
    {
        Session.Result result = _session.Run("Invoke-ParallelMap ([Math]::Sqrt) -InputObject 4, 'four', 9");

        Assert.Equal(new[] { "2", "3" }, result.Text);
        Assert.Equal(new[] { "ArgumentConversion" }, result.ErrorIds);
    }

    [Fact]
    public void An_error_keeps_its_line() =>
        Assert.Equal(3, Assert.Single(_session.Run("1 | Invoke-ParallelMap {\n\n    throw 'bad'\n}").Errors).InvocationInfo.ScriptLineNumber);

    private static ErrorRecord First(Session.Result result) => result.Errors.Count > 0 ? result.Errors[0] : ((IContainsErrorRecord)result.Failure!).ErrorRecord;

    private static (string, string, ErrorCategory, Type, string) Identity(ErrorRecord error) =>
        (error.FullyQualifiedErrorId, error.Exception.Message, error.CategoryInfo.Category, error.Exception.GetType(), error.CategoryInfo.Activity);

    private static object? Note(ErrorRecord error, string name) => Bare(PSObject.AsPSObject(error).Properties[name]?.Value);

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
