using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>
/// Writes finished records through the runtime of a cmdlet without its stamping them anew or judging them by the
/// preference variables again. The engine keeps the means to itself; where they are missing, the public ones serve.
/// </summary>
internal sealed class CommandRuntimeAccess
{
    private static readonly MethodInfo? WriteErrorMethod = FindMethod("_WriteErrorSkipAllowCheck", typeof(ErrorRecord));
    private static readonly MethodInfo? WriteWarningMethod = FindMethod("WriteWarning", typeof(WarningRecord));
    private static readonly MethodInfo? WriteVerboseMethod = FindMethod("WriteVerbose", typeof(VerboseRecord));
    private static readonly MethodInfo? WriteDebugMethod = FindMethod("WriteDebug", typeof(DebugRecord));
    private static readonly PropertyInfo? OutputPipeProperty = RuntimePipe.RuntimeType?.GetProperty("OutputPipe", RuntimePipe.Any);
    private static readonly MethodInfo? RememberMethod = OutputPipeProperty?.PropertyType.GetMethod("AppendVariableList", RuntimePipe.Any);
    private static readonly MethodInfo? SetTargetMethod = typeof(ErrorRecord).GetMethod("SetTargetObject", RuntimePipe.Any);

    private static readonly MethodInfo? SetPlaceMethod = typeof(ErrorRecord).GetMethod("SetInvocationInfo", RuntimePipe.Any);
    private static readonly MethodInfo? LockStackMethod = typeof(ErrorRecord).GetMethod("LockScriptStackTrace", RuntimePipe.Any);

    private static readonly PropertyInfo? ErrorPipeProperty = RuntimePipe.RuntimeType?.GetProperty("ErrorOutputPipe", RuntimePipe.Any);
    private static readonly PropertyInfo? PositionProperty = typeof(InvocationInfo).GetProperty("ScriptPosition", RuntimePipe.Any);

    private readonly PSCmdlet _cmdlet;
    private readonly ICommandRuntime? _runtime;
    private readonly Dictionary<string, object> _given;

    public CommandRuntimeAccess(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        _runtime = RuntimePipe.RuntimeType?.IsInstanceOfType(cmdlet.CommandRuntime) == true ? cmdlet.CommandRuntime : null;
        _given = cmdlet.MyInvocation.BoundParameters;
    }

    /// <summary>Gets the place in a script where a command was called, or null.</summary>
    public static IScriptExtent? PositionOf(InvocationInfo invocation) => (IScriptExtent?)PositionProperty?.GetValue(invocation);

    /// <summary>Sets the target of a record that has none.</summary>
    public static void SetTarget(ErrorRecord record, object target) => SetTargetMethod?.Invoke(record, new[] { target });

    /// <summary>Says of an error that has no place where it was, and how the code got there.</summary>
    public static void SetPlace(ErrorRecord record, InvocationInfo? place)
    {
        if (record.InvocationInfo != null || place == null) return;
        SetPlaceMethod?.Invoke(record, new object[] { place });
        LockStackMethod?.Invoke(record, null);
    }

    /// <summary>Writes an object as it is.</summary>
    public void WriteObject(object? value)
    {
        if (_runtime == null || RuntimePipe.Add == null) _cmdlet.WriteObject(value);
        else if (_cmdlet.Stopping) throw new PipelineStoppedException();
        else RuntimePipe.Add(_runtime, value);
    }

    /// <summary>Writes each of several objects as it is, at once where nobody takes them one by one.</summary>
    public void WriteAll(object?[] values)
    {
        if (_runtime != null && !_cmdlet.Stopping && RuntimePipe.EndList?.Invoke(_runtime) is { } end) end.AddRange(values);
        else Array.ForEach(values, WriteObject);
    }

    /// <summary>Writes an error as it is. A failure of an item obeys the error preference; other errors have passed it.</summary>
    public void WriteError(ErrorRecord record, bool isFailure)
    {
        if (IsNative(record) && GoesToConsole)
        {
            // As the program would have written it itself.
            Console.Error.WriteLine(record.Exception.Message);
            return;
        }

        ActionPreference? preference = isFailure || _given.ContainsKey("ErrorAction") ? null : ActionPreference.Continue;
        if (!Call(WriteErrorMethod, record, preference, IsNative(record))) _cmdlet.WriteError(record);
    }

    /// <summary>Puts an object into the variables of -ErrorVariable, -WarningVariable or -InformationVariable, as the engine does with what it shows nobody.</summary>
    /// <param name="stream">"Error", "Warning" or "Information".</param>
    /// <param name="value">The record, or the exception.</param>
    public void Remember(string stream, object value)
    {
        if (_runtime == null || RememberMethod == null || OutputPipeProperty!.GetValue(_runtime) is not { } pipe) return;
        RememberMethod.Invoke(pipe, new[] { Enum.Parse(RememberMethod.GetParameters()[0].ParameterType, stream), value });
    }

