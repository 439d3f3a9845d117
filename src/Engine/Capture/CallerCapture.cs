using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Reads from the caller's session what a worker needs in an executor: starting from the worker's syntax tree,
/// its free variables and the functions it calls, what these need in turn, and the modules behind them.
/// </summary>
internal sealed partial class CallerCapture
{
    private static readonly HashSet<string> DebuggerCommands = new(StringComparer.OrdinalIgnoreCase) { "Wait-Debugger", "Set-PSBreakpoint", "sbp" };

    private readonly SessionState _caller;
    private readonly bool _capture;
    private readonly IBuiltInCommands _builtIns;
    private readonly CapturedSession _captured;
    private readonly CallerTrust _trust;
    private readonly HashSet<(Ast Tree, SessionState Session)> _read = new();
    private readonly HashSet<string> _seenNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _files = new();
    private readonly HashSet<string> _initialized = new(StringComparer.OrdinalIgnoreCase);
    private readonly NameClashCheck _claims = new();
    private readonly List<ScriptBlock> _around = new();
    private readonly Queue<CapturedCode> _unread = new();

    /// <param name="caller">The caller's session.</param>
    /// <param name="home">The session of the worker's code, whose settings it has in the loop.</param>
    /// <param name="trust">How far the caller is trusted.</param>
    /// <param name="capture">Whether functions and variables are captured.</param>
    /// <param name="builtIns">What every executor has by itself.</param>
    public CallerCapture(SessionState caller, SessionState home, CallerTrust trust, bool capture, IBuiltInCommands builtIns)
    {
        _caller = caller;
        _trust = trust;
        _builtIns = builtIns;
        _capture = capture;
        _captured = new CapturedSession(trust);
        CallerSettings.Read(home, _captured);
        foreach (CapturedScope scope in new[] { _captured.Global, _captured.Script })
        {
            if (scope.Variables.TryGetValue("PSDefaultParameterValues", out PassedValue defaults)) See(defaults.Original, "$PSDefaultParameterValues");
        }
    }

    /// <summary>Adds a block that runs in executors, with its <c>$using:</c> expressions.</summary>
    /// <exception cref="MapException">An expression can't be evaluated, or a class is bound to its runspace.</exception>
    public void AddCode(ScriptBlock block, string what) => AddUsing(block, Follow(block, what, BlockRebuilder.ClosesOver(block)));

    /// <summary>Adds the worker, and warns of what it changes in vain.</summary>
    /// <exception cref="MapException">As for other code.</exception>
    public void AddWorker(ScriptBlock block, IEnumerable<ScriptBlock> scripts, IScriptExtent? call)
    {
        AddCode(block, "The worker");
        _around.AddRange(scripts);
        if (_trust.LanguageMode == ModeOf(block)) _captured.Warnings.AddRange(LostChanges.Warn(block, _around, call, _caller));
    }

    /// <summary>Adds the initialization script: what one of the caller's own sets is for all items.</summary>
    /// <exception cref="MapException">As for other code.</exception>
    public void AddInitialization(ScriptBlock block)
    {
        AddCode(block, "The initialization script");
        if (ModeOf(block) == _trust.LanguageMode) _initialized.UnionWith(NameFinder.Read(block.Ast).Assigned);
    }

    /// <summary>Adds a module by its name or path, or those that a wildcard matches and the caller has imported.</summary>
    /// <exception cref="MapException">The caller's session has no command that imports modules.</exception>
    public void AddModule(string nameOrPath)
    {
        if (WildcardPattern.ContainsWildcardCharacters(nameOrPath) && System.IO.Path.GetFileName(nameOrPath) == nameOrPath)
        {
            string[] own = CallerNames.Modules(_caller, nameOrPath).ToArray();
            if (own.Length == 0) throw Errors.UnknownModule(nameOrPath);
            foreach (string each in own) AddModule(each);
            return;
        }

        if (_trust.IsLimited && !_caller.InvokeCommand.GetCommands("Import-Module", CommandTypes.Cmdlet, nameIsPattern: false).Any()) throw Errors.ModulesNotAllowed(nameOrPath);

        // A default is the user's, whoever calls the map.
        PSLanguageMode mode = _trust.WasConstrained && CallerDefaults.Have(_caller, "Module") ? PSLanguageMode.ConstrainedLanguage : _trust.LanguageMode;
        bool isName = System.IO.Path.GetFileName(nameOrPath) == nameOrPath && !_trust.IsLimited;
        _captured.Modules.Add(new CapturedModule(isName ? CallerNames.PathOf(_caller, nameOrPath) : nameOrPath, mode, null));
    }

    /// <summary>Looks at a value that is passed to executors: the code in it, and its classes.</summary>
    /// <exception cref="MapException">It is a class that is bound to its runspace, or holds one.</exception>
    public PassedValue See(object? value, string what)
    {
        foreach (object? part in HeldCode.PartsOf(value))
        {
            if (part is Type type && RunspaceAffinity.FindBound(type) is { } refused) throw Errors.RunspaceBoundClass(refused.Name, what);
            if (part is ScriptBlock block) Follow(block, what, BlockRebuilder.ClosesOver(block) || (block.Module != null && !_trust.IsLimited));
            else if (part != null && RunspaceAffinity.FindWithMethods(part.GetType()) is { } bound) _captured.BoundInstances.Add(bound);
        }

        return new PassedValue(value);
    }

