using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>How commands that code names are brought: by their modules, as functions, aliases or cmdlets.</summary>
internal sealed partial class CallerCapture
{
    private void Bring(string name, CommandInfo command, SessionState session, PSLanguageMode mode, string where)
    {
        _claims.Claim(name, command, where);
        if (command is AliasInfo alias)
        {
            if (_captured.Aliases.ContainsKey(alias.Name)) return;
            _captured.Aliases.Add(alias.Name, (alias.Definition, EngineTrust.ModeOf(alias), _trust.IsLimited ? alias.Options : ScopedItemOptions.None));
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
        string what = "the function " + function.Name;
        bool isStatement = function.ScriptBlock.Ast is FunctionDefinitionAst definition && Unscoped(definition.Name) == function.Name;
        if (!_captured.Functions.ContainsKey(function.Name))
        {
            _captured.Functions.Add(function.Name, new CapturedFunction(function, isStatement, _trust.IsLimited ? function.Options : ScopedItemOptions.None));
            _captured.Captured.Add("function " + function.Name);
        }

        // The same function in another session has other variables.
        _unread.Enqueue(new CapturedCode(function.ScriptBlock.Ast, session, EngineTrust.ModeOf(function) ?? _trust.LanguageMode, what, !isStatement && BlockRebuilder.ClosesOver(function.ScriptBlock)));
    }
}
