using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>
/// Invokes a script block in a new scope of the running pipeline and collects its output in a list
/// that can be watched meanwhile, so that output and stream records keep their order.
/// </summary>
internal static class ScriptBlockInvoker
{
    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.NonPublic;

    private delegate void PipeInvoke(ScriptBlock block, bool newScope, object? item, List<object?> output, object? pipe, List<PSVariable>? variables, InvocationInfo? caller, object?[] arguments);

    // ScriptBlock.InvokeWithPipe is not public. Without it the public InvokeWithContext serves: output then follows the records.
    private static readonly ConstructorInfo? NewPipe = typeof(PSObject).Assembly.GetType("System.Management.Automation.Internal.Pipe")?.GetConstructor(Internal, null, new[] { typeof(List<object>) }, null);
    private static readonly MethodInfo? AddVariableList = NewPipe?.DeclaringType.GetMethod("AddVariableList", Internal);
    private static readonly string[] RememberedStreams = { "Error", "Warning", "Information" };
    private static readonly PipeInvoke Invoker = TryBindInvokeWithPipe() ?? InvokeWithContext;

    /// <summary>Runs the block as an item's worker: in a scope of its own, with <c>$_</c> set, as if called by a command at the caller's place.</summary>
    public static void InvokeItem(ScriptBlock block, object? item, List<object?> output, object? pipe, List<PSVariable>? variables, InvocationInfo? caller, object?[] arguments) =>
        Invoker(block, true, item, output, pipe, variables, caller, arguments);

    /// <summary>Runs the block in the current scope, as dot-sourcing does.</summary>
    public static void InvokeInCurrentScope(ScriptBlock block, List<object?> output, object? pipe) =>
        Invoker(block, false, null, output, pipe, null, null, Array.Empty<object?>());

    /// <summary>Makes the engine's pipe that ends in a list; null where the engine does not let us.</summary>
    /// <param name="end">Where output goes.</param>
    /// <param name="remember">Told of what the engine remembers for variables such as that of -ErrorVariable: "Error", "Warning" or "Information", and the object.</param>
    public static object? CreatePipe(List<object?> end, Action<string, object>? remember = null)
    {
        object? pipe = NewPipe?.Invoke(new object[] { end });
        if (pipe == null || remember == null || AddVariableList == null) return pipe;
        foreach (string stream in RememberedStreams)
        {
            object kind = Enum.Parse(AddVariableList.GetParameters()[0].ParameterType, stream);
            AddVariableList.Invoke(pipe, new[] { kind, new VariableList(value => remember(stream, value)) });
        }

        return pipe;
    }

    /// <summary>Makes what a worker has as <c>$MyInvocation</c>, and its own errors as their place; null where the engine does not let us.</summary>
    /// <param name="position">Where it is called.</param>
    /// <param name="block">The block that is called; null where a command calls it.</param>
    public static InvocationInfo? CallAt(IScriptExtent? position, ScriptBlock? block)
    {
        if (position == null) return null;
        object? command = block == null ? null : Constructor(typeof(ScriptInfo), typeof(ScriptBlock))?.Invoke(new[] { "", block, EngineObject.Get(Runspace.DefaultRunspace, "ExecutionContext") });
        var call = (InvocationInfo?)Constructor(typeof(InvocationInfo), typeof(IScriptExtent))?.Invoke(new[] { command, position, null });
        if (block == null || call == null) return call;

        // In the loop the block is called by the operator &, alone in its pipeline.
        EngineObject.Set(call, "InvocationName", "&");
        EngineObject.Set(call, "PipelineLength", 1);
        EngineObject.Set(call, "PipelinePosition", 1);
        return call;
    }

    private static ConstructorInfo? Constructor(Type type, Type second) =>
        Array.Find(type.GetConstructors(Internal), c => c.GetParameters() is { Length: 3 } p && p[1].ParameterType == second);

    private static void InvokeWithContext(ScriptBlock block, bool newScope, object? item, List<object?> output, object? pipe, List<PSVariable>? variables, InvocationInfo? caller, object?[] arguments)
    {
        if (!newScope)
        {
            output.AddRange(block.Invoke(arguments));
            return;
        }

        // The list is emptied of "_" by each call.
        var all = variables == null ? new List<PSVariable>() : new List<PSVariable>(variables);
        all.Add(new PSVariable("_", item));
        Collection<PSObject> result = block.InvokeWithContext((Dictionary<string, ScriptBlock>?)null, all, arguments);
        output.AddRange(result);
    }

    private static PipeInvoke? TryBindInvokeWithPipe()
    {
        try
        {
            MethodInfo method = typeof(ScriptBlock).GetMethod("InvokeWithPipe", Internal)!;

            ParameterExpression block = Expression.Parameter(typeof(ScriptBlock));
            ParameterExpression newScope = Expression.Parameter(typeof(bool));
            ParameterExpression item = Expression.Parameter(typeof(object));
            ParameterExpression output = Expression.Parameter(typeof(List<object?>));
            ParameterExpression pipe = Expression.Parameter(typeof(object));
            ParameterExpression variables = Expression.Parameter(typeof(List<PSVariable>));
            ParameterExpression caller = Expression.Parameter(typeof(InvocationInfo));
            ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
            Expression nothing = Expression.Constant(System.Management.Automation.Internal.AutomationNull.Value, typeof(object));

            Expression Argument(ParameterInfo parameter) => parameter.Name switch
            {
                "useLocalScope" => newScope,
                "errorHandlingBehavior" => Expression.Constant(Enum.Parse(parameter.ParameterType, "WriteToCurrentErrorPipe")),
                "dollarUnder" => item,
                "outputPipe" => Expression.Convert(pipe, NewPipe!.DeclaringType!),
                "variablesToDefine" => variables,
                "invocationInfo" => caller,
                "args" => arguments,
                "input" or "scriptThis" => nothing,
                _ => Expression.Default(parameter.ParameterType),
            };

            MethodCallExpression call = Expression.Call(block, method, method.GetParameters().Select(Argument));
            return Expression.Lambda<PipeInvoke>(call, block, newScope, item, output, pipe, variables, caller, arguments).Compile();
        }
        catch (Exception)
        {
            return null;
        }
    }
}
