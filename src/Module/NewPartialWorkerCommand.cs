using System.Collections;
using System.Management.Automation;

namespace ParallelCmdlets;

/// <summary>Binds constants to a worker, as <c>functools.partial</c> does.</summary>
[Cmdlet(VerbsCommon.New, "PartialWorker", HelpUri = "https://github.com/ParallelCmdlets/ParallelCmdlets#workers")]
[OutputType(typeof(PartialWorker))]
public sealed class NewPartialWorkerCommand : PSCmdlet
{
    // As for a map.
    private readonly PSLanguageMode _callingMode = ParallelMap.CallingMode;

    /// <summary>Gets or sets the worker: a script block, a command or its name, a delegate, a .NET method or a partial worker.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Worker { get; set; } = null!;

    /// <summary>Gets or sets the constants by parameter name.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(ConstantCompleter))]
    public IDictionary? Constant { get; set; }

    /// <summary>Gets or sets the constants for the leading parameters.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            if (_callingMode is PSLanguageMode.RestrictedLanguage or PSLanguageMode.NoLanguage) throw Errors.LanguageModeTooStrict(_callingMode);
            WriteObject(PartialWorker.Create(Worker, Constant, ArgumentList, InvokeCommand));
        }
        catch (MapException exception)
        {
            ThrowTerminatingError(exception.ErrorRecord);
        }
    }
}