    /// <summary>Follows everything added so far to its end.</summary>
    /// <exception cref="MapException">Code that was reached names a class that is bound to its runspace, or something that other code means otherwise, or must not run beside other code.</exception>
    public CapturedSession Finish()
    {
        CapturedCode? untrusted = null, hiding = null;
        while (_unread.Count > 0)
        {
            CapturedCode code = _unread.Dequeue();
            if (code.Mode != PSLanguageMode.FullLanguage) untrusted ??= code;
            else if (code.IsPrivate) hiding ??= code;
            if (!_read.Add((code.Tree, code.Session))) continue;
            if (code.IsImported)
            {
                FollowImported(code);
                continue;
            }

            _captured.Namespaces.AddRange(EngineState.Namespaces(code.Session).Except(_captured.Namespaces, StringComparer.OrdinalIgnoreCase).ToArray());
            NameFinder names = NameFinder.Read(code.Tree);
            _captured.UsesParallelItem |= names.NamesParallelItem;
            _captured.CleansUp |= names.CleansUp;
            if (names.Commands.Overlaps(DebuggerCommands)) WarnOfDebugger(code.Tree);
            ReadTypes(names, code);
            if (!_capture || IsHidden(code)) continue;
            foreach (string name in names.Variables) CaptureVariable(name, code, isRead: !names.Assigned.Contains(name));
            foreach (string name in names.Commands)
            {
                // What the code defines itself may be called before that, or instead.
                if (!names.DefinedFunctions.Contains(name) || Find(name, code.Session, code.Mode).FirstOrDefault()?.Module == null) BringNamed(name, code.Session, code.Mode, code.Where);
            }
        }

        ModuleOrder.Sort(_captured.Modules, name => Find(name, _caller, _trust.LanguageMode).FirstOrDefault()?.Module);
        foreach (string name in _initialized) _captured.GuardedLocals.Remove(name);
        _captured.RefusesUntrusted = _trust is { WasConstrained: true, LanguageMode: PSLanguageMode.FullLanguage } && hiding != null;
        if (_captured.RefusesUntrusted && untrusted != null) throw Errors.UntrustedCode(untrusted.What, hiding!.Where);
        return _captured;
    }

    private void AddUsing(ScriptBlock block, CapturedCode code)
    {
        if (IsHidden(code)) return;
        NameFinder names = NameFinder.Read(block.Ast);
        foreach (UsingExpressionAst expression in names.UsingExpressions)
        {
            try
            {
                object? value = UsingEvaluator.Evaluate(expression, code.Session, EngineTrust.Stricter(ModeOf(block), _trust.LanguageMode));
                _captured.UsingValues[UsingEvaluator.Key(expression)] = See(value, expression.ToString());
            }
            catch (MapException) when (names.IsInNestedBlock(expression))
            {
                // An inner map's or job's: evaluated there, in the worker.
            }
        }
    }

    private void WarnOfDebugger(Ast tree)
    {
        foreach (CommandAst command in tree.FindAll(static a => a is CommandAst c && c.GetCommandName() is { } name && DebuggerCommands.Contains(name), true))
        {
            _captured.Warnings.Add(Errors.DebuggerInWorker(command.GetCommandName(), command.Extent));
        }
    }

    // In the loop a trusted module's function runs with its own trust, and a constrained caller does not see what the module keeps to itself.
    private bool IsHidden(CapturedCode code) => code.IsPrivate && _trust.LanguageMode != PSLanguageMode.FullLanguage;

    private PSLanguageMode ModeOf(ScriptBlock block) => EngineTrust.ModeOf(block) ?? _trust.LanguageMode;

    private void ReadTypes(NameFinder names, CapturedCode code)
    {
        // A file is read anew by each executor, which has classes of its own then.
        foreach (ITypeName name in names.Types.Where(n => !code.IsFile || !names.DefinedTypes.Any(d => d.Name == n.FullName)))
        {
            // Asked here, in the caller's session, the tree keeps the answer: executors find the caller's classes and enums by it.
            Type? type = name.GetReflectionType();
            if (type == null) continue;
            if (!names.Tested.Contains(name) && RunspaceAffinity.FindBound(type) is { } bound) throw Errors.RunspaceBoundClass(bound.Name, code.What);
            if (!type.Assembly.IsDynamic) continue;
            _captured.Types[name.FullName] = type;
            FollowClass(type, code);
        }

        TypeDefinitionAst? own = code.IsFile ? null : names.DefinedTypes.FirstOrDefault(RunspaceAffinity.IsBound);
        if (own != null) throw Errors.RunspaceBoundClass(own.Name, code.What);
    }

    // The methods of a class that any runspace may run look for their names where they run.
    private void FollowClass(Type type, CapturedCode code)
    {
        foreach (Ast member in EngineState.ScriptMembers(type)) _unread.Enqueue(new CapturedCode(member, code.Session, code.Mode, "the class " + type.Name, hasOwnVariables: false));
    }

    private static string Unscoped(string name) => name.Substring(name.IndexOf(':') + 1);

    private CapturedCode Follow(ScriptBlock block, string what, bool hasOwnVariables)
    {
        var code = new CapturedCode(block.Ast, EngineState.SessionOf(block, _caller), ModeOf(block), what, hasOwnVariables);
        _unread.Enqueue(code);
        return code;
    }
}
