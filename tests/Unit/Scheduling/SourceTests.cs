using System.IO;
using Xunit;

namespace ParallelCmdlets.Tests.Scheduling;

/// <summary>The walls of the house, as far as the source shows them.</summary>
public class SourceTests
{
    [Fact]
    public void Scheduling_names_no_PowerShell_type()
    {
        string[] files = Directory.GetFiles(Source.Folder("src/Engine/Scheduling"), "*.cs");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain("System.Management.Automation", File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("Executors")]
    [InlineData("Workers")]
    [InlineData("Capture")]
    public void Scheduling_knows_nothing_of(string folder)
    {
        string[] files = Directory.GetFiles(Source.Folder("src/Engine/Scheduling"), "*.cs");

        Assert.All(files, file => Assert.DoesNotContain("ParallelCmdlets." + folder, File.ReadAllText(file)));
    }

    [Fact]
    public void Workers_know_nothing_of_Scheduling()
    {
        string[] files = Directory.GetFiles(Source.Folder("src/Engine/Workers"), "*.cs");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain("ParallelCmdlets.Scheduling", File.ReadAllText(file)));
    }
}
