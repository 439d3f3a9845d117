using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Workers;

/// <summary>The parameters of a script block or function, read from its syntax tree.</summary>
internal sealed class ScriptParameters
{
    private ScriptParameters(IReadOnlyList<WorkerParameter> all, bool isAdvanced, ScriptBlockAst body)
    {
        All = all;
        IsAdvanced = isAdvanced;
        HasProcessBlock = body.ProcessBlock != null;
        HasNamedBlocks = HasProcessBlock || body.BeginBlock != null || body.DynamicParamBlock != null || body.EndBlock is not { Unnamed: true };
        HasDynamicParameters = body.DynamicParamBlock != null;
    }

    public IReadOnlyList<WorkerParameter> All { get; }

    public bool IsAdvanced { get; }

    public bool HasProcessBlock { get; }

    public bool HasNamedBlocks { get; }

    public bool HasDynamicParameters { get; }

    public static ScriptParameters Read(Ast ast)
    {
        ScriptBlockAst body = ast is FunctionDefinitionAst function ? function.Body : (ScriptBlockAst)ast;
        IReadOnlyList<ParameterAst> declared =
            (ast as FunctionDefinitionAst)?.Parameters ?? body.ParamBlock?.Parameters ?? (IReadOnlyList<ParameterAst>)Array.Empty<ParameterAst>();
        bool hasBinding = body.ParamBlock?.Attributes.Any(a => Is<CmdletBindingAttribute>(a)) ?? false;
        bool isAdvanced = hasBinding || declared.Any(p => p.Attributes.Any(a => Is<ParameterAttribute>(a)));
        bool byPosition = declared.Any(p => Arguments(p, "Position").Any());

        IEnumerable<WorkerParameter> all = declared
            .Select((parameter, place) => (parameter, order: byPosition ? Position(parameter) : place))
            .OrderBy(p => p.order ?? int.MaxValue)
            .Select(p => new WorkerParameter(
                p.parameter.Name.VariablePath.UserPath,
                Aliases(p.parameter),
                isMandatory: Arguments(p.parameter, "Mandatory").Any(IsTrue),
                isPositional: p.order != null && p.parameter.StaticType != typeof(SwitchParameter),
                isPlain: p.parameter.Attributes.Count == 0));
        return new ScriptParameters(all.ToArray(), isAdvanced, body);
    }

    private static bool Is<T>(AttributeBaseAst attribute) => attribute is AttributeAst && attribute.TypeName.GetReflectionAttributeType() == typeof(T);

    private static IEnumerable<NamedAttributeArgumentAst> Arguments(ParameterAst parameter, string name) =>
        parameter.Attributes.Where(Is<ParameterAttribute>)
            .SelectMany(a => ((AttributeAst)a).NamedArguments)
            .Where(a => string.Equals(a.ArgumentName, name, StringComparison.OrdinalIgnoreCase));

    private static bool IsTrue(NamedAttributeArgumentAst argument) =>
        argument.ExpressionOmitted || LanguagePrimitives.IsTrue(Literal(argument.Argument));

    private static int? Position(ParameterAst parameter) =>
        Arguments(parameter, "Position").Select(a => (int?)LanguagePrimitives.ConvertTo<int>(Literal(a.Argument))).FirstOrDefault();

    private static object? Literal(ExpressionAst expression) => expression switch
    {
        ConstantExpressionAst constant => constant.Value,
        VariableExpressionAst variable => string.Equals(variable.VariablePath.UserPath, "true", StringComparison.OrdinalIgnoreCase),
        _ => null,
    };

    private static string[] Aliases(ParameterAst parameter) =>
        parameter.Attributes.Where(Is<AliasAttribute>)
            .SelectMany(a => ((AttributeAst)a).PositionalArguments)
            .OfType<StringConstantExpressionAst>().Select(s => s.Value).ToArray();
}
