using System;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets;

/// <summary>An error of the module itself, with its record.</summary>
internal sealed class MapException : Exception, IContainsErrorRecord
{
    public MapException(string id, ErrorCategory category, object? target, string message, Exception? inner = null)
        : base(message, inner)
    {
        ErrorRecord = new ErrorRecord(this, id, category, target);
    }

    /// <summary>An error that its record tells as another exception, which is known by its type.</summary>
    public MapException(string id, ErrorCategory category, object? target, Exception told)
        : base(told.Message)
    {
        ErrorRecord = new ErrorRecord(told, id, category, target);
    }

    public ErrorRecord ErrorRecord { get; }
}

/// <summary>A time limit was reached.</summary>
internal sealed class TimeLimitException : TimeoutException
{
    public TimeLimitException(string message)
        : base(message)
    {
    }
}

/// <summary>Every error that the module makes: its id, what it says and what to do about it. docs/errors.md lists them.</summary>
internal static class Errors
{
    /// <summary>Whether the module made a record, not the worker.</summary>
    public static bool IsOwn(ErrorRecord record) => record.Exception is MapException or TimeLimitException;

    public static MapException UnsupportedWorker(object? worker) => new(
        "UnsupportedWorker", ErrorCategory.InvalidArgument, worker,
        Text($"A worker can't be {Describe(worker)}. Give a script block, a function or cmdlet name, a command from Get-Command, a delegate, a .NET method such as [Math]::Sqrt, or a partial worker."));

    public static MapException UnknownCommand(string name, Exception? inner = null) => new(
        "UnknownCommand", ErrorCategory.ObjectNotFound, name,
        Text($"There is no command '{name}' in this session. {WorkerHint.Of(name) ?? "Check the spelling, or import the module that has it."}"), inner);

    public static MapException UnknownConstant(string name, string worker, string known) => new(
        "UnknownConstant", ErrorCategory.InvalidArgument, name,
        Text($"The constant '{name}' fits no parameter of {worker}. {(known.Length > 0 ? "Its parameters are: " + known + "." : "It declares none: add a param() block.")}"));

    public static MapException ConstantBoundTwice(string parameter, string worker) => new(
        "ConstantBoundTwice", ErrorCategory.InvalidArgument, parameter,
        Text($"The parameter '{parameter}' of {worker} is bound twice. Bind it by name in -Constant or by position in -ArgumentList, not both, and by one of its names only."));

    public static MapException TooManyConstants(int count, int parameters, string worker) => new(
        "TooManyConstants", ErrorCategory.InvalidArgument, null,
        Text($"{count} positional constants are more than the {parameters} positional parameters of {worker}."));

    public static MapException UnboundMandatory(string parameter, string worker) => new(
        "UnboundMandatory", ErrorCategory.InvalidArgument, parameter,
        Text($"Nothing would bind the mandatory parameter '{parameter}' of {worker}. Bind it with -Constant, or let it vary with -Zip or -Splat."));

    public static MapException NothingVaries(string worker) => new(
        "NothingVaries", ErrorCategory.InvalidArgument, null,
        Text($"All parameters of {worker} are constants, so no item can be passed to it. Leave one unbound."));

    public static MapException SplatMissingMandatory(string parameter, object? item) => new(
        "SplatMissingMandatory", ErrorCategory.InvalidArgument, item,
        Text($"The item has nothing for the mandatory parameter '{parameter}'. Give the item a property or key of that name, or bind the parameter with -Constant."));

    public static MapException SplatMatchesNothing(object? item, string parameters) => new(
        "SplatMatchesNothing", ErrorCategory.InvalidArgument, item,
        Text($"-Splat found none of the parameters {parameters} in the item. Its properties or keys must have the names of the parameters."));

    public static MapException ZipLengths(int shorter, long length) => new(
        "ZipLengths", ErrorCategory.InvalidArgument, null,
        Text($"The sequences of -Zip differ in length: number {shorter + 1} ended after {length} elements while another one goes on. Give sequences of the same length."));

