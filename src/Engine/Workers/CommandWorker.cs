using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Workers;

/// <summary>A function, cmdlet, script file or program as the worker, called by its name in the executor's session.</summary>
internal sealed class CommandWorker : Worker
{
    private readonly CommandParameterSetInfo? _set;

    public CommandWorker(CommandInfo command, object definition)
    {
        Command = command;
        Definition = definition;
        _set = command is ApplicationInfo ? null : command.ParameterSets.FirstOrDefault(s => s.IsDefault) ?? command.ParameterSets.FirstOrDefault();
        Parameters = ReadParameters();
    }

    public CommandInfo Command { get; }

    public override object Definition { get; }

    public override string Description => "'" + Command.Name + "'";

    public override IReadOnlyList<WorkerParameter> Parameters { get; }

    public override bool TakesMoreArguments => Command switch
    {
        ApplicationInfo => true,
        FunctionInfo function => !function.CmdletBinding,
        ExternalScriptInfo => true,
        _ => _set?.Parameters.Any(p => p.ValueFromRemainingArguments) ?? true,
    };

    public override bool TakesUnknownNames => Command switch
    {
        CmdletInfo cmdlet => typeof(IDynamicParameters).IsAssignableFrom(cmdlet.ImplementingType),
        FunctionInfo function => ScriptParameters.Read(function.ScriptBlock.Ast).HasDynamicParameters,
        _ => false,
    };

    /// <summary>Whether the item comes to it through the pipeline, as it declares nothing else to take it.</summary>
    public bool ReadsPipeline => Command is FunctionInfo function && Parameters.All(p => p.IsCommon)
        && ScriptParameters.Read(function.ScriptBlock.Ast).HasProcessBlock;

    /// <summary>The parameter that takes the item by name where none takes it by position, or null.</summary>
    public string? PipelineParameter => _set?.Parameters.FirstOrDefault(p => p.ValueFromPipeline && p.Position < 0)?.Name;

    /// <summary>What to call in an executor: the name, or the path of a file.</summary>
    public string CallName => Command switch
    {
        ApplicationInfo application => application.Path,
        ExternalScriptInfo script => script.Path,
        CmdletInfo { ModuleName.Length: > 0 } cmdlet => cmdlet.ModuleName + "\\" + cmdlet.Name,
        _ => Command.Name,
    };

    /// <summary>The names that every advanced command has beside its own parameters.</summary>
    public static HashSet<string> CommonParameters { get; } = new(Cmdlet.CommonParameters.Concat(Cmdlet.OptionalCommonParameters), StringComparer.OrdinalIgnoreCase);

    private WorkerParameter[] ReadParameters()
    {
        if (_set == null) return Array.Empty<WorkerParameter>();
        var inSet = _set.Parameters.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        bool simple = Command is FunctionInfo { CmdletBinding: false };
        string[] declared = simple ? ScriptParameters.Read(((FunctionInfo)Command).ScriptBlock.Ast).All.Select(p => p.Name).ToArray() : Array.Empty<string>();

        bool isAdvanced = Cmdlet.CommonParameters.All(Command.Parameters.ContainsKey);

        int? Order(ParameterMetadata parameter)
        {
            if (simple) return Array.FindIndex(declared, d => string.Equals(d, parameter.Name, StringComparison.OrdinalIgnoreCase));
            return inSet.TryGetValue(parameter.Name, out CommandParameterInfo? info) && info.Position >= 0 ? info.Position : null;
        }

        return Command.Parameters.Values
            .Select(parameter => (parameter, order: Order(parameter)))
            .OrderBy(p => p.order ?? int.MaxValue)
            .Select(p => new WorkerParameter(
                p.parameter.Name,
                p.parameter.Aliases.ToArray(),
                isMandatory: Command.ParameterSets.All(set => set.Parameters.Any(other => other.IsMandatory && other.Name == p.parameter.Name)),
                isPositional: p.order != null && !p.parameter.SwitchParameter,
                isCommon: isAdvanced && CommonParameters.Contains(p.parameter.Name)))
            .ToArray();
    }
}
