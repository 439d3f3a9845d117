using System;
using System.Linq;
using System.Management.Automation;

namespace PesterStandIn;

public enum Verbosity
{
    None,
    Normal,
    Detailed,
}

/// <summary>Tells the user what happened.</summary>
internal sealed class Report(PSCmdlet owner, Verbosity verbosity)
{
    public void Discovered(Run run)
    {
        foreach (var container in run.FailedContainers)
        {
            Write(Verbosity.Normal, ConsoleColor.Red, $"[-] Discovery in {container.Item} failed with:");
            container.ErrorRecord.ForEach(error => WriteError(error, container.Root, ""));
        }

        Write(Verbosity.Normal, ConsoleColor.Magenta, $"Discovery found {run.TotalCount} tests in {run.Containers.Count} files.");
    }

    public void Running(Container container) =>
        Write(Verbosity.Normal, ConsoleColor.Magenta, $"{Environment.NewLine}Running tests from '{container.Item}'");

    public void Entered(Block block)
    {
        if (block.Parent is not null)
        {
            Write(Verbosity.Detailed, ConsoleColor.Green, $"{Margin(block)}{block.ExpandedName}");
        }
    }

    public void Left(Block block)
    {
        if (block.ErrorRecord.Count > 0)
        {
            Write(Verbosity.Normal, ConsoleColor.Red, $"{Margin(block)}[-] {block.ExpandedPath}: its setup or teardown failed with:");
            block.ErrorRecord.ForEach(error => WriteError(error, block, Margin(block)));
        }
    }

    public void Finished(Test test)
    {
        var duration = $"{test.Duration.TotalMilliseconds:0}ms";
        switch (test.Result)
        {
            case "Passed":
                Write(Verbosity.Detailed, ConsoleColor.DarkGreen, $"{Margin(test)}[+] {test.ExpandedName} {duration}");
                break;
            case "Skipped":
                var because = test.SkippedBecause is null ? "" : $", because {test.SkippedBecause}";
                Write(Verbosity.Detailed, ConsoleColor.Yellow, $"{Margin(test)}[!] {test.ExpandedName}{because}");
                break;
            default:
                Write(Verbosity.Normal, ConsoleColor.Red, $"{Margin(test)}[-] {test.ExpandedPath} {duration}");
                test.ErrorRecord.ForEach(error => WriteError(error, test, Margin(test)));
                break;
        }
    }

    public void Completed(Run run)
    {
        Write(Verbosity.Normal, ConsoleColor.Gray, $"Tests completed in {run.Duration.TotalSeconds:0.00}s");
        var colour = run.Result == "Failed" ? ConsoleColor.Red : ConsoleColor.Green;
        var counts = $"Passed: {run.PassedCount}, Failed: {run.FailedCount}, Skipped: {run.SkippedCount}, NotRun: {run.NotRunCount}";
        Write(Verbosity.Normal, colour, $"Tests {counts}");
        foreach (var block in run.FailedBlocks)
        {
            Write(Verbosity.Normal, ConsoleColor.Red, $"Setup or teardown failed: {block.ExpandedPath}");
        }

        foreach (var container in run.FailedContainers)
        {
            Write(Verbosity.Normal, ConsoleColor.Red, $"File failed: {container.Item}: {container.ErrorRecord[0]}");
        }
    }

    private static string Margin(Item item) => new(' ', 2 * (item.Parent?.PathFromRoot.Count() - 1 ?? 0));

    private static string Position(ErrorRecord error, Item item)
    {
        var frames = (error.ScriptStackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var inFiles = frames
            .TakeWhile(frame => !frame.Contains("ScriptScope.ps1", StringComparison.Ordinal))
            .Where(frame => !frame.Contains("<No file>", StringComparison.Ordinal))
            .Select(frame => frame.Replace(": line ", ":", StringComparison.Ordinal))
            .DefaultIfEmpty($"in {item.ScriptBlock.File ?? item.Name}:{item.ScriptBlock.StartPosition?.StartLine}");
        return string.Join(Environment.NewLine, inFiles);
    }

    private void WriteError(ErrorRecord error, Item item, string margin)
    {
        foreach (var line in $"{error}{Environment.NewLine}{Position(error, item)}".Split('\n'))
        {
            Write(Verbosity.Normal, ConsoleColor.Red, $"{margin}   {line.TrimEnd()}");
        }
    }

    private void Write(Verbosity from, ConsoleColor colour, string line)
    {
        if (verbosity >= from)
        {
            owner.WriteInformation(new HostInformationMessage { Message = line, ForegroundColor = colour }, ["PSHOST"]);
        }
    }
}