    public static MapException ZipElement(int number, object? element) => new(
        "ZipElement", ErrorCategory.InvalidArgument, element,
        Text($"Number {number + 1} of -Zip is {Describe(element)}, not a sequence. Give lists, ranges or other enumerable objects; put @( ) around what may be a single one."));

    public static MapException InputTwice() => new(
        "InputTwice", ErrorCategory.InvalidArgument, null,
        "Items come from the pipeline, and as an argument, too: leave one out. What is the same for all items is given by -Constant or -ArgumentList.");

    public static MapException ZipWithInput() => new(
        "ZipWithInput", ErrorCategory.InvalidArgument, null,
        "-Zip is the input of the map; it can't be given together with -InputObject or pipeline input.");

    public static MapException InputFailed(Exception inner) => new(
        "InputFailed", ErrorCategory.ReadError, null,
        Text($"Enumerating the input failed: {inner.Message} The items before that were run and written."), inner);

    public static MapException UsingFailed(string expression, Exception? inner) => new(
        "UsingFailed", ErrorCategory.InvalidOperation, expression,
        Text($"{expression} can't be evaluated in the caller: {inner?.Message ?? "no such variable is set."}"), inner);

    public static MapException UnknownModule(string pattern) => new(
        "UnknownModule", ErrorCategory.ObjectNotFound, pattern,
        Text($"No module that this session has imported fits -Module '{pattern}'. A wildcard stands for those that are imported; give the name or path of another one."));

    public static MapException UnknownVariable(string name) => new(
        "UnknownVariable", ErrorCategory.ObjectNotFound, name,
        Text($"-Variable names '{name}', but no such variable is set here. Give names without $; values are given by -Constant."));

    public static MapException UnknownFunction(string name) => new(
        "UnknownFunction", ErrorCategory.ObjectNotFound, name,
        Text($"-Function names '{name}', but no such function is defined here."));

    public static MapException NameClash(string what, string first, string second) => new(
        "NameClash", ErrorCategory.InvalidOperation, what,
        Text($"{what} is not the same for {Inside(first)} as for {Inside(second)}, and an executor has one place for it: one of them would get what is the other's. Rename one, pass it as a constant, or leave both out with -NoCapture and bring a module by -Module, where names are its own."));

    public static MapException ModuleImportFailed(string module, Exception inner) => new(
        "ModuleImportFailed", ErrorCategory.ResourceUnavailable, module,
        Text($"The module '{module}' can't be imported into an executor. {Reason(inner)}"), inner);

    public static MapException InitializationFailed(Exception inner) => new(
        "InitializationFailed", ErrorCategory.InvalidOperation, null,
        Text($"The initialization script failed, so the map ends: no item runs on an executor that is not initialized. {Reason(inner)}"), inner);

    public static MapException FinalizationFailed(Exception inner) => new(
        "FinalizationFailed", ErrorCategory.InvalidOperation, null,
        Text($"The finalization script failed. {Reason(inner)}"), inner);

    // What has words of its own already keeps them.
    public static MapException ExecutorFailed(Exception inner) => inner as MapException ?? new(
        "ExecutorFailed", ErrorCategory.ResourceUnavailable, null,
        Text($"An executor could not be set up or ended unexpectedly: {inner.Message}"), inner);

    public static MapException FlowControl(string keyword, Exception inner) => new(
        "FlowControlInWorker", ErrorCategory.InvalidOperation, null,
        Text($"The worker used '{keyword}'{(keyword == "exit" ? "" : " outside a loop")}. It can't end the map or the loop around it: use 'return' to leave the worker, and 'throw' to fail the item."), inner);

    public static MapException ItemStopped(Exception? inner) => new(
        "ItemStopped", ErrorCategory.OperationStopped, null,
        "The worker stopped its own pipeline, so the item did not end.", inner);

    public static MapException MapTimedOut(TimeSpan limit, long written, long accepted) => new(
        "MapTimedOut", ErrorCategory.OperationTimeout, null,
        new TimeLimitException(Text($"The map was stopped after -TimeoutSeconds {limit.TotalSeconds}: {written} items of {accepted} accepted so far are written, the others are dropped. Give it more time, or run it again with the rest.")));

