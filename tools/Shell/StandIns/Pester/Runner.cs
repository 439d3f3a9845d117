using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PesterStandIn;

/// <summary>Collects the tests of a file, then runs them.</summary>
internal sealed class Runner(PSCmdlet owner, Report report)
{
    private readonly Scopes scopes = new(owner);

    public Container Discover(string file)
    {
        var script = Parser.ParseFile(file, out _, out var errors);
        var root = new Block { Name = file, ExpandedName = file, Parent = null, ScriptBlock = ScriptBlock.Create("") };
        var container = new Container(file, root);
        if (errors.Length > 0)
        {
            var parsing = new ParseException(errors);
            container.ErrorRecord.Add(new ErrorRecord(parsing.ErrorRecord, parsing));
            return container;
        }

        // The file's code as a block, not as a command: an exit in it would end it unnoticed.
        scopes.InScriptScope(() => Discovery.In(root, () => Add(container.ErrorRecord, scopes.DotSource(script.GetScriptBlock()))));
        return container;
    }

    public void Run(Container container)
    {
        if (container.ErrorRecord.Count > 0)
        {
            return;
        }

        if (!container.Root.HasWork)
        {
            Pass(container.Root);
            return;
        }

        report.Running(container);
        var drive = Directory.CreateTempSubdirectory("TestDrive-").FullName;
        try
        {
            scopes.InScriptScope(() =>
            {
                owner.SessionState.PSVariable.Set("TestDrive", drive);
                RunBlock(container.Root);
            });
        }
        finally
        {
            Add(container.ErrorRecord, Remove(drive));
        }
    }

    private static ErrorRecord? Remove(string drive)
    {
        try
        {
            Directory.Delete(drive, recursive: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ErrorRecord(e, "TestDriveNotRemoved", ErrorCategory.ResourceBusy, drive);
        }
    }

    private static void Add(List<ErrorRecord> errors, ErrorRecord? error)
    {
        if (error is not null)
        {
            errors.Add(error);
        }
    }

    private void RunBlock(Block block) => scopes.InNewScope(() =>
    {
        scopes.SetData(block.Data);
        if (block.BeforeAll is not null)
        {
            Add(block.ErrorRecord, scopes.DotSource(block.BeforeAll, block.Data));
        }

        block.ExpandedName = block.Parent is null ? block.Name : scopes.Expand(block.Name);
        report.Entered(block);
        foreach (var item in block.Order)
        {
            if (block.ErrorRecord.Count > 0)
            {
                Fail(item, block.ErrorRecord[0]);
            }
            else if (item is Test { IsSelected: true, IsSkipped: false } test)
            {
                RunTest(test);
            }
            else if (item is Block { HasWork: true } inner)
            {
                RunBlock(inner);
            }
            else
            {
                Pass(item);
            }
        }

        if (block.AfterAll is not null)
        {
            Add(block.ErrorRecord, scopes.DotSource(block.AfterAll, block.Data));
        }

        report.Left(block);
    });

    private void RunTest(Test test) => scopes.InNewScope(() =>
    {
        var start = Stopwatch.GetTimestamp();
        scopes.SetData(test.Data);
        test.ExpandedName = scopes.Expand(test.Name);
        var path = test.Parent!.PathFromRoot.ToList();
        var setups = path.Select(block => block.BeforeEach).OfType<ScriptBlock>();
        var error = setups.Select(setup => scopes.DotSource(setup)).FirstOrDefault(failure => failure is not null)
            ?? scopes.DotSource(test.ScriptBlock, test.Data);
        if (error?.Exception is SkipException skip)
        {
            test.Result = "Skipped";
            test.SkippedBecause = skip.Because;
            error = null;
        }

        Add(test.ErrorRecord, error);
        path.Reverse();
        foreach (var teardown in path.Select(block => block.AfterEach).OfType<ScriptBlock>())
        {
            Add(test.ErrorRecord, scopes.DotSource(teardown));
        }

        test.Result = test.ErrorRecord.Count > 0 ? "Failed" : test.Result == "Skipped" ? "Skipped" : "Passed";
        test.Duration = Stopwatch.GetElapsedTime(start);
        report.Finished(test);
    });

    private void Fail(Item item, ErrorRecord error)
    {
        foreach (var test in item is Block block ? block.Tests : [(Test)item])
        {
            if (test.IsSelected && !test.IsSkipped)
            {
                test.Result = "Failed";
                test.ErrorRecord.Add(error);
                report.Finished(test);
            }
            else
            {
                Pass(test);
            }
        }
    }

    /// <summary>Passes over what is not to run.</summary>
    private void Pass(Item item)
    {
        foreach (var test in item is Block block ? block.Tests : [(Test)item])
        {
            if (test.IsSelected && test.IsSkipped)
            {
                test.Result = "Skipped";
                report.Finished(test);
            }
        }
    }
}

/// <summary>How Set-ItResult leaves a test.</summary>
public sealed class SkipException(string? because) : Exception("The test is skipped.")
{
    public string? Because { get; } = because;
}

[Cmdlet(VerbsCommon.Set, "ItResult")]
public sealed class SetItResultCommand : PSCmdlet
{
    [Parameter(Mandatory = true)]
    public SwitchParameter Skipped { get; set; }

    [Parameter]
    public string? Because { get; set; }

    protected override void EndProcessing() =>
        ThrowTerminatingError(new ErrorRecord(new SkipException(Because), "PesterTestSkipped", ErrorCategory.InvalidResult, null));
}
