using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>Makes an executor's session what the captured says, and runs the initialization script in it.</summary>
internal sealed class SessionInitializer
{
    // The try makes any error of the module's own code one that comes out; what the code shows, it showed the caller when it was imported there.
    private static readonly ScriptBlockAst Import = Parser.ParseInput(
        "param($i, $m) try { & $i @m -Global -ErrorAction Stop -WarningAction SilentlyContinue -Verbose:$false 6>$null } catch { throw }", out _, out _);

    private readonly PSCmdlet _cmdlet;
    private readonly CapturedSession _captured;
    private readonly SessionLimits? _limits;
    private readonly StreamRecorder _recorder;
    private readonly RebuiltModules _modules = new();

    public SessionInitializer(PSCmdlet cmdlet, CapturedSession captured, SessionLimits? limits, StreamRecorder recorder)
    {
        _recorder = recorder;
        _cmdlet = cmdlet;
        _captured = captured;
        _limits = limits;
    }

    /// <summary>Prepares the session and enters the scopes in which its items run; null where they run in the global one.</summary>
    /// <exception cref="MapException">A module can't be imported.</exception>
    public SessionScope? Run(SessionLocation location)
    {
        _limits?.Apply(_cmdlet.SessionState);
        location.Take(_captured);
        ImportAll();
        location.Take(_captured);
        UseNamespaces();
        foreach (string alias in _captured.RemovedAliases) SessionTables.RemoveAlias(_cmdlet, alias);
        Define(_captured.Global);
        return Define(_captured.Local, false, Define(_captured.Script, _captured.HasScriptScope, null));
    }

    /// <summary>Defines all but variables in the scope in which items run.</summary>
    /// <exception cref="MapException">A module can't be imported.</exception>
    public void Define()
    {
        ImportAll();
        foreach (CapturedScope scope in new[] { _captured.Global, _captured.Script, _captured.Local }) DefineCommands(scope);
    }

    /// <summary>Sets variables in that scope.</summary>
    public void Set(IEnumerable<KeyValuePair<string, PassedValue>> variables)
    {
        foreach (KeyValuePair<string, PassedValue> variable in variables) SetVariable(variable.Key, variable.Value.Rebuild());
    }

    private void ImportAll()
    {
        foreach (CapturedModule module in _captured.Modules) InMode(module.Mode, () => ImportModule(module));
        foreach (KeyValuePair<string, Type> type in _captured.Types) EngineState.AddType(_cmdlet.SessionState, type.Key, type.Value);
    }

    private SessionScope? Define(CapturedScope captured, bool isScript, SessionScope? within)
    {
        if (captured.IsEmpty) return within;
        SessionScope? scope = SessionScope.Open(_cmdlet.SessionState, isScript);
        Define(captured);
        return scope ?? within;
    }

    private void DefineCommands(CapturedScope scope)
    {
        DefineFunctions(scope.Functions);
        foreach (KeyValuePair<string, (string Definition, PSLanguageMode? Mode, ScopedItemOptions Options)> alias in scope.Aliases)
            InMode(alias.Value.Mode, () => SessionTables.SetAlias(_cmdlet, alias.Key, alias.Value.Definition, alias.Value.Options));
    }

    private void Define(CapturedScope scope)
    {
        if (scope.StrictMode != null) SessionTables.SetStrictMode(_cmdlet.SessionState, scope.StrictMode);
        DefineCommands(scope);

        // Last: some are preferences, and $WhatIfPreference would keep the rest from being done.
        Set(scope.Variables);
        foreach (KeyValuePair<string, CallerVariable> variable in scope.Guarded) Guard(variable.Key, variable.Value);
    }

    /// <exception cref="MapException">The script failed.</exception>
    public void Initialize(ScriptBlock initialization)
    {
        try
        {
            InvokeInCurrentScope(BlockRebuilder.Rebuild(initialization));
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            throw Errors.InitializationFailed(ItemFailure.Told(exception));
        }
    }

