using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>Reads of the engine's state what has no public way; where a member is missing the answer is the public default.</summary>
internal static class EngineState
{
    /// <summary>The session state in which a block was made: its module's, or the global one; the fallback for a block of no session.</summary>
    public static SessionState SessionOf(ScriptBlock block, SessionState fallback)
    {
        if (block.Module != null) return block.Module.SessionState;

        // Asked for the session state, a block of none would take on the running one for good.
        return Get(block, "SessionStateInternal") == null ? fallback : Get(block, "SessionState") as SessionState ?? fallback;
    }

    /// <summary>Whether code that runs in a session has no scope but the global one; false where the engine does not tell.</summary>
    public static bool IsInGlobalScope(SessionState session) =>
        Get(Get(session, "Internal"), "CurrentScope") is { } scope && ReferenceEquals(scope, Get(Get(session, "Internal"), "GlobalScope"));

    /// <summary>Whether a block belongs to another runspace than a session state; one that belongs to none does not.</summary>
    public static bool IsOfOtherSession(ScriptBlock block, SessionState session)
    {
        object? own = Get(Get(block, "SessionStateInternal"), "ExecutionContext");
        return own != null && own != Get(Get(session, "Internal"), "ExecutionContext");
    }

    /// <summary>The version of strict mode that is set in a session's global scope, and the one that a scope within that has set instead; null for none.</summary>
    public static (Version? Global, Version? Own) StrictMode(SessionState session)
    {
        object? state = Get(session, "Internal");
        object? global = Get(state, "GlobalScope");
        Version? own = null;
        for (object? scope = Get(state, "CurrentScope"); own == null && scope != null && scope != global; scope = Get(scope, "Parent")) own = Get(scope, "StrictModeVersion") as Version;
        return (Get(global, "StrictModeVersion") as Version, own);
    }

    /// <summary>Whether <c>$script:</c> means another scope than the global one in a session's current scope.</summary>
    public static bool HasScriptScope(SessionState session)
    {
        object? state = Get(session, "Internal");
        return Get(Get(state, "CurrentScope"), "ScriptScope") != Get(state, "GlobalScope");
    }

    /// <summary>Whether a session's alias or function is a global one; so is one of which the engine does not tell.</summary>
    public static bool IsGlobal(SessionState session, CommandInfo command)
    {
        object? state = Get(session, "Internal");
        if (command is not AliasInfo) return Method(state, "GetFunction") == null || Call(state, "GetFunction", "global:" + command.Name) == command;
        object? global = Get(state, "GlobalScope");
        return Method(global, "GetAlias") == null || Call(global, "GetAlias", command.Name) == command;
    }

    /// <summary>Finds the alias or function that a name means to code of a language mode in a session, null where it is neither; false where that can't be asked.</summary>
    public static bool TryFindCommand(SessionState session, string name, PSLanguageMode mode, out CommandInfo? command)
    {
        object? state = Get(session, "Internal");
        command = Call(state, "GetAlias", name);
        if (command == null || EngineTrust.Hides(command, mode)) command = Call(state, "GetFunction", name);
        if (EngineTrust.Hides(command, mode)) command = null;
        return Method(state, "GetFunction") != null;
    }

    /// <summary>The namespaces that hold in a session's current scope by <c>using namespace</c>.</summary>
    public static IReadOnlyList<string> Namespaces(SessionState session)
    {
        object? resolution = Get(Get(Get(session, "Internal"), "CurrentScope"), "TypeResolutionState");
        return resolution?.GetType().GetField("namespaces", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(resolution) as string[] ?? Array.Empty<string>();
    }

    /// <summary>Makes a class known by name in a session's global scope.</summary>
    public static void AddType(SessionState session, string name, Type type)
    {
        object? scope = Get(Get(session, "Internal"), "GlobalScope");
        scope?.GetType().GetMethod("AddType", BindingFlags.Instance | BindingFlags.NonPublic)?.Invoke(scope, new object[] { name, type });
    }

    /// <summary>The class or object that a method belongs to; null where the engine does not tell.</summary>
    public static object? OwnerOf(PSMethod method) => typeof(PSMethod).GetField("baseObject", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(method);

    /// <summary>Whether a class has methods or constructors of script: the engine keeps each in a static field of a helper class beside the class.</summary>
    public static bool HasScriptMembers(Type type) =>
        type.Assembly.GetType(type.FullName + "_<staticHelpers>")?.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Length > 1;

    /// <summary>Whether an object of such a class, or of one that it derives from, has methods of its own.</summary>
    public static bool HasMethods(Type type) => type.Assembly.IsDynamic
        && (type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Any(m => !m.IsSpecialName) || (type.BaseType != null && HasMethods(type.BaseType)));

    /// <summary>The trees of those methods and constructors; empty where the engine does not tell.</summary>
    public static IEnumerable<Ast> ScriptMembers(Type type)
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        FieldInfo[] fields = type.Assembly.GetType(type.FullName + "_<staticHelpers>")?.GetFields(Any) ?? Array.Empty<FieldInfo>();
        return fields.Select(f => f.GetValue(null)).Select(m => m?.GetType().GetField("_ast", Any)?.GetValue(m) as Ast).OfType<Ast>();
    }

    private static CommandInfo? Call(object? state, string method, string name) => Method(state, method)?.Invoke(state, new object[] { name }) as CommandInfo;

    private static MethodInfo? Method(object? state, string name) =>
        state?.GetType().GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic, null, new[] { typeof(string) }, null);

    private static object? Get(object? from, string property) => EngineObject.Get(from, property);
}
