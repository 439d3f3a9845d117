using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Xunit;

namespace ParallelCmdlets.Tests.Cmdlets;

/// <summary>Maps called by their API in sessions that restrict the language.</summary>
public class LanguageModeTests
{
    [Theory]
    [InlineData(PSLanguageMode.RestrictedLanguage)]
    [InlineData(PSLanguageMode.NoLanguage)]
    public void A_session_that_can_run_no_code_is_told_so(PSLanguageMode mode)
    {
        var failure = Assert.Throws<CmdletInvocationException>(() => Map(mode));

        Assert.StartsWith("LanguageModeTooStrict,", failure.ErrorRecord.FullyQualifiedErrorId);
        Assert.Contains(mode.ToString(), failure.Message);
    }

    [Theory]
    [InlineData(PSLanguageMode.ConstrainedLanguage)]
    [InlineData(PSLanguageMode.FullLanguage)]
    public void A_session_that_can_run_code_maps(PSLanguageMode mode) => Assert.Equal(new[] { "Get-Module", "Get-Job" }, Map(mode));

    private static string[] Map(PSLanguageMode mode)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(new[] { typeof(InvokeParallelMapCommand).Assembly.Location });
        state.LanguageMode = mode;
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using PowerShell map = PowerShell.Create();
        map.Runspace = runspace;
        map.AddCommand("Invoke-ParallelMap").AddParameter("Worker", "Get-Command").AddParameter("InputObject", new[] { "Get-Module", "Get-Job" });
        return map.Invoke().Select(c => ((CommandInfo)c.BaseObject).Name).ToArray();
    }
}
