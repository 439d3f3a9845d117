using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Workers;

/// <summary>
/// The scripts that call a command with arguments by position and by name, so that the engine's own binder
/// does the binding. Their variables have names that no worker uses: a worker sees its callers' variables.
/// </summary>
internal static class CommandCall
{
    private const string Arguments = "param($__parallelCommand, $__parallelArguments, $__parallelConstants) ";

    private const string Call = "& $__parallelCommand @__parallelArguments @__parallelConstants";

    /// <summary>Calls a script or function: its errors are its own statements' business.</summary>
    public static ScriptBlockAst Script { get; } = Parse(Arguments + Call);

    /// <summary>Calls a cmdlet: its terminating error is the item's.</summary>
    public static ScriptBlockAst Cmdlet { get; } = Parse(Arguments + "try { " + Call + " } catch { throw }");

    /// <summary>Calls a command that reads the item from the pipeline.</summary>
    public static ScriptBlockAst Pipeline { get; } = Parse(Arguments + ", $_ | " + Call);

    /// <summary>Calls a command in the running pipeline of the caller.</summary>
    public static Collection<PSObject> InvokeInCaller(object command, object?[] arguments, IDictionary constants) =>
        Script.GetScriptBlock().InvokeWithContext((Dictionary<string, ScriptBlock>?)null, new List<PSVariable>(), command, arguments, Table(constants));

    /// <summary>The arguments of one of the scripts here.</summary>
    public static object?[] For(object command, object?[] arguments, object constants) => new object?[] { command, arguments, constants };

    public static Hashtable Table(IDictionary constants) => new(constants, StringComparer.OrdinalIgnoreCase);

    // Trees, not blocks: a block belongs to the session and language mode in which it is made.
    private static ScriptBlockAst Parse(string text) => Parser.ParseInput(text, out _, out _);
}
