using System;
using System.Collections;
using System.Management.Automation;

namespace ParallelCmdlets;

/// <summary>Runs a worker for each input item in parallel, and writes what the sequential loop would have written.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ParallelMap", DefaultParameterSetName = InputSet, HelpUri = "https://github.com/ParallelCmdlets/ParallelCmdlets#invoke-parallelmap")]
[Alias("ipmap")]
[OutputType(typeof(object), typeof(ParallelResult))]
public sealed class InvokeParallelMapCommand : PSCmdlet, IDisposable
{
    private const string InputSet = "InputObject";
    private const string ZipSet = "Zip";

    // Asked when the pipeline is made: by the time it begins, code of others may be running, which writes into it.
    private readonly PSLanguageMode _callingMode = ParallelMap.CallingMode;
    private CmdletMap? _map;

    /// <summary>Gets or sets the worker: a script block, a command or its name, a delegate, a .NET method or a partial worker.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Worker { get; set; } = null!;

    /// <summary>Gets or sets the items; a collection given as an argument is enumerated item by item.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? InputObject { get; set; }

    /// <summary>Gets or sets whether the input is results of an earlier map, whose inputs are the items.</summary>
    [Parameter(ParameterSetName = InputSet)]
    public SwitchParameter Rerun { get; set; }

    /// <summary>Gets or sets the sequences whose tuples are the items.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ZipSet)]
    [ValidateNotNull]
    public object?[]? Zip { get; set; }

    /// <summary>Gets or sets whether an item's elements, keys or properties are the arguments.</summary>
    [Parameter(ParameterSetName = InputSet)]
    public SwitchParameter Splat { get; set; }

    /// <summary>Gets or sets the constants by parameter name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConstantCompleter))]
    public IDictionary? Constant { get; set; }

    /// <summary>Gets or sets the constants for the leading parameters.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>Gets or sets the number of executors; the default is the number of processors.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    /// <summary>Gets or sets whether outcomes are written as they complete.</summary>
    [Parameter]
    public SwitchParameter Unordered { get; set; }

    /// <summary>Gets or sets the window in items; the default is 1,024, or four for each executor if that is more.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int WindowSize { get; set; }

    /// <summary>Gets or sets modules to import into each executor; a wildcard stands for modules that the caller has imported.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Module { get; set; } = Array.Empty<string>();

    /// <summary>Gets or sets functions of the caller to define in each executor; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Function { get; set; } = Array.Empty<string>();

    /// <summary>Gets or sets variables of the caller to set in each executor; wildcards are allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VariableCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Variable { get; set; } = Array.Empty<string>();

    /// <summary>Gets or sets the script that each executor runs before its first item.</summary>
    [Parameter]
    public ScriptBlock? InitializationScript { get; set; }

    /// <summary>Gets or sets the script that each executor runs after its last item, also after errors and stops.</summary>
    [Parameter]
    public ScriptBlock? FinalizationScript { get; set; }

    /// <summary>Gets or sets whether each item runs in a runspace of its own.</summary>
    [Parameter]
    public SwitchParameter UseNewRunspace { get; set; }

    /// <summary>Gets or sets how long an attempt of an item may run, in seconds; fractions are allowed.</summary>
    [Parameter]
    [ValidateRange(0.001, 2147483)]
    public double ItemTimeoutSeconds { get; set; }

    /// <summary>Gets or sets how long the whole map may run, in seconds; fractions are allowed.</summary>
    [Parameter]
    [ValidateRange(0.001, 2147483)]
    public double TimeoutSeconds { get; set; }

    /// <summary>Gets or sets how often a failed or timed-out item is tried again.</summary>
    [Parameter]
    [Alias("MaximumRetryCount")]
    [ValidateRange(0, int.MaxValue)]
    public int RetryCount { get; set; }

    /// <summary>Gets or sets the pause before the second attempt, in seconds; it doubles with each further one and varies by a quarter.</summary>
    [Parameter]
    [Alias("RetryIntervalSec")]
    [ValidateRange(0.0, 86400.0)]
    public double RetryDelaySeconds { get; set; } = 1;