    /// <summary>Puts an error into <c>$Error</c>, and nowhere else.</summary>
    public void List(object error)
    {
        object? context = EngineObject.Get(EngineObject.Get(_cmdlet.SessionState, "Internal"), "ExecutionContext");
        context?.GetType().GetMethod("AppendDollarError", RuntimePipe.Any)?.Invoke(context, new[] { error });
    }

    public void WriteWarning(WarningRecord record)
    {
        using (Let("WarningPreference", ActionPreference.Continue, "IsWarningActionSet", "WarningAction"))
        {
            if (!Call(WriteWarningMethod, record, true)) _cmdlet.WriteWarning(record.Message);
        }
    }

    public void WriteVerbose(VerboseRecord record)
    {
        using (Let("Verbose", true, "IsVerboseFlagSet", "Verbose"))
        {
            if (!Call(WriteVerboseMethod, record, true)) _cmdlet.WriteVerbose(record.Message);
        }
    }

    public void WriteDebug(DebugRecord record)
    {
        using (Let("Debug", true, "IsDebugFlagSet", "Debug"))
        {
            if (!Call(WriteDebugMethod, record, true)) _cmdlet.WriteDebug(record.Message);
        }
    }

    /// <param name="record">The record.</param>
    /// <param name="shown">Whether the worker's session showed it.</param>
    public void WriteInformation(InformationRecord record, bool shown)
    {
        using (shown ? Let("InformationPreference", ActionPreference.Continue, "IsInformationActionSet", "InformationAction") : default)
        {
            _cmdlet.WriteInformation(record);
        }
    }

    // Whether errors are shown by the console, where native programs write to it past PowerShell.
    private bool GoesToConsole
    {
        get
        {
            if (_runtime == null || _cmdlet.Host?.Name != "ConsoleHost" || ErrorPipeProperty?.GetValue(_runtime) is not { } pipe) return false;
            object? downstream = pipe.GetType().GetProperty("DownstreamCmdlet", RuntimePipe.Any)?.GetValue(pipe);
            return downstream?.GetType().GetProperty("CommandInfo", RuntimePipe.Any)?.GetValue(downstream) is CommandInfo { Name: "Out-Default" };
        }
    }

    // A line that a native program wrote to its standard error: it is text, and no failure.
    private static bool IsNative(ErrorRecord record) => record.FullyQualifiedErrorId is "NativeCommandError" or "NativeCommandErrorMessage";

    private static MethodInfo? FindMethod(string name, Type record) =>
        RuntimePipe.RuntimeType?.GetMethods(RuntimePipe.Any).FirstOrDefault(m => m.Name == name && m.GetParameters().Length > 1 && m.GetParameters()[0].ParameterType == record);

    private bool Call(MethodInfo? method, object record, params object?[] further)
    {
        if (_runtime == null || method == null) return false;
        object?[] arguments = method.GetParameters().Select((p, i) => i == 0 ? record : i <= further.Length ? further[i - 1] : p.DefaultValue).ToArray();
        try
        {
            method.Invoke(_runtime, arguments);
        }
        catch (TargetInvocationException exception) when (exception.InnerException != null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception.InnerException).Throw();
        }

        return true;
    }

    private Preference Let(string property, object value, string flag, string parameter)
    {
        PropertyInfo? preference = RuntimePipe.RuntimeType?.GetProperty(property, RuntimePipe.Any);
        PropertyInfo? isSet = RuntimePipe.RuntimeType?.GetProperty(flag, RuntimePipe.Any);
        if (_runtime == null || preference == null || isSet == null || _given.ContainsKey(parameter)) return default;
        return new Preference(_runtime, preference, isSet, value);
    }

    /// <summary>A preference as if given by a parameter, for as long as one record is written.</summary>
    private readonly struct Preference : IDisposable
    {
        private readonly ICommandRuntime? _runtime;
        private readonly PropertyInfo? _preference;
        private readonly PropertyInfo? _isSet;
        private readonly object? _before;

        public Preference(ICommandRuntime runtime, PropertyInfo preference, PropertyInfo isSet, object value)
        {
            _runtime = runtime;
            _preference = preference;
            _isSet = isSet;
            _before = preference.GetValue(runtime);
            preference.SetValue(runtime, value);
        }

        public void Dispose()
        {
            _preference?.SetValue(_runtime, _before);
            _isSet?.SetValue(_runtime, false);
        }
    }
}
