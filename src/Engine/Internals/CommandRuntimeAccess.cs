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
    private static readonly MethodInfo? SetTargetMethod = typeof(ErrorRecord).GetMethod("SetTargetObject", RuntimePipe.Any);

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

    /// <summary>Writes an object as it is.</summary>
    public void WriteObject(object? value)
    {
        if (_runtime == null || RuntimePipe.Add == null) _cmdlet.WriteObject(value);
        else if (_cmdlet.Stopping) throw new PipelineStoppedException();
        else RuntimePipe.Add(_runtime, value);
    }

    /// <summary>Writes an error as it is. A failure of an item obeys the error preference; other errors have passed it.</summary>
    public void WriteError(ErrorRecord record, bool isFailure)
    {
        ActionPreference? preference = isFailure || _given.ContainsKey("ErrorAction") ? null : ActionPreference.Continue;
        if (!Call(WriteErrorMethod, record, preference)) _cmdlet.WriteError(record);
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

    private static MethodInfo? FindMethod(string name, Type record) =>
        RuntimePipe.RuntimeType?.GetMethods(RuntimePipe.Any).FirstOrDefault(m => m.Name == name && m.GetParameters().Length > 1 && m.GetParameters()[0].ParameterType == record);

    private bool Call(MethodInfo? method, object record, object? second)
    {
        if (_runtime == null || method == null) return false;
        object?[] arguments = method.GetParameters().Select((p, i) => i == 0 ? record : i == 1 ? second : p.DefaultValue).ToArray();
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
