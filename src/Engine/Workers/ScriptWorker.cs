using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Workers;

/// <summary>A script block as the worker.</summary>
internal sealed class ScriptWorker : Worker
{
    private readonly ScriptParameters _parameters;

    public ScriptWorker(ScriptBlock block, object? definition = null)
    {
        Block = block;
        Definition = definition ?? block;
        _parameters = ScriptParameters.Read(block.Ast);
    }

    public ScriptBlock Block { get; }

    public override object Definition { get; }

    public override string Description => "the script block";

    public override IReadOnlyList<WorkerParameter> Parameters => _parameters.All;

    public override bool TakesMoreArguments => !_parameters.IsAdvanced;

    public override bool TakesUnknownNames => _parameters.HasDynamicParameters;

    /// <summary>Whether the engine's command binder must bind the arguments: a direct call would bind, convert or run otherwise.</summary>
    public bool NeedsCommandBinding =>
        _parameters.IsAdvanced || _parameters.HasNamedBlocks || Parameters.Any(p => !p.IsPlain);

    /// <summary>Whether the item comes to it through the pipeline, as it declares nothing else to take it.</summary>
    public bool ReadsPipeline => _parameters.HasProcessBlock && Parameters.Count == 0;
}
