using System.Management.Automation;

namespace ParallelCmdlets;

/// <summary>Tells where the time of a map went, by its results.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ParallelResult", HelpUri = "https://github.com/ParallelCmdlets/ParallelCmdlets#timelines")]
[OutputType(typeof(ParallelMeasure))]
public sealed class MeasureParallelResultCommand : PSCmdlet
{
    private readonly ResultTimeline _results = new("Measure-ParallelResult");

    /// <summary>Gets or sets the results of one map.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public object?[] InputObject { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            foreach (object? result in InputObject) _results.Add(result);
        }
        catch (MapException exception)
        {
            ThrowTerminatingError(exception.ErrorRecord);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_results.IsEmpty) WriteObject(_results.Measure());
    }
}
