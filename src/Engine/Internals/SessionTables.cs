using System;
using System.Management.Automation;
using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>Writes to the tables of a session's current scope, also where it has no provider for them, as an endpoint of few commands has none; without the engine's means the providers serve.</summary>
internal static class SessionTables
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static void SetAlias(PSCmdlet session, string name, string definition, ScopedItemOptions options)
    {
        if (!Call(session.SessionState, "SetAliasValue", name, definition, options, true))
            session.InvokeProvider.Item.Set(new[] { @"Alias:\" + WildcardPattern.Escape(name) }, definition, force: true, literalPath: false);
    }

    public static void SetFunction(PSCmdlet session, string name, ScriptBlock block, ScopedItemOptions options)
    {
        if (!Call(session.SessionState, "SetFunction", "local:" + name, block, null, options, true, CommandOrigin.Internal))
            session.InvokeProvider.Item.Set(new[] { @"Function:\local:" + name }, block, force: true, literalPath: true);
    }

    /// <summary>Removes an alias from a session.</summary>
    public static void RemoveAlias(PSCmdlet session, string name)
    {
        try
        {
            session.InvokeProvider.Item.Remove(new[] { @"Alias:\" + name }, recurse: false, force: true, literalPath: true);
        }
        catch (System.Exception exception) when (exception is SessionStateException or ItemNotFoundException)
        {
            // It has none, or nothing by which to name it.
        }
    }

    /// <summary>Defines a function in a module alone; without the engine's means it has none.</summary>
    public static void SetFunction(PSModuleInfo module, string name, ScriptBlock block) =>
        Call(module.SessionState, "SetFunction", name, block, null, ScopedItemOptions.None, true, CommandOrigin.Internal);

    /// <summary>Makes a session strict in its current scope; without the engine's means it is not.</summary>
    public static void SetStrictMode(SessionState session, Version version)
    {
        object? scope = EngineObject.Get(EngineObject.Get(session, "Internal"), "CurrentScope");
        scope?.GetType().GetProperty("StrictModeVersion", Any)?.SetValue(scope, version);
    }

    private static bool Call(SessionState session, string method, params object?[] arguments)
    {
        object? tables = EngineObject.Get(session, "Internal");
        MethodInfo? found = tables == null ? null : Array.Find(tables.GetType().GetMethods(Any), m => m.Name == method && Takes(m.GetParameters(), arguments));
        if (found == null) return false;
        try
        {
            found.Invoke(tables, arguments);
            return true;
        }
        catch (TargetInvocationException exception) when (exception.InnerException != null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception.InnerException).Throw();
            throw;
        }
    }

    private static bool Takes(ParameterInfo[] parameters, object?[] arguments)
    {
        if (parameters.Length != arguments.Length) return false;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == null ? parameters[i].ParameterType.IsValueType : !parameters[i].ParameterType.IsInstanceOfType(arguments[i])) return false;
        }

        return true;
    }
}
