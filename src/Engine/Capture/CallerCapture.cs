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
    private static readonly HashSet<string> LocationCommands = new(StringComparer.OrdinalIgnoreCase) { "Set-Location", "Push-Location", "Pop-Location", "cd", "chdir", "sl", "pushd", "popd" };

    private readonly SessionState _caller;
    private readonly bool _capture;
    private readonly Func<CommandInfo, bool> _isBuiltIn;
    private readonly CapturedSession _captured;
    private readonly CallerTrust _trust;
    private readonly HashSet<(Ast Tree, SessionState Session)> _read = new();
    private readonly HashSet<string> _seenNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _initialized = new(StringComparer.OrdinalIgnoreCase);
    private readonly NameClashCheck _claims = new();
    private readonly Queue<CapturedCode> _unread = new();

    /// <param name="caller">The caller's session.</param>
    /// <param name="trust">How far the caller is trusted.</param>
    /// <param name="capture">Whether functions and variables are captured.</param>
    /// <param name="isBuiltIn">Whether every executor has a cmdlet or function by itself.</param>
    public CallerCapture(SessionState caller, CallerTrust trust, bool capture, Func<CommandInfo, bool> isBuiltIn)
    {
        _caller = caller;
        _trust = trust;
        _isBuiltIn = isBuiltIn;
        _capture = capture;
        _captured = new CapturedSession(trust);
        CallerSettings.Read(caller, _captured);
    }

    /// <summary>Adds a block that runs in executors, with its <c>$using:</c> expressions.</summary>
    /// <exception cref="MapException">An expression can't be evaluated, or a class is bound to its runspace.</exception>
    public void AddCode(ScriptBlock block, string what)
    {
        SessionState session = EngineState.SessionOf(block, _caller);
        if (IsHidden(Follow(block, what))) return;
        NameFinder names = NameFinder.Read(block.Ast);
        foreach (UsingExpressionAst expression in names.UsingExpressions)
        {
            try
            {
                object? value = UsingEvaluator.Evaluate(expression, session, EngineTrust.Stricter(ModeOf(block), _trust.LanguageMode));
                _captured.UsingValues[UsingEvaluator.Key(expression)] = See(value, expression.ToString());
            }
            catch (MapException) when (names.IsInNestedBlock(expression))
            {
                // An inner map's or job's: evaluated there, in the worker.
            }
        }
    }

    /// <summary>Adds the initialization script: what one of the caller's own sets is for all items.</summary>
    /// <exception cref="MapException">As for other code.</exception>
    public void AddInitialization(ScriptBlock block)
    {
        AddCode(block, "The initialization script");
        if (ModeOf(block) == _trust.LanguageMode) _initialized.UnionWith(NameFinder.Read(block.Ast).Assigned);
    }

    /// <summary>Adds a function or cmdlet that is called by its name.</summary>
    public void AddCommand(CommandInfo command) => Bring(command.Name, command, _caller, EngineTrust.ModeOf(command) ?? _trust.LanguageMode, "The worker");

    /// <exception cref="MapException">There is no such function.</exception>
    public void AddFunction(string name)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            // What every executor has is not the caller's own.
            CommandInfo[] own = _caller.InvokeCommand.GetCommands(name, CommandTypes.Function | CommandTypes.Filter, nameIsPattern: true).Where(f => f.Module == null && !_isBuiltIn(f)).ToArray();
            if (own.Length == 0) throw Errors.UnknownFunction(name);
            foreach (CommandInfo each in own) AddFunction(each.Name);
            return;
        }

        CommandInfo? function = Find(name, _caller, _trust.LanguageMode).OfType<FunctionInfo>().FirstOrDefault() ?? throw Errors.UnknownFunction(name);
        Bring(name, function, _caller, _trust.LanguageMode, "-Function");
    }

    /// <exception cref="MapException">There is no such variable.</exception>
    public void AddVariable(string name)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            string[] own = CallerNames.Variables(_caller, name).Where(n => !NameFinder.IsAutomatic(n) && !CallerSettings.Has(n)).ToArray();
            if (own.Length == 0) throw Errors.UnknownVariable(name);
            foreach (string each in own) AddVariable(each);
            return;
        }

        PSVariable variable = _caller.PSVariable.Get(name) ?? throw Errors.UnknownVariable(name);
        object? value = _captured.Variables[Unscoped(name)] = See(variable.Value, "$" + name);
        _captured.Guard(name, variable, value, _caller);
    }

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
        _captured.Modules.Add(new CapturedModule(nameOrPath, mode, null));
    }

    /// <summary>Looks at a value that is passed to executors: the code in it, and its classes. Executors rebuild its blocks.</summary>
    public object? See(object? value, string what)
    {
        object?[] parts = BlockRebuilder.PartsOf(value).ToArray();
        foreach (object? part in parts)
        {
            if (part is ScriptBlock block) Follow(block, what);
            else if (part != null && RunspaceAffinity.FindBound(part.GetType()) is { } bound) _captured.BoundInstances.Add(bound);
        }

        if (parts[0] is { } bare && !parts.Any(p => p is ScriptBlock)) _captured.SeePlain(bare);
        return value;
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
            _captured.Namespaces.AddRange(EngineState.Namespaces(code.Session).Except(_captured.Namespaces, StringComparer.OrdinalIgnoreCase).ToArray());
            NameFinder names = NameFinder.Read(code.Tree);
            _captured.UsesParallelItem |= names.NamesParallelItem;
            _captured.CleansUp |= names.CleansUp;
            _captured.ChangesLocation |= names.Commands.Overlaps(LocationCommands);
            ReadTypes(names, code.What);
            if (!_capture || IsHidden(code)) continue;
            foreach (string name in names.Variables) CaptureVariable(name, code, isRead: !names.Assigned.Contains(name));
            foreach (string name in names.Commands)
            {
                foreach (CommandInfo command in Find(name, code.Session, code.Mode).Take(1)) Bring(name, command, code.Session, code.Mode, code.Where);
            }
        }

        foreach (string name in _initialized) _captured.GuardedLocals.Remove(name);
        _captured.RefusesUntrusted = _trust is { WasConstrained: true, LanguageMode: PSLanguageMode.FullLanguage } && hiding != null;
        if (_captured.RefusesUntrusted && untrusted != null) throw Errors.UntrustedCode(untrusted.What, hiding!.Where);
        return _captured;
    }

    // In the loop a trusted module's function runs with its own trust, and a constrained caller does not see what the module keeps to itself.
    private bool IsHidden(CapturedCode code) => code.IsPrivate && _trust.LanguageMode != PSLanguageMode.FullLanguage;

    private PSLanguageMode ModeOf(ScriptBlock block) => EngineTrust.ModeOf(block) ?? _trust.LanguageMode;

    private void ReadTypes(NameFinder names, string what)
    {
        foreach (ITypeName name in names.Types)
        {
            // Asked here, in the caller's session, the tree keeps the answer: executors find the caller's classes and enums by it.
            Type? type = name.GetReflectionType();
            if (type == null) continue;
            if (RunspaceAffinity.FindBound(type) is { } bound) throw Errors.RunspaceBoundClass(bound.Name, what);
            if (type.Assembly.IsDynamic) _captured.Types[name.FullName] = type;
        }

        TypeDefinitionAst? own = names.DefinedTypes.FirstOrDefault(RunspaceAffinity.IsBound);
        if (own != null) throw Errors.RunspaceBoundClass(own.Name, what);
    }

    private static string Unscoped(string name) => name.Substring(name.IndexOf(':') + 1);

    // In the session of the code, which need not be the one that calls the map; and without the search for modules
    // that autoloading does: what is not loaded here, executors load by themselves.
    private static IEnumerable<CommandInfo> Find(string name, SessionState session, PSLanguageMode mode)
    {
        bool isAnswered = EngineState.TryFindCommand(session, name, mode, out CommandInfo? own) && name.IndexOf('\\') < 0;
        if (own != null) return new[] { own };

        // This asks the session that is running, where functions and aliases may be others.
        CommandTypes types = isAnswered ? CommandTypes.Cmdlet : CommandTypes.Alias | CommandTypes.Function | CommandTypes.Filter | CommandTypes.Cmdlet;
        return session.InvokeCommand.GetCommands(name, types, nameIsPattern: false).Where(c => !EngineTrust.Hides(c, mode));
    }

    private CapturedCode Follow(ScriptBlock block, string what)
    {
        var code = new CapturedCode(block.Ast, EngineState.SessionOf(block, _caller), ModeOf(block), what, BlockRebuilder.ClosesOver(block));
        _unread.Enqueue(code);
        return code;
    }

    private void CaptureVariable(string name, CapturedCode code, bool isRead)
    {
        PSVariable? variable = code.Session.PSVariable.Get(name);
        if (variable?.Options.HasFlag(ScopedItemOptions.Private) == true) variable = null;
        if (code.HasOwnVariables)
        {
            if (variable != null) See(variable.Value, "The captured variable $" + name);
            return;
        }

        // Code that sets it first does not mind what another session has: for that code the first one will do.
        bool isFirst = variable != null && _seenNames.Add(name);
        bool isClaimed = isRead && !CallerSettings.Has(name) && _claims.Claim(name, variable, code.Where);
        if (variable == null || !(isFirst || isClaimed)) return;
        string plain = Unscoped(name);
        object? value = See(variable.Value, "The captured variable $" + name);
        if (isFirst) _captured.Captured.Add("variable $" + name);
        _captured.Guard(name, variable, value, code.Session);
        if (!_captured.Variables.TryGetValue(plain, out object? other) || NameClashCheck.IsSame(other, value))
        {
            _captured.Variables[plain] = value;
        }
        else if (plain == name)
        {
            _captured.LocalVariables[plain] = value;
        }
        else
        {
            // What is named by its scope is found only in the global one.
            if (_seenNames.Contains(plain) && !_captured.LocalVariables.ContainsKey(plain)) _captured.LocalVariables[plain] = other;
            _captured.Variables[plain] = value;
        }
    }
}
