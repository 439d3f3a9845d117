using System.Linq;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Workers;

/// <summary>Tells what a text that names no command was meant to be, by what it is as code.</summary>
internal static class WorkerHint
{
    /// <summary>Gives the hint; null where the text may well be a name.</summary>
    public static string? Of(string text)
    {
        ScriptBlockAst tree = Parser.ParseInput(text, out _, out ParseError[] errors);
        if (errors.Length > 0 || tree.EndBlock is not { Statements.Count: > 0 } code) return null;
        if (code.Statements.Count == 1 && Expression(code.Statements[0]) is MemberExpressionAst and not InvokeMemberExpressionAst) return "A method is given in parentheses: (" + text + ").";
        if (code.Statements.Count == 1 && Expression(code.Statements[0]) is ScriptBlockExpressionAst) return "A script block is given without quotes: " + text + ".";
        bool isCode = code.Statements.Count > 1 || Expression(code.Statements[0]) is not (null or ConstantExpressionAst) || text.Contains("$_") || (code.Statements[0] as PipelineAst)?.PipelineElements is { } commands && (commands.Count > 1 || (commands[0] is CommandAst { CommandElements.Count: > 1 } command && command.CommandElements.OfType<CommandParameterAst>().Any()));
        return isCode ? "Code is given in braces: { " + text + " }." : null;
    }

    private static ExpressionAst? Expression(StatementAst statement) =>
        (statement as PipelineAst)?.PipelineElements.OfType<CommandExpressionAst>().FirstOrDefault()?.Expression;
}
