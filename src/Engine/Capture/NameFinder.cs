using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Language;
using System.Runtime.CompilerServices;

namespace ParallelCmdlets.Capture;

/// <summary>The names in a syntax tree that its own text does not define: what the code may need from its caller.</summary>
internal sealed class NameFinder : AstVisitor2
{
    private static readonly HashSet<string> Automatic = new(StringComparer.OrdinalIgnoreCase)
    {
        "_", "PSItem", "args", "input", "true", "false", "null", "?", "^", "$", "Error",
        "ExecutionContext", "Host", "PID", "HOME", "PWD", "PSHOME", "PSVersionTable", "PSEdition", "ShellId", "MyInvocation",
        "PSCmdlet", "PSBoundParameters", "PSScriptRoot", "PSCommandPath", "PSCulture", "PSUICulture", "NestedPromptLevel",
        "IsWindows", "IsLinux", "IsMacOS", "IsCoreCLR", "EnabledExperimentalFeatures",
        "PSDebugContext", "PSSenderInfo", "ConsoleFileName", "ParallelItem",
    };

    private static readonly ConditionalWeakTable<Ast, NameFinder> Known = new();

    private readonly HashSet<string> _parameters;
    private readonly Ast _root;

    private NameFinder(Ast tree)
    {
        _root = tree;
        _parameters = new HashSet<string>(
            ((tree as FunctionDefinitionAst)?.Parameters ?? ((tree as FunctionDefinitionAst)?.Body ?? tree as ScriptBlockAst)?.ParamBlock?.Parameters)
                ?.Select(p => p.Name.VariablePath.UserPath) ?? Array.Empty<string>(),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether a variable is one that the engine sets in each session.</summary>
    public static bool IsAutomatic(string name) => Automatic.Contains(name);

    /// <summary>Variables with their scope as written, such as <c>x</c> and <c>script:x</c>.</summary>
    public HashSet<string> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Variables by their bare names that the text itself sets somewhere, or the engine for it.</summary>
    public HashSet<string> Assigned { get; } = new(StringComparer.OrdinalIgnoreCase) { "Matches", "LASTEXITCODE" };

    public HashSet<string> Commands { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Functions that the text itself defines somewhere.</summary>
    public HashSet<string> DefinedFunctions { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<ITypeName> Types { get; } = new();

    /// <summary>Those types that are only asked for, as by <c>-is</c> and <c>catch</c>: none of their code is run.</summary>
    public HashSet<ITypeName> Tested { get; } = new();

    public List<TypeDefinitionAst> DefinedTypes { get; } = new();

    public List<UsingExpressionAst> UsingExpressions { get; } = new();

    public bool NamesParallelItem { get; private set; }

    /// <summary>Whether a stop runs code in it: a finally or clean block.</summary>
    public bool CleansUp { get; private set; }

    public static NameFinder Read(Ast tree) => Known.GetValue(tree, static t =>
    {
        var finder = new NameFinder(t);
        t.Visit(finder);
        return finder;
    });

    public override AstVisitAction VisitUsingExpression(UsingExpressionAst usingExpressionAst)
    {
        UsingExpressions.Add(usingExpressionAst);

        // The expression is the caller's, save where an inner map evaluates it in the worker: there it is the worker's own.
        return IsInNestedBlock(usingExpressionAst) ? AstVisitAction.Continue : AstVisitAction.SkipChildren;
    }

    public override AstVisitAction VisitVariableExpression(VariableExpressionAst variableExpressionAst)
    {
        System.Management.Automation.VariablePath path = variableExpressionAst.VariablePath;
        string name = path.UserPath;
        if (string.Equals(path.DriveName, "function", StringComparison.OrdinalIgnoreCase)) Commands.Add(name.Substring(name.IndexOf(':') + 1));
        else if (string.Equals(name, "ParallelItem", StringComparison.OrdinalIgnoreCase)) NamesParallelItem = true;
        else if (path.IsVariable && !path.IsPrivate && !Automatic.Contains(name) && (!_parameters.Contains(name) || IsOfDefault(variableExpressionAst))) Variables.Add(path.IsLocal ? name.Substring(name.IndexOf(':') + 1) : name);
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitAssignmentStatement(AssignmentStatementAst assignmentStatementAst)
    {
        if (assignmentStatementAst.Operator == TokenKind.Equals) Assign(assignmentStatementAst.Left);
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitForEachStatement(ForEachStatementAst forEachStatementAst)
    {
        Assign(forEachStatementAst.Variable);
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitParameter(ParameterAst parameterAst)
    {
        Assign(parameterAst.Name);
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitFunctionDefinition(FunctionDefinitionAst functionDefinitionAst)
    {
        if (functionDefinitionAst != _root) DefinedFunctions.Add(functionDefinitionAst.Name);
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitCommand(CommandAst commandAst)
    {
        string? name = commandAst.GetCommandName() ?? FileBeside(commandAst.CommandElements[0]);
        if (!string.IsNullOrEmpty(name)) Commands.Add(name!);
        foreach ((CommandElementAst parameter, CommandElementAst value) in commandAst.CommandElements.Zip(commandAst.CommandElements.Skip(1), (p, v) => (p, v)))
        {
            // -OutVariable, -ErrorVariable and their like.
            if (parameter is CommandParameterAst { ParameterName: var p } && p.EndsWith("v", StringComparison.OrdinalIgnoreCase) | p.EndsWith("Variable", StringComparison.OrdinalIgnoreCase) && value is StringConstantExpressionAst text)
                Assigned.Add(text.Value.TrimStart('+'));
        }

        if (string.Equals(name, "New-Object", StringComparison.OrdinalIgnoreCase))
            Types.AddRange(commandAst.CommandElements.Skip(1).OfType<StringConstantExpressionAst>().Select(s => new TypeName(s.Extent, s.Value)));
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitTypeExpression(TypeExpressionAst typeExpressionAst)
    {
        if (typeExpressionAst.Parent is BinaryExpressionAst { Operator: TokenKind.Is or TokenKind.IsNot }) Tested.Add(typeExpressionAst.TypeName);
        return AddType(typeExpressionAst.TypeName);
    }

    public override AstVisitAction VisitTypeConstraint(TypeConstraintAst typeConstraintAst)
    {
        if (typeConstraintAst.Parent is CatchClauseAst) Tested.Add(typeConstraintAst.TypeName);
        return AddType(typeConstraintAst.TypeName);
    }

    public override AstVisitAction VisitTryStatement(TryStatementAst tryStatementAst)
    {
        CleansUp |= tryStatementAst.Finally != null;
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitNamedBlock(NamedBlockAst namedBlockAst)
    {
        CleansUp |= namedBlockAst.BlockKind.ToString() == "Clean";
        return AstVisitAction.Continue;
    }

    public override AstVisitAction VisitTypeDefinition(TypeDefinitionAst typeDefinitionAst)
    {
        DefinedTypes.Add(typeDefinitionAst);
        return AstVisitAction.Continue;
    }

    /// <summary>Whether the tree lies in a script block that is an argument of a command within the code that was read.</summary>
    public bool IsInNestedBlock(Ast tree)
    {
        bool inBlock = false;
        for (Ast? at = tree.Parent; at != null && at != _root; at = at.Parent)
        {
            if (at is ScriptBlockExpressionAst) inBlock = true;
            else if (at is CommandAst && inBlock) return true;
        }

        return false;
    }

    // A parameter's default is evaluated before the parameter has a value.
    private bool IsOfDefault(Ast tree)
    {
        for (Ast at = tree; at.Parent != null && at != _root; at = at.Parent)
        {
            if (at.Parent is ParameterAst parameter && parameter.DefaultValue == at) return true;
        }

        return false;
    }

    // "$PSScriptRoot/other.ps1"
    private static string? FileBeside(CommandElementAst command)
    {
        if (command is not ExpandableStringExpressionAst { NestedExpressions: { Count: 1 } nested, Value: var text } path) return null;
        string? folder = System.IO.Path.GetDirectoryName(path.Extent.File);
        bool isBeside = nested[0] is VariableExpressionAst { VariablePath.UserPath: var name } && string.Equals(name, "PSScriptRoot", StringComparison.OrdinalIgnoreCase);
        return isBeside && folder != null && text.StartsWith(nested[0].Extent.Text, StringComparison.Ordinal) ? folder + text.Substring(nested[0].Extent.Text.Length) : null;
    }

    private void Assign(ExpressionAst target)
    {
        while (target is AttributedExpressionAst attributed) target = attributed.Child;
        if (target is VariableExpressionAst variable && variable.VariablePath.IsUnqualified) Assigned.Add(variable.VariablePath.UserPath);
        else if (target is ArrayLiteralAst list) list.Elements.ToList().ForEach(Assign);
    }

    private AstVisitAction AddType(ITypeName name)
    {
        Types.Add(name);
        return AstVisitAction.Continue;
    }
}
