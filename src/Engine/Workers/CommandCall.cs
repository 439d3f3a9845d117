using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Workers;

/// <summary>
/// The scripts that call a command with arguments by position and by name, so that the engine's own binder
/// does the binding. Their variables have names that no worker uses: a worker sees its callers' variables.
/// </summary>
/// <remarks>Trees, not blocks: a block belongs to the session and language mode in which it is made.</remarks>
internal sealed class CommandCall
{
    private const string Command = "__parallelCommand";
    private const string Arguments = "__parallelArguments";
    private const string Constants = "__parallelConstants";

    private static readonly IScriptExtent Nowhere = Parser.ParseInput("PartialWorker.Invoke", out _, out _).Extent;

    /// <param name="position">Where errors of the binding are shown to be: the place that calls the worker.</param>
    public CommandCall(IScriptExtent? position) => Position = position ?? Nowhere;

    public IScriptExtent Position { get; }

    /// <summary>Calls a script or function: its errors are its own statements' business.</summary>
    public ScriptBlockAst Script => Block(Pipeline(Call()));

    /// <summary>Calls a cmdlet: its terminating error is the item's.</summary>
    public ScriptBlockAst Cmdlet => Block(new TryStatementAst(
        Position, Statements(Pipeline(Call())), new[] { new CatchClauseAst(Position, null, Statements(new ThrowStatementAst(Position, null))) }, null));

    /// <summary>Calls a command that reads the item from the pipeline.</summary>
    public ScriptBlockAst FromPipeline => Block(Pipeline(
        new CommandExpressionAst(Position, new ArrayLiteralAst(Position, new ExpressionAst[] { Variable("_") }), null), Call()));

    /// <summary>Calls a command in the running pipeline of the caller.</summary>
    public static Collection<PSObject> InvokeInCaller(object command, object?[] arguments, IDictionary constants) => new CommandCall(null).Script
        .GetScriptBlock().InvokeWithContext((Dictionary<string, ScriptBlock>?)null, new List<PSVariable>(), For(command, arguments, Table(constants)));

    /// <summary>The arguments of one of the scripts here.</summary>
    public static object?[] For(object command, object?[] arguments, object constants) => new[] { command, arguments, constants };

    public static Hashtable Table(IDictionary constants) => new(constants, StringComparer.OrdinalIgnoreCase);

    private VariableExpressionAst Variable(string name, bool splatted = false) => new(Position, name, splatted);

    private CommandAst Call() => new(
        Position, new CommandElementAst[] { Variable(Command), Variable(Arguments, splatted: true), Variable(Constants, splatted: true) }, TokenKind.Ampersand, null);

    private PipelineAst Pipeline(params CommandBaseAst[] commands) => new(Position, commands);

    private StatementBlockAst Statements(StatementAst statement) => new(Position, new[] { statement }, null);

    private ScriptBlockAst Block(StatementAst statement)
    {
        IEnumerable<ParameterAst> parameters = new[] { Command, Arguments, Constants }.Select(n => new ParameterAst(Position, Variable(n), null, null));
        return new ScriptBlockAst(Position, new ParamBlockAst(Position, null, parameters), Statements(statement), false);
    }
}
