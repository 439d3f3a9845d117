using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.Rewriting;
using Microsoft.Coyote.SystematicTesting;

namespace ParallelCmdlets.Concurrency;

/// <summary>
/// Runs a scenario under many schedules. Microsoft.Coyote takes over the locks and tasks of an assembly that it has
/// rewritten; so this assembly is copied, rewritten and loaded once more, and the scenario is that of the copy.
/// </summary>
internal static class Exploration
{
    private static readonly Lazy<Type> Rewritten = new(Rewrite);

    /// <summary>Gives what is wrong under one of the schedules, or null.</summary>
    public static string? Explore(string scenario, uint iterations, uint maxSteps = 4000)
    {
        MethodInfo method = Rewritten.Value.GetMethod(scenario, BindingFlags.Public | BindingFlags.Static)!;
        Configuration configuration = Configuration.Create()
            .WithTestingIterations(iterations)
            .WithRandomGeneratorSeed(17)
            .WithVerbosityEnabled(VerbosityLevel.None)
            .WithMaxSchedulingSteps(maxSteps)
            .WithFailureOnMaxStepsBoundEnabled()
            .WithTelemetryEnabled(false)
            .WithSystematicFuzzingFallbackEnabled(false)
            .WithAtomicOperationRaceCheckingEnabled()
            .WithVolatileOperationRaceCheckingEnabled()
            .WithCollectionAccessRaceCheckingEnabled()
            .WithPartiallyControlledConcurrencyAllowed(false);
        using TestingEngine engine = TestingEngine.Create(configuration, method.CreateDelegate<Action>());
        engine.Run();
        if (engine.TestReport.NumOfFoundBugs > 0) return string.Join('\n', engine.TestReport.BugReports);
        return engine.TestReport.NumOfExploredFairPaths + engine.TestReport.NumOfExploredUnfairPaths < iterations
            ? "Not all schedules were explored: " + string.Join('\n', engine.TestReport.InternalErrors)
            : null;
    }

    // The engine is public, its entry is not: the command line around it needs an older runtime than the one at hand.
    private static Type Rewrite()
    {
        string original = typeof(Exploration).Assembly.Location;
        string folder = Path.Combine(Path.GetDirectoryName(original)!, "rewritten");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);

        Assembly tester = typeof(RewritingEngine).Assembly;
        Type optionsType = tester.GetType("Microsoft.Coyote.Rewriting.RewritingOptions", throwOnError: true)!;
        const BindingFlags Static = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;
        object options = optionsType.GetMethod("Create", Static)!.Invoke(null, null)!;
        Set(options, "AssembliesDirectory", Path.GetDirectoryName(original)!);
        Set(options, "OutputDirectory", folder);
        Set(options, "AssemblyPaths", new HashSet<string> { original });
        Set(options, "IgnoredAssembliesPattern", optionsType.GetMethod("GetDisallowedAssembliesRegex", Static)!.Invoke(null, new object[] { new List<string>() })!);
        MethodInfo run = typeof(RewritingEngine).GetMethod("Run", Static)!;
        var configuration = Configuration.Create().WithTelemetryEnabled(false);
        object log = Create(run.GetParameters()[2].ParameterType, configuration);
        object profiler = Create(run.GetParameters()[3].ParameterType, configuration);
        run.Invoke(null, new[] { options, configuration, log, profiler });

        Assembly copy = new AssemblyLoadContext("rewritten").LoadFromAssemblyPath(Path.Combine(folder, Path.GetFileName(original)));
        if (!RewritingEngine.IsAssemblyRewritten(copy)) throw new InvalidOperationException("The assembly was not rewritten.");
        return copy.GetType(typeof(Scenarios).FullName!, throwOnError: true)!;
    }

    private static object Create(Type type, Configuration configuration)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
        ConstructorInfo constructor = type.GetConstructors(All).OrderBy(c => c.GetParameters().Length).First();
        return constructor.Invoke(constructor.GetParameters().Select(p => p.ParameterType == typeof(Configuration) ? configuration : p.HasDefaultValue ? p.DefaultValue : null).ToArray());
    }

    private static void Set(object target, string property, object value)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
        PropertyInfo found = target.GetType().GetProperty(property, All)!;
        if (found.GetSetMethod(nonPublic: true) is { } set) set.Invoke(target, new[] { value });
        else target.GetType().GetField("<" + property + ">k__BackingField", All)!.SetValue(target, value);
    }
}
