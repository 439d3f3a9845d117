using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>How commands that code names are brought: by their modules or files, as functions, aliases or cmdlets.</summary>
internal sealed partial class CallerCapture
{
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
            CommandInfo[] own = _caller.InvokeCommand.GetCommands(name, CommandTypes.Function | CommandTypes.Filter, nameIsPattern: true).Where(f => f.Module == null && !_builtIns.Has(f)).ToArray();
            if (own.Length == 0) throw Errors.UnknownFunction(name);
            foreach (CommandInfo each in own) AddFunction(each.Name);
            return;
        }

        CommandInfo? function = Find(name, _caller, _trust.LanguageMode).OfType<FunctionInfo>().FirstOrDefault() ?? throw Errors.UnknownFunction(name);
        Bring(name, function, _caller, _trust.LanguageMode, "-Function");
    }

    // In the session of the code, which need not be the one that calls the map; and without the search for modules
    // that autoloading does: what is not loaded here, executors load by themselves.
    private static IEnumerable<CommandInfo> Find(string name, SessionState session, PSLanguageMode mode)
    {
        bool isAnswered = EngineState.TryFindCommand(session, name, mode, out CommandInfo? own) && name.IndexOf('\\') < 0;
        if (own != null) return new[] { own };

        // This asks the session that is running, where functions and aliases may be others.
        CommandTypes types = isAnswered ? CommandTypes.Cmdlet : CommandTypes.Alias | CommandTypes.Function | CommandTypes.Filter | CommandTypes.Cmdlet;
        IEnumerable<CommandInfo> found = session.InvokeCommand.GetCommands(name, types, nameIsPattern: false).Where(c => !EngineTrust.Hides(c, mode));
        return name.IndexOf('\\') < 0 ? found : FindQualified(name, session, mode).Concat(found);
    }

    // With the name that an import gave it: with its module, the engine lists a command by its own name.
    private static IEnumerable<CommandInfo> FindQualified(string name, SessionState session, PSLanguageMode mode)
    {
        int at = name.LastIndexOf('\\');
        return Find(name.Substring(at + 1), session, mode).Where(c => string.Equals(c.ModuleName, name.Substring(0, at), StringComparison.OrdinalIgnoreCase));
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
            CapturedCode code = Follow(file.ScriptBlock, what, hasOwnVariables: false);
            code.IsFile = true;
            AddUsing(file.ScriptBlock, code);
        }
        catch (RuntimeException)
        {
            // It does not parse: said when it is called.
        }
    }

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

    private void BringNamed(string name, SessionState session, PSLanguageMode mode, string where)
    {
        CommandInfo? command = Find(name, session, mode).FirstOrDefault();
        if (command is not AliasInfo && _builtIns.HasAlias(name)) _captured.RemovedAliases.Add(name);
        if (command != null) Bring(name, command, session, mode, where);
        else if (name.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase) && FindFile(name, session) is { } file) AddFile(file, "the script " + file.Name);
    }

    private void Bring(string name, CommandInfo command, SessionState session, PSLanguageMode mode, string where)
    {
        _claims.Claim(name, command, where);
        if (command is AliasInfo alias)
        {
            if (_captured.Global.Aliases.ContainsKey(alias.Name) || _captured.Script.Aliases.ContainsKey(alias.Name)) return;
            if (_trust.IsLimited || !_builtIns.Has(alias)) ScopeOf(alias, session).Aliases.Add(alias.Name, (alias.Definition, EngineTrust.ModeOf(alias), alias.Options & (_trust.IsLimited ? ~ScopedItemOptions.None : ScopedItemOptions.AllScope)));
            BringNamed(alias.Definition, session, mode, where);
            return;
        }

        PSModuleInfo? module = command.Module;
        if (command is CmdletInfo && _builtIns.Has(command)) return;

        // A module made by New-Module has a path that is no file.
        // The worker's own module is not imported: its functions are to see its state, as in the loop.
        // Nor is one whose function has another name here than there, save by a prefix.
        string? own = command is FunctionInfo { ScriptBlock.Ast: FunctionDefinitionAst statement } ? Unscoped(statement.Name) : null;
        string prefix = CallerNames.PrefixOf(own, command.Name);
        bool renamed = own != null && own != command.Name && (prefix.Length == 0 || _trust.IsLimited);
        bool exported = module != null && !renamed && module != session.Module && System.IO.File.Exists(module.Path) && (command is CmdletInfo || module.ExportedFunctions.ContainsKey(command.Name) || module.ExportedFunctions.ContainsKey(own!));
        if (command is CmdletInfo other && (module == null || _trust.IsLimited)) BringCmdlet(other);
        else if (command is CmdletInfo { ImplementingType.Assembly: var assembly } && !System.IO.File.Exists(module!.Path)) BringAssembly(module, assembly);
        else if (exported) BringModule(module!, session, EngineTrust.ModeOf(command) is { } definedIn ? EngineTrust.Stricter(definedIn, mode) : mode, prefix);
        else if (command is FunctionInfo function) BringFunction(function, module?.SessionState ?? session, isOfOther: module != null && module != session.Module && !_trust.IsLimited);
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

    private void BringModule(PSModuleInfo module, SessionState session, PSLanguageMode mode, string prefix)
    {
        string path = CallerNames.ManifestOf(module);
        if (_captured.Modules.Any(m => m.Name == path && m.Prefix == prefix)) return;
        string[]? commands = _trust.IsLimited
            ? module.ExportedFunctions.Keys.Concat(module.ExportedAliases.Keys).Where(n => Find(n, session, mode).Any()).ToArray()
            : prefix.Length > 0 ? null : PartOf(module, session, mode);
        _captured.Modules.Add(new CapturedModule(path, EngineTrust.Stricter(mode, _trust.LanguageMode), commands, module) { Prefix = prefix });
        _captured.Captured.Add("module " + module.Name);
    }

    // One imported in part, or without what was there before, is so in executors, too; null for all of it.
    private string[]? PartOf(PSModuleInfo module, SessionState session, PSLanguageMode mode)
    {
        string[] missing = module.ExportedFunctions.Keys.Where(n => Find(n, session, mode).FirstOrDefault() is not { } found || _builtIns.Has(found)).ToArray();
        return missing.Length == 0 ? null : module.ExportedCommands.Keys.Except(missing, StringComparer.OrdinalIgnoreCase).ToArray();
    }

    // What Import-Module -Assembly has imported may have no file.
    private void BringAssembly(PSModuleInfo module, System.Reflection.Assembly assembly)
    {
        if (_captured.Modules.Any(m => m.Assembly == assembly)) return;
        _captured.Modules.Add(new CapturedModule(module.Name, _trust.LanguageMode, null, module, assembly));
        _captured.Captured.Add("module " + module.Name);
    }

    private void BringFunction(FunctionInfo function, SessionState session, bool isOfOther)
    {
        if (_builtIns.Has(function)) return;
        if (!_captured.Global.Functions.ContainsKey(function.Name) && !_captured.Script.Functions.ContainsKey(function.Name))
        {
            ScopeOf(function, session).Functions.Add(function.Name, new CapturedFunction(function, IsStatement(function) && !isOfOther, _trust.IsLimited ? function.Options : ScopedItemOptions.None));
            _captured.Captured.Add("function " + function.Name);
            _captured.Warnings.AddRange(LostChanges.WarnOfFunction(function, _around, session));
        }

        // The same function in another session has other variables.
        Enqueue(function, session, isImported: false, hasOwnVariables: isOfOther || (!IsStatement(function) && BlockRebuilder.ClosesOver(function.ScriptBlock)));
    }

    private void Enqueue(FunctionInfo function, SessionState session, bool isImported, bool hasOwnVariables = false)
    {
        var code = new CapturedCode(function.ScriptBlock.Ast, session, EngineTrust.ModeOf(function) ?? _trust.LanguageMode, "the function " + function.Name, hasOwnVariables) { IsImported = isImported };
        _unread.Enqueue(code);
    }

    private CapturedScope ScopeOf(CommandInfo command, SessionState session) => EngineState.IsGlobal(session, command) ? _captured.Global : _captured.Script;

    private static bool IsStatement(FunctionInfo function) => function.ScriptBlock.Ast is FunctionDefinitionAst definition && Unscoped(definition.Name) == function.Name;
}
