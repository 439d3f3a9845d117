using System.Management.Automation;
using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>
/// A scope of a session that outlives the command that made it: between the global scope and those of the items, as a
/// script's or function's is in the loop, so that modules do not see what is in it. Without the engine's means there is
/// none, and all is global.
/// </summary>
internal sealed class SessionScope
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly object _scope;

    private SessionScope(object scope) => _scope = scope;

    /// <summary>Makes a scope in the current one and enters it; null where the engine does not let us.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isScript">Whether it is what <c>$script:</c> means in it.</param>
    public static SessionScope? Open(SessionState session, bool isScript)
    {
        object? state = EngineObject.Get(session, "Internal");
        object? scope = state?.GetType().GetMethod("NewScope", Any, null, new[] { typeof(bool) }, null)?.Invoke(state, new object[] { isScript });
        PropertyInfo? locals = scope?.GetType().GetProperty("LocalsTuple", Any);
        object? none = EngineObject.Get(EngineObject.Get(state, "GlobalScope"), "LocalsTuple");
        if (locals?.CanWrite != true || none == null || CurrentScope(state!)?.CanWrite != true) return null;

        // The engine asks each scope for its automatic variables; the global one has none either.
        locals.SetValue(scope, none);
        var opened = new SessionScope(scope!);
        opened.Enter(session);
        return opened;
    }

    /// <summary>Enters the scope: the engine leaves it when the running command ends.</summary>
    public void Enter(SessionState session)
    {
        object state = EngineObject.Get(session, "Internal")!;
        CurrentScope(state)!.SetValue(state, _scope);
    }

    private static PropertyInfo? CurrentScope(object state) => state.GetType().GetProperty("CurrentScope", Any);
}
