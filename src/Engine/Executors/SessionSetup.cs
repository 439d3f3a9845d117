using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Capture;

namespace ParallelCmdlets.Executors;

/// <summary>Makes an executor's session what the blueprint says, then runs the initialization script.</summary>
internal sealed class SessionSetup
{
    // The try makes any error of the module's own code one that comes out; what the code shows, it showed the caller when it was imported there.
    private static readonly ScriptBlockAst Import = Parser.ParseInput(
        "param($m) try { Import-Module $m -Global -ErrorAction Stop -WarningAction SilentlyContinue -Verbose:$false 6>$null } catch { throw }", out _, out _);

    private readonly PSCmdlet _cmdlet;
    private readonly SessionBlueprint _blueprint;

    public SessionSetup(PSCmdlet cmdlet, SessionBlueprint blueprint)
    {
        _cmdlet = cmdlet;
        _blueprint = blueprint;
    }

    /// <exception cref="MapException">A module can't be imported, or the initialization script failed.</exception>
    public void Run(ScriptBlock? initialization)
    {
        SetLocation();
        foreach (string module in _blueprint.Modules) ImportModule(module);
        foreach (KeyValuePair<string, Type> type in _blueprint.Types) EngineState.AddType(_cmdlet.SessionState, type.Key, type.Value);
        UseNamespaces();
        DefineFunctions();
        foreach (KeyValuePair<string, string> alias in _blueprint.Aliases)
            _cmdlet.InvokeProvider.Item.Set(new[] { @"Alias:\" + WildcardPattern.Escape(alias.Key) }, alias.Value, force: true, literalPath: false);

        // Last of all: some are preferences, and $WhatIfPreference would keep the rest from being done.
        foreach (KeyValuePair<string, object?> variable in _blueprint.Variables) SetVariable(variable.Key, BlockRebuilder.Rebuild(variable.Value));
        if (initialization != null) Initialize(initialization);
    }

    /// <summary>Goes to the caller's location.</summary>
    public void SetLocation()
    {
        if (_blueprint.Location == null || _blueprint.Location == _cmdlet.SessionState.Path.CurrentLocation.Path) return;
        try
        {
            _cmdlet.SessionState.Path.SetLocation(WildcardPattern.Escape(_blueprint.Location));
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException)
        {
            // The caller is on a drive that only the caller's session has: the worker runs where the process is.
        }
    }

    private static void ImportModule(string module)
    {
        try
        {
            ScriptBlockInvoker.InvokeItem(Import.GetScriptBlock(), null, new ItemOutput(), null, null, new object?[] { module });
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            throw Errors.ModuleImportFailed(module, exception);
        }
    }

    private void SetVariable(string name, object? value)
    {
        try
        {
            _cmdlet.SessionState.PSVariable.Set("global:" + name, value);
        }
        catch (SessionStateUnauthorizedAccessException)
        {
            // A constant of every session: it has its value here already.
        }
    }

    // By statements of the language: they hold in the scope in which they are run.
    private void UseNamespaces()
    {
        if (_blueprint.Namespaces.Count < 2) return;
        IScriptExtent extent = Import.Extent;
        UsingStatementAst[] namespaces = _blueprint.Namespaces
            .Select(n => new UsingStatementAst(extent, UsingStatementKind.Namespace, new StringConstantExpressionAst(extent, n, StringConstantType.BareWord))).ToArray();
        var tree = new ScriptBlockAst(extent, namespaces, null, new StatementBlockAst(extent, null, null), false, false);
        ScriptBlockInvoker.InvokeInCurrentScope(tree.GetScriptBlock());
    }

    private void DefineFunctions()
    {
        foreach (KeyValuePair<string, ScriptBlock> function in _blueprint.FunctionBlocks)
            _cmdlet.InvokeProvider.Item.Set(new[] { @"Function:\global:" + function.Key }, BlockRebuilder.Rebuild(function.Value), force: true, literalPath: true);
        foreach (FunctionDefinitionAst definition in _blueprint.FunctionDefinitions.Values)
            ScriptBlockInvoker.InvokeInCurrentScope(BlockRebuilder.Definition(definition));
    }

    private static void Initialize(ScriptBlock initialization)
    {
        try
        {
            ScriptBlockInvoker.InvokeInCurrentScope(BlockRebuilder.Rebuild(initialization));
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            throw Errors.InitializationFailed(ItemFailure.Told(exception));
        }
    }
}
