using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Capture;

/// <summary>What code does with a variable at a place.</summary>
internal enum VariableUseKind
{
    /// <summary>Reads it, or what it refers to.</summary>
    Read,

    /// <summary>Gives it a value, whatever it had.</summary>
    Set,

    /// <summary>Gives it a value that is made of the one it had.</summary>
    Change,
}

/// <summary>One use of a variable in a syntax tree.</summary>
internal sealed class VariableUse
{
    // Their blocks run in the scope of who calls them.
    private static readonly HashSet<string> ScopelessCommands = new(StringComparer.OrdinalIgnoreCase) { "ForEach-Object", "foreach", "%", "Where-Object", "where", "?", "Measure-Command", "." };

    private VariableUse(string name, VariableUseKind kind, Ast place, Ast root)
    {
        Name = name;
        Kind = kind;
        Place = place;
        InOwnScope = ScopeOf(place, root) == root;
    }

    /// <summary>The name with its scope, if it is written with one other than <c>local:</c>.</summary>
    public string Name { get; }

    public VariableUseKind Kind { get; }

    public Ast Place { get; }

    public int Offset => Place.Extent.StartOffset;

    /// <summary>Whether it is in the very scope of the code that was read, and not in that of a function or block within it.</summary>
    public bool InOwnScope { get; }

    /// <summary>The assignment that the use is the target of, or null.</summary>
    public AssignmentStatementAst? Assignment { get; private set; }

    /// <summary>Gives the uses in a tree, in the order of its text.</summary>
    public static List<VariableUse> Read(Ast root)
    {
        var uses = new List<VariableUse>();
        foreach (Ast tree in root.FindAll(static a => a is VariableExpressionAst or CommandAst, true))
        {
            if (tree is VariableExpressionAst variable) Add(uses, variable, root);
            else uses.AddRange(OutputVariables((CommandAst)tree).Select(v => new VariableUse(v.Value.TrimStart('+'), VariableUseKind.Set, v, root)));
        }

        // The target of an assignment is used after its value.
        return uses.OrderBy(u => u.Assignment is { } assignment && u.Kind == VariableUseKind.Set ? assignment.Extent.EndOffset : u.Offset).ToList();
    }

    /// <summary>Gives the tree in whose scope code runs: that of a function, of a block, or of the whole text.</summary>
    public static Ast ScopeOf(Ast tree, Ast? root = null)
    {
        Ast at = tree;
        do at = at.Parent;
        while (at != root && at.Parent != null && !(at is FunctionDefinitionAst || (at is ScriptBlockExpressionAst block && !RunsInPlace(block))));
        return at;
    }

    private static void Add(List<VariableUse> uses, VariableExpressionAst variable, Ast root)
    {
        System.Management.Automation.VariablePath path = variable.VariablePath;
        if (!path.IsVariable || path.IsPrivate || variable.Parent is UsingExpressionAst) return;
        string name = path.IsLocal ? path.UserPath.Substring(path.UserPath.IndexOf(':') + 1) : path.UserPath;
        uses.Add(new VariableUse(name, KindOf(variable, out AssignmentStatementAst? assignment), variable, root) { Assignment = assignment });
    }

    private static VariableUseKind KindOf(VariableExpressionAst variable, out AssignmentStatementAst? assignment)
    {
        Ast at = variable;
        while (at.Parent is AttributedExpressionAst or ParenExpressionAst or ArrayLiteralAst or CommandExpressionAst or PipelineAst) at = at.Parent;
        assignment = at.Parent is AssignmentStatementAst statement && statement.Left == at ? statement : null;
        if (assignment != null) return assignment.Operator == TokenKind.Equals ? VariableUseKind.Set : VariableUseKind.Change;
        return at.Parent switch
        {
            ForEachStatementAst loop when loop.Variable == at => VariableUseKind.Set,
            ParameterAst parameter when parameter.Name == at => VariableUseKind.Set,
            UnaryExpressionAst { TokenKind: TokenKind.PlusPlus or TokenKind.MinusMinus or TokenKind.PostfixPlusPlus or TokenKind.PostfixMinusMinus } => VariableUseKind.Change,
            _ => VariableUseKind.Read,
        };
    }

    // -OutVariable, -ErrorVariable and their like.
    private static IEnumerable<StringConstantExpressionAst> OutputVariables(CommandAst command) => command.CommandElements
        .Zip(command.CommandElements.Skip(1), (p, v) => (Parameter: p as CommandParameterAst, Value: v as StringConstantExpressionAst))
        .Where(p => p.Value != null && p.Parameter != null && (p.Parameter.ParameterName.EndsWith("Variable", StringComparison.OrdinalIgnoreCase) || p.Parameter.ParameterName.EndsWith("v", StringComparison.OrdinalIgnoreCase)))
        .Select(p => p.Value!);

    private static bool RunsInPlace(ScriptBlockExpressionAst block) => block.ScriptBlock.ParamBlock == null && block.Parent switch
    {
        CommandAst { InvocationOperator: TokenKind.Dot } command => command.CommandElements[0] == block,
        CommandAst command => command.GetCommandName() is { } name && ScopelessCommands.Contains(name),
        InvokeMemberExpressionAst { Member: StringConstantExpressionAst member } => member.Value.Equals("ForEach", StringComparison.OrdinalIgnoreCase) || member.Value.Equals("Where", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
