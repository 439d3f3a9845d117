using System;
using System.Management.Automation;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;
using Xunit;

namespace ParallelCmdlets.Tests.Capture;

/// <summary>How far executors are trusted, by what the engine tells of the caller.</summary>
public sealed class CallerTrustTests : IDisposable
{
    private const string Full = "FullLanguage, never constrained, all commands";

    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_engine_tells_what_trust_is_judged_by() => Assert.True(EngineTrust.IsTold);

    [Theory]
    [InlineData("", Full)]
    [InlineData("$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'", "ConstrainedLanguage, constrained, own commands")]
    [InlineData("$ExecutionContext.SessionState.LanguageMode = 'RestrictedLanguage'", "RestrictedLanguage, never constrained, own commands")]
    public void Executors_are_trusted_as_the_caller_is(string before, string expected)
    {
        _session.Run(before).Succeeded();

        Assert.Equal(expected, Trust(isTold: true));
    }

    [Fact]
    public void A_session_that_was_constrained_hands_that_on()
    {
        _session.With(() => System.Management.Automation.Runspaces.Runspace.DefaultRunspace.SessionStateProxy.LanguageMode = PSLanguageMode.ConstrainedLanguage);
        _session.With(() => System.Management.Automation.Runspaces.Runspace.DefaultRunspace.SessionStateProxy.LanguageMode = PSLanguageMode.FullLanguage);

        Assert.Equal("FullLanguage, constrained, own commands", Trust(isTold: true));
    }

    [Fact]
    public void The_mode_of_the_code_that_calls_holds_where_other_code_runs_by_now() =>
        Assert.Equal("ConstrainedLanguage, never constrained, own commands", Trust(isTold: true, PSLanguageMode.ConstrainedLanguage));

    [Fact]
    public void Where_the_engine_tells_nothing_nothing_is_trusted() => Assert.Equal("ConstrainedLanguage, constrained, own commands", Trust(isTold: false));

    private string Trust(bool isTold, PSLanguageMode callingMode = PSLanguageMode.FullLanguage)
    {
        string text = "";
        _session.With(() => text = Describe(new CallerTrust(_session.State, callingMode, isTold)));
        return text;
    }

    private static string Describe(CallerTrust trust) =>
        $"{trust.LanguageMode}, {(trust.WasConstrained ? "constrained" : "never constrained")}, {(trust.IsLimited ? "own" : "all")} commands";
}