    public static MapException NotAResult(object? input, string taker) => new(
        "NotAResult", ErrorCategory.InvalidArgument, input,
        Text($"{taker} takes results of an earlier map, not {(input == null ? "null" : "an object " + Describe(input))}. Pipe what Invoke-ParallelMap -AsResult wrote{(taker[0] == '-' ? $", or leave {taker} out" : "")}."));

    public static MapException UnknownTimelineFormat(string path) => new(
        "UnknownTimelineFormat", ErrorCategory.InvalidArgument, path,
        Text($"A timeline can't be written to '{path}': the end of a name says in which format. Give a file that ends in .svg, for a picture, or in .json, for the trace viewers of browsers."));

    public static MapException TimelineNotWritten(string path, Exception inner) => new(
        "TimelineNotWritten", ErrorCategory.WriteError, path,
        Text($"The timeline can't be written to '{path}': {inner.Message}"), inner);

    public static MapException ItemTimedOut(TimeSpan limit, object? item) => new(
        "ItemTimedOut", ErrorCategory.OperationTimeout, item,
        new TimeLimitException(Text($"The item did not end within {limit.TotalSeconds:0.###} seconds. Raise -ItemTimeoutSeconds, or give it another attempt with -RetryCount.")));

    public static MapException ErrorLimitReached(long failed, long finished, string limit, object? lastItem, Exception? lastFailure) => new(
        "ErrorLimitReached", ErrorCategory.LimitsExceeded, lastItem,
        Text($"{failed} of {finished} items failed, which reaches the limit of {limit}; the map was stopped. What had finished before is written."), lastFailure);

    public static MapException InvalidErrorLimit(string limit) => new(
        "InvalidErrorLimit", ErrorCategory.InvalidArgument, limit,
        Text($"'{limit}' is no error limit. Give a number of items from 1, such as 10, or a part of those finished from 1% to 100%, such as 5%."));

    public static MapException PromptInWorker() => new(
        "PromptInWorker", ErrorCategory.InvalidOperation, null,
        "A worker can't ask the user anything: nobody would know which item asks. Ask before the map, and pass the answer as a constant.");

    public static MapException ArgumentConversion(string parameter, Type type, object? value, Exception inner) => new(
        "ArgumentConversion", ErrorCategory.InvalidArgument, value,
        Text($"The argument '{value}' can't be converted to {type} for the parameter '{parameter}'. {inner.Message}"), inner);

    public static MapException ArgumentConversion(string worker, Exception inner) => new(
        "ArgumentConversion", ErrorCategory.InvalidArgument, null,
        Text($"An argument of {worker} can't be converted. {inner.Message}"), inner);

    public static MapException ArgumentCount(string worker, int expected, int given) => new(
        "ArgumentCount", ErrorCategory.InvalidArgument, null,
        Text($"{worker} takes {expected} arguments, but {given} were given. Use -Zip or -Splat for several, or bind constants."));

    public static MapException NoOverload(string worker, int given, string overloads) => new(
        "NoOverload", ErrorCategory.InvalidArgument, null,
        Text($"No overload of {worker} takes {given} arguments that are bound as given. Its overloads are: {overloads}"));

    public static MapException AmbiguousOverload(string worker, string overloads, Exception? inner = null) => new(
        "AmbiguousOverload", ErrorCategory.InvalidArgument, null,
        Text($"The overloads of {worker} can't be told apart for these arguments: {overloads}. Convert the arguments, or give a delegate such as [Func[double,double]]."), inner);

    public static MapException ReferenceParameter(string worker) => new(
        "ReferenceParameter", ErrorCategory.InvalidArgument, null,
        Text($"{worker} has ref or out parameters: it writes to a variable of who calls it, and an item has none. Call it in a script block that has one, such as {{ $n = 0; if ([int]::TryParse($_, [ref] $n)) {{ $n }} }}."));

