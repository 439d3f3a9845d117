using System.Linq;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace ParallelCmdlets.EngineBench;

/// <summary>Measures the engine's own parts; the one argument is the folder for the results.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        // Short, and in this process: to see where an item's time and memory go, not to settle nanoseconds.
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(4).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(120));
        IConfig config = ManualConfig.CreateEmpty()
            .AddLogger(NullLogger.Instance)
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
            .AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief)
            .WithArtifactsPath(args.Length > 0 ? args[0] : "out/results/engine");

        Summary[] all = BenchmarkRunner.Run([typeof(WindowBenchmarks), typeof(BindBenchmarks)], config);
        foreach (Summary summary in all) MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        return all.All(s => !s.HasCriticalValidationErrors && s.Reports.Length > 0 && s.Reports.All(r => r.Success)) ? 0 : 1;
    }
}
