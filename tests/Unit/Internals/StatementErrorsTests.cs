using System;
using System.Management.Automation;
using System.Reflection;
using ParallelCmdlets.Internals;
using Xunit;

namespace ParallelCmdlets.Tests.Internals;

/// <summary>Whether an error of a statement leaves its code, as the engine tells it past its public face.</summary>
public sealed class StatementErrorsTests
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Theory]
    [InlineData("PropagateExceptionsToEnclosingStatementBlock")]
    [InlineData("ShellFunctionErrorOutputPipe")]
    public void What_tells_it_is_found_on_this_engine(string property)
    {
        Type context = typeof(PSObject).Assembly.GetType("System.Management.Automation.ExecutionContext", throwOnError: true)!;

        Assert.True(context.GetProperty(property, Hidden) is { CanRead: true });
    }

    [Fact]
    public void An_engine_that_does_not_tell_has_them_written()
    {
        Assert.False(StatementErrors.LeaveCodeOf(null));
        Assert.False(StatementErrors.LeaveCodeOf(new object()));
    }
}
