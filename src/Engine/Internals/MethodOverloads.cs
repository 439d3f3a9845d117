using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace ParallelCmdlets.Internals;

/// <summary>What the engine knows of a .NET method and keeps to itself: its overloads, the object it is of, and which overload a script would call.</summary>
internal sealed class MethodOverloads
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly FieldInfo? Data = typeof(PSMethod).GetField("adapterData", Any);
    private static readonly MethodInfo? FindBest = typeof(PSObject).Assembly.GetType("System.Management.Automation.Adapter")?.GetMethod("FindBestMethod", Any);
    private static readonly FieldInfo? MethodField = typeof(PSObject).Assembly.GetType("System.Management.Automation.MethodInformation")?.GetField("method", Any);

    private readonly Array _signatures;

    private MethodOverloads(Array signatures, object instance)
    {
        _signatures = signatures;
        Instance = instance;
        All = signatures.Cast<object>().Select(MethodOf).ToArray();
    }

    /// <summary>The object that has the method; the type of a static one.</summary>
    public object Instance { get; }

    public IReadOnlyList<MethodBase> All { get; }

    /// <summary>Reads the overloads of a method; null where the engine does not tell, or the method is none of .NET.</summary>
    public static MethodOverloads? Of(PSMethod method)
    {
        object? data = Data?.GetValue(method);
        if (MethodField == null || EngineState.OwnerOf(method) is not { } owner) return null;
        if (data?.GetType().GetField("methodInformationStructures", Any)?.GetValue(data) is not Array { Length: > 0 } signatures) return null;
        return signatures.Cast<object>().All(s => MethodField.GetValue(s) is MethodBase) ? new MethodOverloads(signatures, owner) : null;
    }

    /// <summary>Gives what chooses for arguments as a script does; null where the engine does not let us.</summary>
    /// <param name="among">The overloads that come into question.</param>
    public Func<object?[], OverloadChoice>? ChoiceAmong(IEnumerable<MethodBase> among)
    {
        if (FindBest == null) return null;
        object[] chosen = _signatures.Cast<object>().Where(s => among.Contains(MethodOf(s))).ToArray();
        Array methods = Array.CreateInstance(chosen[0].GetType(), chosen.Length);
        chosen.CopyTo(methods, 0);
        ParameterInfo[] parameters = FindBest.GetParameters();
        int expands = Array.FindIndex(parameters, p => p.Name == "expandParamsOnBest");
        return arguments =>
        {
            object?[] values = parameters.Select(p => Value(p.ParameterType, methods, arguments)).ToArray();
            try
            {
                object? best = FindBest.Invoke(null, values);
                return best == null ? default : new OverloadChoice(MethodOf(best), expands >= 0 && true.Equals(values[expands]));
            }
            catch (TargetInvocationException exception) when (exception.InnerException != null)
            {
                ExceptionDispatchInfo.Capture(exception.InnerException).Throw();
                throw;
            }
        };
    }

    // The one flag allows spans; what the engine gives back, and further limits, are left open.
    private static object? Value(Type parameter, Array methods, object?[] arguments) =>
        parameter == typeof(object[]) ? arguments : parameter == typeof(bool) ? true : parameter.IsInstanceOfType(methods) ? methods : null;

    private static MethodBase MethodOf(object signature) => (MethodBase)MethodField!.GetValue(signature)!;
}

/// <summary>The overload that was chosen for arguments.</summary>
internal readonly struct OverloadChoice
{
    public OverloadChoice(MethodBase method, bool gathers)
    {
        Method = method;
        Gathers = gathers;
    }

    /// <summary>The overload; null where none fits, or several do.</summary>
    public MethodBase? Method { get; }

    /// <summary>Whether the last arguments are the elements of its last parameter's array.</summary>
    public bool Gathers { get; }
}
