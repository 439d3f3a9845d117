using System;
using System.Collections;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>Evaluates <c>$using:</c> expressions in the caller's scope.</summary>
internal static class UsingEvaluator
{
    /// <summary>The key under which the engine looks the value up when the worker runs.</summary>
    public static string Key(UsingExpressionAst expression)
    {
        // An index may tell letters apart, a variable's name does not.
        string text = expression.ToString();
        if (expression.SubExpression is VariableExpressionAst) text = text.ToLowerInvariant();
        return Convert.ToBase64String(Encoding.Unicode.GetBytes(text));
    }

    /// <summary>Evaluates an expression in the session and the language mode of its code.</summary>
    /// <exception cref="MapException">The expression can't be evaluated.</exception>
    public static object? Evaluate(UsingExpressionAst expression, SessionState caller, PSLanguageMode mode)
    {
        VariableExpressionAst variable = (VariableExpressionAst)expression.SubExpression.Find(a => a is VariableExpressionAst, false);
        bool isSet = caller.PSVariable.Get(variable.VariablePath.UserPath) != null || variable.VariablePath.IsDriveQualified;
        try
        {
            // In a map within a worker, the outer map may have brought the value under the same key.
            return Run(isSet ? expression.SubExpression : expression, caller, mode);
        }
        catch (RuntimeException exception)
        {
            Forget(exception, caller);
            throw Errors.UsingFailed(expression.ToString(), isSet ? exception : null);
        }
    }

    // The engine notes it in the caller's list; who evaluates tells it, or it is none.
    private static void Forget(RuntimeException exception, SessionState caller)
    {
        if (caller.PSVariable.GetValue("global:Error") is not ArrayList { Count: > 0 } errors) return;
        if (ReferenceEquals(errors[0], exception) || (errors[0] is ErrorRecord record && record.FullyQualifiedErrorId == exception.ErrorRecord.FullyQualifiedErrorId)) errors.RemoveAt(0);
    }

    private static object? Run(ExpressionAst expression, SessionState caller, PSLanguageMode mode)
    {
        // A comma keeps a collection from being taken apart: one for the pipeline, one for InvokeScript.
        IScriptExtent extent = expression.Extent;
        var once = new ArrayLiteralAst(extent, new[] { (ExpressionAst)expression.Copy() });
        var kept = new ArrayLiteralAst(extent, new ExpressionAst[] { once });
        var pipeline = new PipelineAst(extent, new CommandExpressionAst(extent, kept, null));
        var tree = new ScriptBlockAst(extent, null, new StatementBlockAst(extent, new StatementAst[] { new ThrowOnError(extent, pipeline).Statement }, null), false);
        Collection<PSObject> result = caller.InvokeCommand.InvokeScript(false, EngineTrust.WithMode(tree.GetScriptBlock(), mode), null);
        PSObject? value = result.FirstOrDefault();
        bool isBare = value is { BaseObject: not PSCustomObject } && !value.Members.Any(m => m.IsInstance);
        return isBare ? value!.BaseObject : value;
    }

    // try { ... } catch { throw }: an error of the expression must come out, not go to the error stream.
    private readonly struct ThrowOnError
    {
        public ThrowOnError(IScriptExtent extent, StatementAst statement)
        {
            static StatementBlockAst Block(IScriptExtent extent, StatementAst statement) => new(extent, new[] { statement }, null);
            var handler = new CatchClauseAst(extent, null, Block(extent, new ThrowStatementAst(extent, null)));
            Statement = new TryStatementAst(extent, Block(extent, statement), new[] { handler }, null);
        }

        public TryStatementAst Statement { get; }
    }
}