    public static MapException NothingToAwait(string method) => new(
        "NothingToAwait", ErrorCategory.InvalidResult, null,
        Text($"{method} is asynchronous, but returned no task. Let it return a task for each item, such as Task.CompletedTask."));

    public static MapException CompiledInConstrainedLanguage(string worker) => new(
        "CompiledWorkerNotAllowed", ErrorCategory.PermissionDenied, null,
        Text($"{worker} is a .NET method, which this session's language mode does not allow to call. Use a script block or a cmdlet."));

    public static MapException LanguageModeTooStrict(PSLanguageMode mode) => new(
        "LanguageModeTooStrict", ErrorCategory.PermissionDenied, mode,
        Text($"This session is in the language mode {mode}, in which no code can be run. Workers need FullLanguage or ConstrainedLanguage."));

    public static MapException ModulesNotAllowed(string module) => new(
        "ModulesNotAllowed", ErrorCategory.PermissionDenied, module,
        Text($"The module '{module}' can't be imported: this session is restricted and has no Import-Module. Leave -Module out; commands that the session has are brought by themselves."));

    public static MapException UntrustedCode(string what, string where) => new(
        "UntrustedCode", ErrorCategory.PermissionDenied, null,
        Text($"{what} was made in a constrained session, and can't run in one executor with {Inside(where)}, which is trusted: there it would see what the module keeps to itself. Map it by itself, or call it in a loop."));

    public static MapException UntrustedDefault(string key) => new(
        "UntrustedDefault", ErrorCategory.PermissionDenied, key,
        Text($"$PSDefaultParameterValues has '{key}', which would change what trusted code maps, and in a restricted session it is the user's. Remove that key; or let the code that calls the map set $PSDefaultParameterValues in its own scope."));

    public static MapException NotInExecutor() => new(
        "NotInExecutor", ErrorCategory.InvalidOperation, null,
        "This command runs the items of a map in an executor that has just been opened; nobody else can call it. Use Invoke-ParallelMap.");

    public static MapException RunspaceBoundClass(string type, string where) => new(
        "RunspaceBoundClass", ErrorCategory.InvalidOperation, type,
        Text($"{where} names the class [{type}], whose methods run in the runspace that defined it only: called from executors they give wrong results or hang. Put [NoRunspaceAffinity()] before the class (PowerShell 7.4 or newer), or use functions instead."));

    public static string RunspaceBoundInstance(string type) =>
        Text($"Objects of the class [{type}] are passed to executors. Its methods belong to the runspace that defined the class: calling them there gives wrong results or hangs. Put [NoRunspaceAffinity()] before the class, or read its properties only.");

    public static string LostChange(string variable, IScriptExtent place) =>
        Text($"The worker changes ${variable}, which belongs to the caller: each item has its own copy, so the change is lost. Write the value instead, and collect what the map writes. At {Place(place)}.");

    public static string LostChangeOfFunction(string function, string variable, IScriptExtent place) =>
        Text($"The function {function} changes ${variable}, which belongs to the caller: each executor has its own, so the change is lost, and items see what others made of it. Write the value instead, and collect what the map writes. At {Place(place)}.");

    public static string DebuggerInWorker(string command, IScriptExtent place) =>
        Text($"The worker calls {command}, which has nobody to stop for: items run beside the prompt. Call the worker in a loop to debug it. At {Place(place)}.");

    private static string Place(IScriptExtent place) => (place.File is { Length: > 0 } file ? file + ":" : "line ") + place.StartLineNumber.ToString(CultureInfo.InvariantCulture);

    // Where a preference made an error a stop, the message of the stop says nothing about the error.
    private static string Reason(Exception exception) =>
        exception is ActionPreferenceStopException stop ? stop.ErrorRecord.Exception.Message : exception.Message;

    private static string Inside(string where) => char.ToLower(where[0], CultureInfo.InvariantCulture) + where.Substring(1);

    private static string Describe(object? value) => value == null ? "null" : "of type " + PSObjectType(value);

    private static string PSObjectType(object value) => (value is PSObject wrapped ? wrapped.BaseObject : value).GetType().ToString();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.CurrentCulture);
}
