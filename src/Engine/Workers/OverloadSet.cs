using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Workers;

/// <summary>The overloads of one method: binds constants and arguments to the one that fits; where several do, each call chooses as a script does.</summary>
internal sealed class OverloadSet
{
    private readonly PSMethod _method;
    private readonly MethodOverloads? _engine;
    private readonly string _description;

    /// <param name="method">The method as the engine knows it.</param>
    /// <param name="engine">What the engine tells of it; null where it tells nothing: then it chooses by itself.</param>
    /// <param name="all">The overloads.</param>
    /// <param name="description">How messages call the method.</param>
    public OverloadSet(PSMethod method, MethodOverloads? engine, IReadOnlyList<Overload> all, string description)
    {
        _method = method;
        _engine = engine;
        _description = description;
        All = all;
        Parameters = all.Count == 1
            ? all[0].Parameters.ToArray()
            : all.SelectMany(o => o.Parameters).GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
                .Select(g => new WorkerParameter(g.First().Name, isPositional: g.Any(p => p.IsPositional))).ToArray();
    }

    public IReadOnlyList<Overload> All { get; }

    public IReadOnlyList<WorkerParameter> Parameters { get; }

    /// <exception cref="MapException">No overload takes the constants and so many arguments, or a constant's place depends on the overload.</exception>
    public Func<object?[], CancellationToken, object?> Bind(IReadOnlyDictionary<string, object?> constants, int positional)
    {
        if (All.Count == 0 && constants.Count == 0) return (arguments, _) => ByEngine(arguments, severalFit: false);
        Overload[] fitting = All.Where(o => o.Fits(constants, positional)).ToArray();
        if (fitting.Length == 0) throw NothingFits(constants.Count + positional);

        // A call without a token could not be ended.
        fitting = fitting.Where(o => !fitting.Any(other => other.IsTokenTwinOf(o))).ToArray();
        if (constants.Keys.Any(c => fitting.Select(o => o.PlaceOf(c)).Distinct().Count() > 1)) throw Errors.AmbiguousOverload(_description, Definitions);
        Func<object?[], CancellationToken, object?> call = fitting.Length == 1 && !fitting[0].IsOpen ? One(fitting[0], constants, positional) : Several(fitting, constants, positional);
        return (arguments, stop) => arguments.Length == positional ? call(arguments, stop) : throw Errors.ArgumentCount(_description, positional, arguments.Length);
    }

    private string Definitions => string.Join("; ", _method.OverloadDefinitions);

    private MapException NothingFits(int given)
    {
        if (All.Count > 0 && All.All(o => o.TakesReference)) return Errors.ReferenceParameter(_description);
        return All.Count == 1 ? Errors.ArgumentCount(_description, Parameters.Count(p => p.IsPositional), given) : Errors.NoOverload(_description, given, Definitions);
    }

    private Func<object?[], CancellationToken, object?> One(Overload only, IReadOnlyDictionary<string, object?> constants, int positional)
    {
        Func<object?[], object?> call = CallOf(only);
        if (constants.Count == 0 && only.Names.Length == positional) return (arguments, _) => call(arguments);
        return (arguments, stop) => call(only.Complete(only.Given(constants, arguments, stop), gathers: false, stop));
    }

    // By what a script would have to write for them: those that take the arguments as they are come before those that need a token, too.
    private Func<object?[], CancellationToken, object?> Several(Overload[] fitting, IReadOnlyDictionary<string, object?> constants, int positional)
    {
        object[] places = Enumerable.Range(0, positional).Select(_ => new object()).ToArray();
        (Overload First, Func<object?[], OverloadChoice>? Choose)[] groups = fitting
            .Select(o => (Overload: o, Given: o.Given(constants, places, default)))
            .GroupBy(o => string.Join(",", o.Given.Select(g => Array.IndexOf(places, g))))
            .OrderBy(g => g.First().Given.Length)
            .Select(g => (g.First().Overload, _engine?.ChoiceAmong(g.Select(o => o.Overload.Method))))
            .ToArray();
        Chosen? last = null;
        return (arguments, stop) =>
        {
            if (last is { } same && same.Serves(arguments)) return same.Call(same.Overload.Complete(same.Overload.Given(constants, arguments, stop), same.Gathers, stop));
            foreach ((Overload first, Func<object?[], OverloadChoice>? choose) in groups)
            {
                object?[] given = first.Given(constants, arguments, stop);
                if (choose == null) return ByEngine(given, fitting.Length > 1);
                OverloadChoice choice = choose(given);
                if (choice.Method == null) continue;
                Overload best = fitting.FirstOrDefault(o => o.Method == choice.Method) ?? new Overload(choice.Method, _engine!.Instance);
                var chosen = last = new Chosen(best, CallOf(best), choice.Gathers, arguments);
                return chosen.Call(best.Complete(given, choice.Gathers, stop));
            }

            throw fitting.Length > 1 ? Errors.AmbiguousOverload(_description, Definitions) : Errors.NoOverload(_description, arguments.Length, Definitions);
        };
    }

    private Func<object?[], object?> CallOf(Overload overload) => overload.Call() ?? (arguments => ByEngine(arguments, severalFit: false));

    private object? ByEngine(object?[] arguments, bool severalFit)
    {
        try
        {
            return _method.Invoke(arguments);
        }
        catch (MethodException exception) when (exception.ErrorRecord.FullyQualifiedErrorId.StartsWith("MethodCountCouldNotFindBest", StringComparison.Ordinal))
        {
            // The engine has one id for none and for several.
            if (severalFit) throw Errors.AmbiguousOverload(_description, Definitions, exception);
            throw Errors.NoOverload(_description, arguments.Length, Definitions);
        }
        catch (MethodException exception) when (exception.ErrorRecord.FullyQualifiedErrorId.StartsWith("MethodArgumentConversion", StringComparison.Ordinal))
        {
            throw Errors.ArgumentConversion(_description, exception);
        }
    }

    /// <summary>What was chosen for arguments, which serves others of the same types; what can hold others has no choice of its own.</summary>
    private sealed class Chosen
    {
        private readonly Type?[] _types;

        public Chosen(Overload overload, Func<object?[], object?> call, bool gathers, object?[] arguments)
        {
            Overload = overload;
            Call = call;
            Gathers = gathers;
            _types = arguments.Select(a => a is string or ValueType ? a.GetType() : null).ToArray();
        }

        public Overload Overload { get; }

        public Func<object?[], object?> Call { get; }

        public bool Gathers { get; }

        public bool Serves(object?[] arguments)
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                if (_types[i] == null || arguments[i]?.GetType() != _types[i]) return false;
            }

            return true;
        }
    }
}
