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
internal sealed class CallerCapture
{
    private readonly SessionState _caller;
    private readonly bool _capture;
    private readonly Func<CommandInfo, bool> _isBuiltIn;
    private readonly CapturedSession _captured;
    private readonly CallerTrust _trust;
    private readonly HashSet<(Ast Tree, SessionState Session)> _read = new();
    private readonly HashSet<string> _seenNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _files = new();
    private readonly HashSet<string> _initialized = new(StringComparer.OrdinalIgnoreCase);
    private readonly NameClashCheck _claims = new();
    private readonly Queue<CapturedCode> _unread = new();

    /// <param name="caller">The caller's session.</param>
    /// <param name="home">The session of the worker's code, whose settings it has in the loop.</param>
    /// <param name="trust">How far the caller is trusted.</param>
    /// <param name="capture">Whether functions and variables are captured.</param>
    /// <param name="isBuiltIn">Whether every executor has a cmdlet or function by itself.</param>
    public CallerCapture(SessionState caller, SessionState home, CallerTrust trust, bool capture, Func<CommandInfo, bool> isBuiltIn)
    {
        _caller = caller;
        _trust = trust;
        _isBuiltIn = isBuiltIn;
        _capture = capture;
        _captured = new CapturedSession(trust);
        CallerSettings.Read(home, _captured);
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

    /// <summary>Adds a function, cmdlet or script file that is called by its name or path.</summary>
    public void AddCommand(CommandInfo command)
    {
        if (command is ExternalScriptInfo file) AddFile(file, "The worker");
        else Bring(command.Name, command, _caller, EngineTrust.ModeOf(command) ?? _trust.LanguageMode, "The worker");
    }

    /// <summary>Adds a function by its name, or those that a wildcard matches.</summary>
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

    /// <summary>Adds a variable by its name, or those that a wildcard matches.</summary>
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
        CapturedScope scope = ScopeOf(variable, _caller);
        PassedValue value = scope.Variables[Unscoped(name)] = See(variable.Value, "$" + name);
        _captured.Guard(name, variable, value, _caller, scope);
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
        _captured.Modules.Add(new CapturedModule(nameOrPath, mode, null));
    }

