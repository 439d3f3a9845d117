using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>The public face of both assemblies: it changes only with this list.</summary>
public class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const string ApprovedEngine = """
        static class ParallelCmdlets.ErrorItem
            Object ItemAttempt(PSObject record)
            Object ItemIndex(PSObject record)
            Object ItemInput(PSObject record)
        sealed class ParallelCmdlets.ExecutorMeasure
            Double Busy { get; }
            Int32 Count { get; }
            Int32 Executor { get; }
            String ToString()
            TimeSpan Work { get; }
        enum ParallelCmdlets.ItemState
            Completed = 0
            Failed = 1
            TimedOut = 2
        sealed class ParallelCmdlets.ParallelItem
            CancellationToken CancellationToken { get; }
            Int32 Attempt { get; }
            Int64 Index { get; }
        sealed class ParallelCmdlets.ParallelMeasure
            Double SpeedUp { get; }
            IReadOnlyList<ExecutorMeasure> Executors { get; }
            IReadOnlyList<Object> Longest { get; }
            Int32 Count { get; }
            Int32 Failed { get; }
            String Bound { get; }
            TimeSpan HeadOfLineWait { get; }
            TimeSpan Wall { get; }
            TimeSpan Work { get; }
            TimeSpan WriteWait { get; }
        sealed class ParallelCmdlets.ParallelResult
            DateTime StartTime { get; }
            DateTime WriteTime { get; }
            IReadOnlyList<ErrorRecord> Errors { get; }
            IReadOnlyList<Object> Output { get; }
            Int32 Attempts { get; }
            Int32 Executor { get; }
            Int64 Index { get; }
            ItemState State { get; }
            Object InputObject { get; }
            TimeSpan Duration { get; }
        sealed class ParallelCmdlets.PartialWorker
            IReadOnlyDictionary<String, Object> Constants { get; }
            IReadOnlyList<Object> ArgumentList { get; }
            IReadOnlyList<String> Parameters { get; }
            Object Invoke()
            Object Invoke(Object first, Object second)
            Object Invoke(Object first, Object second, Object third, Object[] further)
            Object Invoke(Object item)
            Object Worker { get; }
            String ToString()
        """;

    private const string ApprovedModule = """
        sealed class ParallelCmdlets.InvokeParallelMapCommand
            Double ItemTimeoutSeconds { get; set; }
            Double RetryDelaySeconds { get; set; }
            Double TimeoutSeconds { get; set; }
            IDictionary Constant { get; set; }
            Int32 RetryCount { get; set; }
            Int32 ThrottleLimit { get; set; }
            Int32 WindowSize { get; set; }
            Object InputObject { get; set; }
            Object Worker { get; set; }
            Object[] ArgumentList { get; set; }
            Object[] Zip { get; set; }
            ScriptBlock FinalizationScript { get; set; }
            ScriptBlock InitializationScript { get; set; }
            String ErrorLimit { get; set; }
            String[] Function { get; set; }
            String[] Module { get; set; }
            String[] Variable { get; set; }
            SwitchParameter AsResult { get; set; }
            SwitchParameter NoCapture { get; set; }
            SwitchParameter Rerun { get; set; }
            SwitchParameter ShowProgress { get; set; }
            SwitchParameter Splat { get; set; }
            SwitchParameter Unordered { get; set; }
            SwitchParameter UseNewRunspace { get; set; }
            Void Dispose()
            new()
        sealed class ParallelCmdlets.MeasureParallelResultCommand
            Object[] InputObject { get; set; }
            new()
        sealed class ParallelCmdlets.NewPartialWorkerCommand
            IDictionary Constant { get; set; }
            Object Worker { get; set; }
            Object[] ArgumentList { get; set; }
            new()
        sealed class ParallelCmdlets.ShowParallelTimelineCommand
            Int32 Width { get; set; }
            Object[] InputObject { get; set; }
            String Path { get; set; }
            new()
        """;

    [Fact]
    public void The_engine_shows_what_was_approved() => Assert.Equal(Lines(ApprovedEngine), Shown(typeof(PartialWorker).Assembly));

    [Fact]
    public void The_module_shows_what_was_approved() => Assert.Equal(Lines(ApprovedModule), Shown(typeof(InvokeParallelMapCommand).Assembly));

    private static string[] Lines(string approved) => approved.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] Shown(Assembly assembly) => assembly.GetExportedTypes()
        .OrderBy(t => t.FullName, StringComparer.Ordinal)
        .SelectMany(t => Members(t).Order(StringComparer.Ordinal).Prepend(Kind(t) + " " + t.FullName)).ToArray();

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface" : type.IsAbstract && type.IsSealed ? "static class" : type.IsSealed ? "sealed class" : "class";

    private static IEnumerable<string> Members(Type type)
    {
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared)) yield return "new(" + Parameters(constructor) + ")";
        foreach (PropertyInfo property in type.GetProperties(Declared))
            yield return Name(property.PropertyType) + " " + property.Name + " {" + (property.GetMethod?.IsPublic == true ? " get;" : "") + (property.SetMethod?.IsPublic == true ? " set;" : "") + " }";
        foreach (FieldInfo field in type.GetFields(Declared).Where(f => !f.IsSpecialName))
            yield return type.IsEnum ? field.Name + " = " + Convert.ToInt32(field.GetRawConstantValue(), null) : Name(field.FieldType) + " " + field.Name;
        foreach (EventInfo @event in type.GetEvents(Declared)) yield return "event " + @event.Name;
        foreach (MethodInfo method in type.GetMethods(Declared).Where(m => !m.IsSpecialName))
            yield return Name(method.ReturnType) + " " + method.Name + "(" + Parameters(method) + ")";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType) + " " + p.Name));

    private static string Name(Type type)
    {
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (!type.IsGenericType) return type.Name;
        return type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + "<" + string.Join(", ", type.GetGenericArguments().Select(Name)) + ">";
    }
}
