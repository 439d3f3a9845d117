using System;
using System.IO;
using System.Globalization;
using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>Under the caller's settings and with the caller's names, a worker gives what the loop gives.</summary>
public sealed class CallerTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("", "$args[0]")]
    [InlineData("$x = 5", "param($a, $b = $x) $a + $b")]
    [InlineData("$x = $null", "$null -eq $x")]
    [InlineData("$x = $null", "$null -eq $using:x")]
    [InlineData("$x = 1, 2, 3", "$x.Count")]
    [InlineData("$x = 1, 2, 3", "$using:x.Count")]
    [InlineData("$x = @()", "$using:x.Count")]
    [InlineData("$x = ,1", "($using:x).GetType().Name")]
    [InlineData("$global:g = 5", "$global:g + $_")]
    [InlineData("$script:s = 5", "$script:s + $_")]
    [InlineData("filter Double { $_ * 2 }", "$_ | Double")]
    [InlineData("${function:Dyn} = { param($n) $n + 1 }", "Dyn $_")]
    [InlineData("function Where-Object { 'mine' }", "Where-Object")]
    [InlineData("function Get-Nine { 9 }; $null = $ExecutionContext.InvokeProvider.Item.Set('Alias:gn', 'Get-Nine')", "gn")]
    [InlineData("function Fac($n) { if ($n -lt 2) { 1 } else { $n * (Fac ($n - 1)) } }", "Fac ($_ + 3)")]
    [InlineData("$null = New-Module -Name Dyn -ScriptBlock { $hidden = 3; function Get-Hidden { $hidden } } | Import-Module", "Get-Hidden")]
    [InlineData("function F { [CmdletBinding()] param($P) \"<$P>\" }; $PSDefaultParameterValues = @{ 'F:P' = 5 }", "F")]
    [InlineData("$OFS = '-'", "\"$(1, 2)\"")]
    [InlineData("[NoRunspaceAffinity()] class Calc { static [int] Twice([int] $x) { return 2 * $x } }", "[Calc]::Twice($_)")]
    [InlineData("class Plain { [int] $X }; function Get-Plain($n) { [Plain]@{ X = $n } }", "(Get-Plain $_).X")]
    [InlineData("enum Colour { Red; Green; Blue }", "[Colour]::Green, ($_ -as [Colour])")]
    [InlineData("$h = @{ a = 1 }", "foreach ($k in $h.Keys) { $k }")]
    [InlineData("$block = { param($n) $n + $inner }; $inner = 40", "& $block $_")]
    [InlineData("$inner = 40; $block = { param($n) $n + $inner }.GetNewClosure(); $inner = 0", "& $block $_")]
    [InlineData("$e = [ref] 5", "$e.Value + $_")]
    [InlineData("function F { $MyInvocation.MyCommand.Name }", "F")]
    [InlineData("function F { param([ValidateRange(1, 2)] [int] $n) $n }", "F $_")]
    [InlineData("function F { end { $input } }", "1, 2 | F")]
    [InlineData("", "[System.Globalization.CultureInfo]::CurrentCulture.Name")]
    [InlineData("", "$ErrorActionPreference, $WarningPreference, $VerbosePreference, $ConfirmPreference")]
    [InlineData("$ErrorActionPreference = 'SilentlyContinue'", "Out-Error 'hidden'; \"$ErrorActionPreference\"")]
    [InlineData("$WarningPreference = 'SilentlyContinue'", "Out-Warning 'hidden'; 1")]
    public void The_map_is_the_loop(string before, string body)
    {
        using var other = new Session();
        Session.Result loop = other.Run(before + "; foreach ($i in 1..2) { $i | ForEach-Object { & { " + body.Replace("$using:", "$", StringComparison.Ordinal) + " } $_ } }").Succeeded();
        Session.Result map = _session.Run(before + "; 1..2 | Invoke-ParallelMap { " + body + " }").Succeeded();

        Assert.Equal(loop.Text, map.Text);
        Assert.Equal(loop.Warnings, map.Warnings);
    }

    [Fact]
    public void A_namespace_of_the_script_is_the_workers_too() =>
        Assert.Equal(new[] { "StringBuilder" }, _session.Run("using namespace System.Text\n1 | Invoke-ParallelMap { [StringBuilder]::new().GetType().Name }").Succeeded().Text);

    [Fact]
    public void A_namespace_of_the_script_is_its_functions_too() =>
        Assert.Equal(
            new[] { "StringBuilder" },
            _session.Run("using namespace System.Text\nfunction F { [StringBuilder]::new().GetType().Name }\n1 | Invoke-ParallelMap { F }").Succeeded().Text);

    [Fact]
    public void Strict_mode_holds_in_the_worker() =>
        Assert.Equal(new[] { "VariableIsUndefined" }, _session.Run("Set-StrictMode -Version Latest; 1 | Invoke-ParallelMap { $nowhere }").ErrorIds);

    [Fact]
    public void Without_strict_mode_there_is_none_in_the_worker() =>
        Assert.Equal(new[] { "True" }, _session.Run("1 | Invoke-ParallelMap { $null -eq $nowhere }").Succeeded().Text);

    [Fact]
    public void The_location_is_the_callers_whatever_its_name()
    {
        string folder = Directory.CreateTempSubdirectory("unit [a] 'b' ").FullName;
        try
        {
            string[] output = _session.Run(
                "$null = $ExecutionContext.SessionState.Path.SetLocation([WildcardPattern]::Escape($folder)); 1 | Invoke-ParallelMap { $PWD.ProviderPath }", ("folder", folder)).Succeeded().Text;

            Assert.Equal(new[] { folder }, output);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void The_culture_is_the_callers()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = "~";

        string[] output = _session.Run(
            "[cultureinfo]::CurrentCulture = $culture; 1..3 | Invoke-ParallelMap { (1.5).ToString() } -ThrottleLimit 2", ("culture", culture)).Succeeded().Text;

        Assert.Equal(new[] { "1~5", "1~5", "1~5" }, output);
    }

    [Theory]
    [InlineData("1 | Invoke-ParallelMap { $x + $_ }", "6")]
    [InlineData("1 | Invoke-ParallelMap { $using:x + $_ }", "6")]
    [InlineData("1 | Invoke-ParallelMap { F $_ }", "<1>")]
    [InlineData("1 | Invoke-ParallelMap F", "<1>")]
    [InlineData("1 | Invoke-ParallelMap { param([int] $a) $a + 1 }", "2")]
    [InlineData("1 | Invoke-ParallelMap { param($a, $b) $a + $b } -Constant @{ b = 2 }", "3")]
    [InlineData("1 | Invoke-ParallelMap { $ExecutionContext.SessionState.LanguageMode }", "ConstrainedLanguage")]
    [InlineData("1 | Invoke-ParallelMap { & $block $_ }", "11")]
    public void A_constrained_session_maps(string script, string expected) => Assert.Equal(new[] { expected }, Constrained(script).Succeeded().Text);

    [Fact]
    public void A_worker_of_a_constrained_session_is_constrained() =>
        Assert.Equal(
            new[] { "MethodInvocationNotSupportedInConstrainedLanguage" },
            Constrained("1 | Invoke-ParallelMap { [System.IO.File]::Exists('/') }").ErrorIds);

    [Fact]
    public void A_constrained_session_has_no_compiled_workers() =>
        Assert.Equal("CompiledWorkerNotAllowed", Constrained("1 | Invoke-ParallelMap $method").EndedBy);

    private Session.Result Constrained(string script)
    {
        _session.Run("$x = 5; $block = { param($n) $n + 10 }; function F($n) { \"<$n>\" }; $method = [Math]::Sqrt; $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'").Succeeded();
        return _session.Run(script);
    }
}