    /// <summary>Looks at a value that is passed to executors: the code in it, and its classes.</summary>
    /// <exception cref="MapException">It is a class that is bound to its runspace, or holds one.</exception>
    public PassedValue See(object? value, string what)
    {
        foreach (object? part in HeldCode.PartsOf(value))
        {
            if (part is Type type && RunspaceAffinity.FindBound(type) is { } refused) throw Errors.RunspaceBoundClass(refused.Name, what);
            if (part is ScriptBlock block) Follow(block, what);
            else if (part != null && RunspaceAffinity.FindBound(part.GetType()) is { } bound) _captured.BoundInstances.Add(bound);
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
            ReadTypes(names, code.What);
            if (!_capture || IsHidden(code)) continue;
            foreach (string name in names.Variables) CaptureVariable(name, code, isRead: !names.Assigned.Contains(name));
            foreach (string name in names.Commands)
            {
                if (Find(name, code.Session, code.Mode).FirstOrDefault() is { } command) Bring(name, command, code.Session, code.Mode, code.Where);
                else if (name.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) && FindFile(name, code.Session) is { } file) AddFile(file, "the script " + file.Name);
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

    private static ExternalScriptInfo? FindFile(string path, SessionState session)
    {
        try
        {
            return session.InvokeCommand.GetCommand(path, CommandTypes.ExternalScript) as ExternalScriptInfo;
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    // Executors read it anew; here it is read for what it needs.
    private void AddFile(ExternalScriptInfo file, string what)
    {
        if (!_files.Add(file.Path)) return;
        try
        {
            AddCode(file.ScriptBlock, what);
        }
        catch (RuntimeException)
        {
            // It does not parse: said when it is called.
        }
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
        if (isFirst) _captured.Captured.Add("variable $" + name);
        string plain = Unscoped(name);
        PassedValue value = See(variable.Value, "The captured variable $" + name);
        CapturedScope into = ScopeOf(variable, code.Session);
        Dictionary<string, PassedValue> scope = into.Variables, local = _captured.Local.Variables;
        _captured.Guard(name, variable, value, code.Session, into);
        if (!scope.TryGetValue(plain, out PassedValue? other) || NameClashCheck.IsSame(other.Original, value.Original))
        {
            scope[plain] = value;
        }
        else if (plain == name)
        {
            local[plain] = value;
        }
        else
        {
            // What is named by its scope is found only there.
            if (_seenNames.Contains(plain) && !local.ContainsKey(plain)) local[plain] = other;
            scope[plain] = value;
        }
    }

    private CapturedScope ScopeOf(PSVariable variable, SessionState session) =>
        session.PSVariable.Get("global:" + variable.Name) == variable ? _captured.Global : _captured.Script;

    // The module is imported anew; what it has of its own comes with it.
    private void FollowImported(CapturedCode code)
    {
        if (!_capture || _trust.IsLimited) return;
        NameFinder names = NameFinder.Read(code.Tree);
        foreach (string name in names.Variables)
        {
            PSVariable? variable = CallerSettings.Has(Unscoped(name)) ? null : code.Session.PSVariable.Get(name);
            if (variable == null || ScopeOf(variable, code.Session) != _captured.Global || !_seenNames.Add("global:" + variable.Name)) continue;
            _captured.Global.Variables[variable.Name] = See(variable.Value, "The captured variable $global:" + variable.Name);
            _captured.Captured.Add("variable $global:" + variable.Name);
        }

        foreach (FunctionInfo function in names.Commands.SelectMany(n => Find(n, code.Session, code.Mode).Take(1)).OfType<FunctionInfo>())
        {
            if (EngineState.IsGlobal(code.Session, function)) Bring(function.Name, function, code.Session, code.Mode, code.Where);
            else if (function.Module != null) Enqueue(function, function.Module.SessionState, isImported: true);
        }
    }

    private void Bring(string name, CommandInfo command, SessionState session, PSLanguageMode mode, string where)
    {
        _claims.Claim(name, command, where);
        if (command is AliasInfo alias)
        {
            if (_captured.Global.Aliases.ContainsKey(alias.Name) || _captured.Script.Aliases.ContainsKey(alias.Name)) return;
            ScopeOf(alias, session).Aliases.Add(alias.Name, (alias.Definition, EngineTrust.ModeOf(alias), _trust.IsLimited ? alias.Options : ScopedItemOptions.None));
            foreach (CommandInfo target in Find(alias.Definition, session, mode).Take(1)) Bring(alias.Definition, target, session, mode, where);
            return;
        }

        PSModuleInfo? module = command.Module;
        if (command is CmdletInfo && _isBuiltIn(command)) return;

        // A module made by New-Module has a path that is no file.
        // The worker's own module is not imported: its functions are to see its state, as in the loop.
        // Nor is one whose function has another name here than there: it was imported with a prefix.
        bool renamed = command is FunctionInfo { ScriptBlock.Ast: FunctionDefinitionAst statement } && Unscoped(statement.Name) != command.Name;
        bool exported = module != null && !renamed && module != session.Module && System.IO.File.Exists(module.Path) && (command is CmdletInfo || module.ExportedFunctions.ContainsKey(command.Name));
        if (command is CmdletInfo other && (module == null || _trust.IsLimited)) BringCmdlet(other);
        else if (exported) BringModule(module!, session, EngineTrust.ModeOf(command) is { } own ? EngineTrust.Stricter(own, mode) : mode);
        else if (command is FunctionInfo function) BringFunction(function, module?.SessionState ?? session);
        if (exported && command is FunctionInfo imported) Enqueue(imported, module!.SessionState, isImported: true);
    }

    // A restricted session's cmdlets come with what their assembly prepares, and without the scripts of their module: these would run anew, with the trust of the executor.
    private void BringCmdlet(CmdletInfo cmdlet)
    {
        System.Reflection.Assembly assembly = cmdlet.ImplementingType.Assembly;
        if (cmdlet.Module == null || cmdlet.Visibility == SessionStateEntryVisibility.Private || assembly.Location.Length == 0)
        {
            _captured.Cmdlets[cmdlet.Name] = cmdlet.ImplementingType;
            return;
        }

        if (_captured.Modules.Any(m => m.Name == assembly.Location)) return;
        IEnumerable<CmdletInfo> all = _caller.InvokeCommand.GetCommands("*", CommandTypes.Cmdlet, nameIsPattern: true).Cast<CmdletInfo>();
        string[] names = all.Where(c => c.ImplementingType.Assembly == assembly && c.Visibility == SessionStateEntryVisibility.Public).Select(c => c.Name).ToArray();
        _captured.Modules.Add(new CapturedModule(assembly.Location, _trust.LanguageMode, names));
    }

    private void BringModule(PSModuleInfo module, SessionState session, PSLanguageMode mode)
    {
        string path = CallerNames.ManifestOf(module.Path);
        if (_captured.Modules.Any(m => m.Name == path)) return;
        string[]? commands = _trust.IsLimited
            ? module.ExportedFunctions.Keys.Concat(module.ExportedAliases.Keys).Where(n => Find(n, session, mode).Any()).ToArray()
            : null;
        _captured.Modules.Add(new CapturedModule(path, EngineTrust.Stricter(mode, _trust.LanguageMode), commands));
        _captured.Captured.Add("module " + module.Name);
    }

    private void BringFunction(FunctionInfo function, SessionState session)
    {
        if (_isBuiltIn(function)) return;
        if (!_captured.Global.Functions.ContainsKey(function.Name) && !_captured.Script.Functions.ContainsKey(function.Name))
        {
            ScopeOf(function, session).Functions.Add(function.Name, new CapturedFunction(function, IsStatement(function), _trust.IsLimited ? function.Options : ScopedItemOptions.None));
            _captured.Captured.Add("function " + function.Name);
        }

        // The same function in another session has other variables.
        Enqueue(function, session, isImported: false);
    }

    private void Enqueue(FunctionInfo function, SessionState session, bool isImported)
    {
        bool closes = !IsStatement(function) && BlockRebuilder.ClosesOver(function.ScriptBlock);
        var code = new CapturedCode(function.ScriptBlock.Ast, session, EngineTrust.ModeOf(function) ?? _trust.LanguageMode, "the function " + function.Name, closes) { IsImported = isImported };
        _unread.Enqueue(code);
    }

    private CapturedScope ScopeOf(CommandInfo command, SessionState session) => EngineState.IsGlobal(session, command) ? _captured.Global : _captured.Script;

    private static bool IsStatement(FunctionInfo function) => function.ScriptBlock.Ast is FunctionDefinitionAst definition && Unscoped(definition.Name) == function.Name;
}
