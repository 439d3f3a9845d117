using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.PowerShell.Commands;

/// <summary>The engine's internals that the real commands use and that have no public counterpart.</summary>
internal static class EngineInternals
{
    private const string Runtime = "System.Management.Automation.MshCommandRuntime, System.Management.Automation";
    private const string Store = "System.Management.Automation.SessionStateInternal, System.Management.Automation";

    public static object CreateInstance(string typeName, params object[] arguments) =>
        typeof(PSObject).Assembly.GetType(typeName, throwOnError: true)!
            .GetConstructor(
                BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public,
                Array.ConvertAll(arguments, ParameterType))!
            .Invoke(arguments);

    public static Exception StopUpstreamCommands(Cmdlet cmdlet) => (Exception)NewStopUpstream(cmdlet);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetInvocationInfo")]
    public static extern void SetInvocationInfo(ErrorRecord record, InvocationInfo invocation);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetInvocationInfo")]
    public static extern void SetInvocationInfo(InformationalRecord record, InvocationInfo invocation);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_PreserveInvocationInfoOnce")]
    public static extern void PreserveInvocationInfoOnce(ErrorRecord record, bool value);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "WriteWarning")]
    public static extern void Write([UnsafeAccessorType(Runtime)] object runtime, WarningRecord record, bool overrideInquire);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "WriteVerbose")]
    public static extern void Write([UnsafeAccessorType(Runtime)] object runtime, VerboseRecord record, bool overrideInquire);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "WriteDebug")]
    public static extern void Write([UnsafeAccessorType(Runtime)] object runtime, DebugRecord record, bool overrideInquire);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Internal")]
    [return: UnsafeAccessorType(Store)]
    public static extern object GetStore(SessionState state);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetVariableTable")]
    public static extern IDictionary<string, PSVariable> GetVariables(
        [UnsafeAccessorType(Store)] object store);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetVariableTableAtScope")]
    public static extern IDictionary<string, PSVariable> GetVariables(
        [UnsafeAccessorType(Store)] object store, string scope);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "SetVariableAtScope")]
    public static extern object SetVariable(
        [UnsafeAccessorType(Store)] object store, PSVariable variable, string scope, bool force, CommandOrigin origin);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "NewVariableAtScope")]
    public static extern object NewVariable(
        [UnsafeAccessorType(Store)] object store, PSVariable variable, string scope, bool force);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "RemoveVariableAtScope")]
    public static extern void RemoveVariable(
        [UnsafeAccessorType(Store)] object store, PSVariable variable, string scope, bool force);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "InvokeScript")]
    public static extern Collection<PSObject> InvokeScript(
        CommandInvocationIntrinsics engine,
        ScriptBlock block,
        bool useNewScope,
        PipelineResultTypes writeToPipeline,
        IList? input,
        object?[] arguments);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType("System.Management.Automation.StopUpstreamCommandsException, System.Management.Automation")]
    private static extern object NewStopUpstream(InternalCommand command);

    private static Type ParameterType(object argument) =>
        argument is TextWriter ? typeof(TextWriter) : argument.GetType();
}