    private void ImportModule(CapturedModule module)
    {
        var arguments = new Hashtable { [module.Assembly == null ? "Name" : "Assembly"] = module.Assembly ?? (object)module.Name };
        if (module.Prefix.Length > 0) arguments["Prefix"] = module.Prefix;
        if (module.Commands != null)
        {
            foreach (string kind in new[] { "Function", "Cmdlet", "Alias", "Variable" }) arguments[kind] = kind == "Variable" ? Array.Empty<string>() : module.Commands;
        }

        try
        {
            ModuleImports.Run(() => Invoke(new object?[] { BaseSessionState.Cmdlet("Import-Module"), arguments }));
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            throw Errors.ModuleImportFailed(module.Name, exception);
        }
    }

    // What it writes is dropped, also what the engine remembers of an import that fails and is tried again.
    private void Invoke(object?[] import)
    {
        var output = new ItemOutput(_recorder);
        _recorder.Records = output.Records;
        try
        {
            ScriptBlockInvoker.InvokeItem(Import.GetScriptBlock(), null, output.Records, output.Pipe, null, null, import);
        }
        finally
        {
            _recorder.Records = null;
        }
    }

    // The engine keeps of a command in which mode it was defined, and hides from trusted code what a constrained user defined.
    private static void InMode(PSLanguageMode? mode, Action define) => EngineTrust.InMode<object?>(mode, () =>
    {
        define();
        return null;
    });

    private void SetVariable(string name, object? value)
    {
        PSVariableIntrinsics variables = _cmdlet.SessionState.PSVariable;
        string local = "local:" + name;
        try
        {
            variables.Set(local, value);
        }
        catch (SessionStateUnauthorizedAccessException)
        {
            // A constant of every session: it has its value here already.
        }
        catch (RuntimeException)
        {
            // A variable of every session that converts its value; the caller's is a plain one of that name.
            variables.Remove(local);
            variables.Set(local, value);
        }
    }

    // A variable is made constant with its value or never.
    private void Guard(string name, CallerVariable variable)
    {
        PSVariableIntrinsics variables = _cmdlet.SessionState.PSVariable;
        string local = "local:" + name;
        if (!variable.IsStricterThan(variables.Get(local))) return;
        object? value = variables.GetValue(local);
        variables.Remove(local);
        variables.Set(variable.Make(name, value));
    }

    // By statements of the language: they hold in the scope in which they are run.
    private void UseNamespaces()
    {
        if (_captured.Namespaces.Count < 2) return;
        IScriptExtent extent = Import.Extent;
        UsingStatementAst[] namespaces = _captured.Namespaces
            .Select(n => new UsingStatementAst(extent, UsingStatementKind.Namespace, new StringConstantExpressionAst(extent, n, StringConstantType.BareWord))).ToArray();
        var tree = new ScriptBlockAst(extent, namespaces, null, new StatementBlockAst(extent, null, null), false, false);
        InvokeInCurrentScope(tree.GetScriptBlock());
    }

    private void DefineFunctions(Dictionary<string, CapturedFunction> functions)
    {
        foreach ((string name, CapturedFunction function) in functions.Select(f => (f.Key, f.Value)))
        {
            if (function.Statement == null) InMode(function.Mode, () => SessionTables.SetFunction(_cmdlet, name, BlockRebuilder.RebuildValue(function.Block, _modules), function.Options));
            else InvokeInCurrentScope(BlockRebuilder.Definition(function.Statement, function.Mode));
            if (function.Statement == null || function.Options == ScopedItemOptions.None) continue;

            // A statement has no options. What the engine hides here is a constrained user's.
            CommandInfo? made = _cmdlet.InvokeCommand.GetCommand(name, CommandTypes.Function | CommandTypes.Filter);
            if (made is FunctionInfo { ScriptBlock: { } block }) InMode(function.Mode, () => SessionTables.SetFunction(_cmdlet, name, block, function.Options));
        }
    }

    // Its output is dropped.
    private void InvokeInCurrentScope(ScriptBlock block)
    {
        var output = new ItemOutput(_recorder);
        ScriptBlockInvoker.InvokeInCurrentScope(block, output.Records, output.Pipe);
    }
}
