using System;
using System.Linq;
using Xunit;

namespace ParallelCmdlets.Tests.Executors.Runspaces;

/// <summary>What workers show on the host of their executor reaches the caller's host.</summary>
public sealed class ExecutorHostTests : IDisposable
{
    private readonly RecordingHost _host = new();
    private readonly Session _session;

    public ExecutorHostTests() => _session = new Session(_host);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("", "Out-Screen \"a$_\"; Out-Information \"b$_\"; Out-Screen \"c$_\"; $_; Out-Warning \"d$_\"")]
    [InlineData("$InformationPreference = 'Continue'", "Out-Information \"a$_\"; Out-Screen \"b$_\"")]
    [InlineData("", "Out-Information \"a$_\" -InformationAction Continue; Out-Information \"b$_\"")]
    [InlineData("", "Out-Information 'a'; $Host.UI.WriteLine('a')")]
    [InlineData("", "Out-Information 'a'; $Host.UI.Write('a')")]
    [InlineData("", "Out-Screen 'a'; $Host.UI.WriteLine('a'); Out-Screen 'a'")]
    [InlineData("", "Out-Screen 'same'; Out-Screen 'same'")]
    [InlineData("", "Out-Screen ''")]
    [InlineData("$WarningPreference = 'SilentlyContinue'", "Out-Warning 'a'; Out-Screen 'b'")]
    [InlineData("$VerbosePreference = 'Continue'", "Out-Verbose 'a'; Out-Screen 'b'")]
    public void The_screen_shows_with_the_map_what_it_shows_with_the_loop(string before, string body)
    {
        var loopHost = new RecordingHost();
        using var loop = new Session(loopHost);

        loop.Run(before + "; 1..5 | ForEach-Object { " + body + " }").Succeeded();
        _session.Run(before + "; 1..5 | Invoke-ParallelMap -ThrottleLimit 3 -NoCapture -Function Out-Screen, Out-Information, Out-Warning, Out-Verbose { " + body + " }").Succeeded();

        Assert.Equal(loopHost.Written, _host.Written.Where(w => !w.StartsWith("verbose: Captured", StringComparison.Ordinal)));
    }

    [Fact]
    public void Text_written_past_the_streams_is_shown_once_in_item_order()
    {
        _session.Run("1..9 | Invoke-ParallelMap { $Host.UI.WriteLine(\"h$_\") } -ThrottleLimit 3").Succeeded();

        Assert.Equal(Enumerable.Range(1, 9).Select(i => "h" + i + "\n"), _host.Written);
    }

    [Fact]
    public void Text_without_a_line_end_stays_without()
    {
        _session.Run("1..2 | Invoke-ParallelMap { $Host.UI.Write(\"h$_\") }").Succeeded();

        Assert.Equal(new[] { "h1", "h2" }, _host.Written);
    }

    [Fact]
    public void Colours_are_kept()
    {
        _session.Run("1 | Invoke-ParallelMap { $Host.UI.Write('Red', 'Blue', 'coloured') }").Succeeded();

        Assert.Equal((ConsoleColor.Red, ConsoleColor.Blue), Assert.Single(_host.Colours));
    }

    [Theory]
    [InlineData("$Host.UI.ReadLine()")]
    [InlineData("$Host.UI.PromptForChoice('a', 'b', [Management.Automation.Host.ChoiceDescription[]]@('&x'), 0)")]
    [InlineData("$Host.EnterNestedPrompt()")]
    public void A_worker_that_asks_the_user_fails_its_item(string question)
    {
        Session.Result result = _session.Run("1 | Invoke-ParallelMap { " + question + " }");

        Assert.Contains("can't ask the user", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_sees_the_name_of_the_callers_host() =>
        Assert.Equal(new[] { "Recording" }, _session.Run("1 | Invoke-ParallelMap { $Host.Name }").Succeeded().Text);
}
