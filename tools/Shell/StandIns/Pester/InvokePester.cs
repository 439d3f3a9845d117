using System;
using System.Collections;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace PesterStandIn;

public sealed class PesterConfiguration
{
    public RunOptions Run { get; set; } = new();

    public FilterOptions Filter { get; set; } = new();

    public OutputOptions Output { get; set; } = new();
}

public sealed class RunOptions
{
    public string[] Path { get; set; } = ["."];

    public bool PassThru { get; set; }

    public bool Exit { get; set; }
}

public sealed class FilterOptions
{
    public string[] FullName { get; set; } = [];
}

public sealed class OutputOptions
{
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;
}

[Cmdlet(VerbsCommon.New, "PesterConfiguration")]
[OutputType(typeof(PesterConfiguration))]
public sealed class NewPesterConfigurationCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public IDictionary Hashtable { get; set; } = new Hashtable();

    protected override void EndProcessing() => WriteObject(LanguagePrimitives.ConvertTo<PesterConfiguration>(Hashtable));
}

[Cmdlet(VerbsLifecycle.Invoke, "Pester", DefaultParameterSetName = "Simple")]
[OutputType(typeof(Run))]
public sealed class InvokePesterCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Simple")]
    public string[] Path { get; set; } = ["."];

    [Parameter(ParameterSetName = "Simple")]
    public Verbosity Output { get; set; } = Verbosity.Normal;

    [Parameter(ParameterSetName = "Simple")]
    public string[] FullNameFilter { get; set; } = [];

    [Parameter(ParameterSetName = "Simple")]
    public SwitchParameter PassThru { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Advanced")]
    public PesterConfiguration Configuration { get; set; } = new();

    protected override void EndProcessing()
    {
        if (ParameterSetName == "Simple")
        {
            Configuration.Run.Path = Path;
            Configuration.Run.PassThru = PassThru;
            Configuration.Filter.FullName = FullNameFilter;
            Configuration.Output.Verbosity = Output;
        }

        var start = Stopwatch.GetTimestamp();
        var files = Configuration.Run.Path.SelectMany(FilesOf).Distinct().ToList();
        if (files.Count == 0)
        {
            throw new FileNotFoundException($"No test files were found in {string.Join(", ", Configuration.Run.Path)}.");
        }

        var report = new Report(this, Configuration.Output.Verbosity);
        var runner = new Runner(this, report);
        var run = new Run();
        run.Containers.AddRange(files.Select(runner.Discover));
        Select(run);
        report.Discovered(run);
        run.Containers.ForEach(runner.Run);
        run.Duration = Stopwatch.GetElapsedTime(start);
        report.Completed(run);
        if (Configuration.Run.PassThru)
        {
            WriteObject(run);
        }

        var failures = run.FailedCount + run.FailedBlocksCount + run.FailedContainersCount;
        if (Configuration.Run.Exit && failures > 0)
        {
            InvokeCommand.InvokeScript($"exit {failures}");
        }
    }

    private string[] FilesOf(string path) => GetResolvedProviderPathFromPSPath(path, out _)
        .SelectMany(found => Directory.Exists(found)
            ? Directory.EnumerateFiles(found, "*.Tests.ps1", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : new[] { found }.AsEnumerable())
        .ToArray();

    private void Select(Run run)
    {
        var patterns = Array.ConvertAll(Configuration.Filter.FullName, name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
        foreach (var test in run.Tests)
        {
            test.IsSelected = patterns.Length == 0 || Array.Exists(patterns, pattern => pattern.IsMatch(test.FullName));
        }
    }
}
