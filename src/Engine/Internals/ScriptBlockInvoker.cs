using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Management.Automation.Language;
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
    private static readonly PipeInvoke Invoker = TryBindInvokeWithPipe() ?? InvokeWithContext;

    /// <summary>Runs the block as an item's worker: in a scope of its own, with <c>$_</c> set, as if called by a command at the caller's place.</summary>
    public static void InvokeItem(ScriptBlock block, object? item, List<object?> output, object? pipe, List<PSVariable>? variables, InvocationInfo? caller, object?[] arguments) =>
        Invoker(block, true, item, output, pipe, variables, caller, arguments);

    /// <summary>Runs the block in the current scope, as dot-sourcing does; its output is dropped.</summary>
    public static void InvokeInCurrentScope(ScriptBlock block)
    {
        var dropped = new List<object?>();
        Invoker(block, false, null, dropped, CreatePipe(dropped), null, null, Array.Empty<object?>());
    }

    /// <summary>Makes the engine's pipe that ends in a list; null where the engine does not let us.</summary>
    public static object? CreatePipe(List<object?> end) => NewPipe?.Invoke(new object[] { end });

    /// <summary>Makes what a worker has as <c>$MyInvocation</c>, and its own errors as their place; null where the engine does not let us.</summary>
    public static InvocationInfo? CallAt(IScriptExtent? position)
    {
        ConstructorInfo? create = Array.Find(
            typeof(InvocationInfo).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic),
            c => c.GetParameters() is { Length: 3 } p && p[1].ParameterType == typeof(IScriptExtent));
        return position == null ? null : (InvocationInfo?)create?.Invoke(new object?[] { null, position, null });
    }

    private static void InvokeWithContext(ScriptBlock block, bool newScope, object? item, List<object?> output, object? pipe, List<PSVariable>? variables, InvocationInfo? caller, object?[] arguments)
    {
        if (!newScope)
        {
            block.Invoke(arguments);
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