    /// <summary>Gets or sets how many items may fail before the map is stopped: a number, or a part of those finished such as <c>5%</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ErrorLimit { get; set; }

    /// <summary>Gets or sets whether a <see cref="ParallelResult"/> is written for each item instead of its output and errors.</summary>
    [Parameter]
    public SwitchParameter AsResult { get; set; }

    /// <summary>Gets or sets whether a progress bar shows how far the map is.</summary>
    [Parameter]
    public SwitchParameter ShowProgress { get; set; }

    /// <summary>Gets or sets whether the caller's functions and variables are left out of the executors.</summary>
    [Parameter]
    public SwitchParameter NoCapture { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _map?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guarded(() =>
    {
        if (Zip != null)
        {
            if (MyInvocation.ExpectingInput) throw Errors.ZipWithInput();
            ZipInput.Check(Zip);
        }

        if (MyInvocation.ExpectingInput && MyInvocation.BoundParameters.ContainsKey(nameof(InputObject))) throw Errors.InputTwice();

        if (ParallelMap.IsNested && !MyInvocation.BoundParameters.ContainsKey(nameof(ThrottleLimit)))
        {
            ThrottleLimit = 1;
            WriteVerbose("This map runs within another map's worker: its ThrottleLimit is 1 unless it is given.");
        }

        _map = new CmdletMap(this, Options());
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Without a delegate: this runs for each piped object.
        try
        {
            if (MyInvocation.ExpectingInput) _map!.AcceptPiped(InputObject);
            else if (Zip != null) _map!.AcceptAll(ZipInput.Tuples(Zip).GetEnumerator(), ZipInput.Count(Zip));
            else if (Enumeration(InputObject) is { } items) _map!.AcceptAll(items, (InputObject is PSObject wrapped ? wrapped.BaseObject as ICollection : InputObject as ICollection)?.Count);
            else if (InputObject != null) _map!.Accept(InputObject);
        }
        catch (MapException exception)
        {
            ThrowTerminatingError(exception.ErrorRecord);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Guarded(_map!.Complete);

    /// <inheritdoc/>
    protected override void StopProcessing() => _map?.Stop();

    private static TimeSpan? Seconds(double seconds) => seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    // As foreach does: an enumerator is what it gives.
    private static IEnumerator? Enumeration(object? input)
    {
        try
        {
            return LanguagePrimitives.GetEnumerator(input) ?? (input is PSObject wrapped ? wrapped.BaseObject : input) as IEnumerator;
        }
        catch (RuntimeException exception)
        {
            throw Errors.InputFailed(exception);
        }
    }

    private MapOptions Options() => new(PartialWorker.Create(Worker, Constant, ArgumentList, InvokeCommand), Zip != null ? InputKind.Tuple : Splat ? InputKind.Splat : InputKind.Single)
    {
        TupleLength = Zip?.Length ?? 0,
        CallingMode = _callingMode,
        Rerun = Rerun,
        ThrottleLimit = ThrottleLimit,
        Unordered = Unordered,
        WindowSize = WindowSize,
        IsTimed = AsResult || ShowProgress || IsVerbose,
        Capture = !NoCapture,
        Modules = Module,
        Functions = Function,
        Variables = Variable,
        Initialization = InitializationScript,
        Finalization = FinalizationScript,
        UseNewRunspace = UseNewRunspace,
        ItemTimeout = Seconds(ItemTimeoutSeconds),
        Timeout = Seconds(TimeoutSeconds),
        RetryCount = RetryCount,
        RetryDelaySeconds = RetryDelaySeconds,
        ErrorLimit = ErrorLimit,
        AsResult = AsResult,
        ShowProgress = ShowProgress,
    };

    private bool IsVerbose => MyInvocation.BoundParameters.TryGetValue("Verbose", out object? verbose)
        ? LanguagePrimitives.IsTrue(verbose)
        : GetVariableValue("VerbosePreference") is ActionPreference preference && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (MapException exception)
        {
            ThrowTerminatingError(exception.ErrorRecord);
        }
    }
}
