using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Finds the variables of the caller's that a worker changes as the body of a loop would, though each item has its own
/// copy. What may be meant as a local of the worker's is left alone: a warning too many would hide the others.
/// </summary>
internal static class LostChanges
{
    // What the engine itself sets for the code.
    private static readonly HashSet<string> Engines = new(StringComparer.OrdinalIgnoreCase) { "Matches", "LASTEXITCODE" };

    // What a tree changes does not depend on who calls it.
    private static readonly ConditionalWeakTable<ScriptBlockAst, Candidate[]> Known = new();

    /// <summary>Gives the warnings, one for each variable.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="scripts">Code that runs around the items in the same sessions: what it names is the executors' own.</param>
    /// <param name="call">Where the map is called.</param>
    /// <param name="caller">The caller's session.</param>
    public static IEnumerable<string> Warn(ScriptBlock worker, IEnumerable<ScriptBlock> scripts, IScriptExtent? call, SessionState caller)
    {
        if (worker.Ast is not ScriptBlockAst tree) yield break;
        SessionState session = EngineState.SessionOf(worker, caller);
        foreach (Candidate change in Known.GetValue(tree, static t => Candidates(t).ToArray()))
        {
            if ((session.PSVariable.Get(change.First.Name) == null && !(IsScoped(change.First.Name) && change.First.Kind == VariableUseKind.Change)) || scripts.Any(s => Names(s, change.Name))) continue;
            if (!change.IsForCallerOnly || IsReadAfter(tree, change.First.Name, call)) yield return Errors.LostChange(change.Name, change.First.Place.Extent);
        }
    }

    /// <summary>Gives the warnings of a function that the worker calls: a counter or list that it keeps for its callers stays in the executor.</summary>
    public static IEnumerable<string> WarnOfFunction(FunctionInfo function, IEnumerable<ScriptBlock> scripts, SessionState session)
    {
        Ast tree = function.ScriptBlock.Ast;
        if (tree.Find(IsAssignment, true) == null) yield break;
        foreach (IGrouping<string, VariableUse> uses in VariableUse.Read(tree).Where(u => u.Kind == VariableUseKind.Change && IsScoped(u.Name)).GroupBy(u => Unscoped(u.Name), StringComparer.OrdinalIgnoreCase))
        {
            VariableUse first = uses.First();
            if (!scripts.Any(s => Names(s, uses.Key))) yield return Errors.LostChangeOfFunction(function.Name, first.Name, first.Place.Extent);
        }
    }

    private static IEnumerable<Candidate> Candidates(ScriptBlockAst worker)
    {
        if (worker.Find(IsAssignment, true) == null) yield break;
        foreach (IGrouping<string, VariableUse> uses in VariableUse.Read(worker).GroupBy(u => Unscoped(u.Name), StringComparer.OrdinalIgnoreCase))
        {
            if (NameFinder.IsAutomatic(uses.Key) || Engines.Contains(uses.Key) || CallerSettings.Has(uses.Key)) continue;
            VariableUse? first = uses.FirstOrDefault(u => u.Kind != VariableUseKind.Read);
            if (first is not { InOwnScope: true }) continue;

            // What the item makes of a value for itself is not lost, unless it says whose variable it means.
            bool isRead = uses.Any(u => u.Kind == VariableUseKind.Read && !IsOfAssignment(u, uses));
            bool isChange = first.Kind == VariableUseKind.Change || (!isRead && uses.Any(u => IsOfAssignment(u, new[] { first })));
            if (isChange && (!isRead || IsScoped(first.Name))) yield return new Candidate(first, isForCallerOnly: false);

            // In the loop, too, a block with parameters is called in a scope of its own.
            else if (!isChange && !isRead && first.Assignment != null && (IsScoped(first.Name) || !IsFunction(worker))) yield return new Candidate(first, isForCallerOnly: true);
        }
    }

    private static bool IsAssignment(Ast tree) => tree is AssignmentStatementAst or UnaryExpressionAst { TokenKind: TokenKind.PlusPlus or TokenKind.MinusMinus or TokenKind.PostfixPlusPlus or TokenKind.PostfixMinusMinus };

    private static bool Names(ScriptBlock script, string name) => VariableUse.Read(script.Ast).Any(u => string.Equals(Unscoped(u.Name), name, StringComparison.OrdinalIgnoreCase));

    // $x = $x + 1 reads $x for its own sake.
    private static bool IsOfAssignment(VariableUse read, IEnumerable<VariableUse> uses) =>
        read.Kind == VariableUseKind.Read && uses.Any(u => u.Assignment?.Right is { } right && right.Extent.StartOffset <= read.Offset && read.Offset < right.Extent.EndOffset);

    private static bool IsFunction(ScriptBlockAst worker) =>
        worker.ParamBlock != null || worker.BeginBlock != null || worker.ProcessBlock != null || worker.DynamicParamBlock != null;

    // Whether the code that calls the map reads the variable behind it, before it sets it.
    private static bool IsReadAfter(Ast worker, string name, IScriptExtent? call)
    {
        Ast root = worker;
        while (root.Parent != null) root = root.Parent;
        if (call == null || root.Find(a => a is CommandAst && IsAt(a, call), true) is not { } command) return false;
        VariableUse? next = VariableUse.Read(VariableUse.ScopeOf(command))
            .FirstOrDefault(u => u.InOwnScope && u.Offset >= command.Extent.EndOffset && string.Equals(Unscoped(u.Name), Unscoped(name), StringComparison.OrdinalIgnoreCase));
        return next != null && next.Kind != VariableUseKind.Set;
    }

    private static bool IsAt(Ast tree, IScriptExtent place) =>
        tree.Extent.StartOffset == place.StartOffset && tree.Extent.EndOffset == place.EndOffset && tree.Extent.File == place.File && tree.Extent.Text == place.Text;

    private static bool IsScoped(string name) => name.IndexOf(':') >= 0;

    private static string Unscoped(string name) => name.Substring(name.IndexOf(':') + 1);

    /// <summary>A variable that a worker changes and does not use itself.</summary>
    private sealed class Candidate
    {
        public Candidate(VariableUse first, bool isForCallerOnly)
        {
            First = first;
            Name = Unscoped(first.Name);
            IsForCallerOnly = isForCallerOnly;
        }

        public string Name { get; }

        /// <summary>Where it is first set or changed.</summary>
        public VariableUse First { get; }

        /// <summary>Whether it is only set: then it is the caller's if the caller reads it after the map.</summary>
        public bool IsForCallerOnly { get; }
    }
}
