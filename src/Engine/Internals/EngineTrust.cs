using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>
/// What the engine knows of how far code is trusted, and keeps to itself: the language mode of a block, the one in which
/// a command was defined, and whether a session was ever constrained. Where it does not tell, nothing is trusted.
/// </summary>
internal static class EngineTrust
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Type? Context = typeof(PSObject).Assembly.GetType("System.Management.Automation.ExecutionContext");
    private static readonly Func<ScriptBlock, PSLanguageMode?>? BlockMode = Getter<Func<ScriptBlock, PSLanguageMode?>>(typeof(ScriptBlock), "LanguageMode");
    private static readonly Action<ScriptBlock, PSLanguageMode?>? SetBlockMode = (Action<ScriptBlock, PSLanguageMode?>?)typeof(ScriptBlock)
        .GetProperty("LanguageMode", Any)?.GetSetMethod(true)?.CreateDelegate(typeof(Action<ScriptBlock, PSLanguageMode?>));

    private static readonly Func<CommandInfo, PSLanguageMode?>? DefiningMode = Getter<Func<CommandInfo, PSLanguageMode?>>(typeof(CommandInfo), "DefiningLanguageMode");
    private static readonly PropertyInfo? WasConstrainedProperty = Context?.GetProperty("HasRunspaceEverUsedConstrainedLanguageMode", Any);
    private static readonly MethodInfo? HandOnMethod = Context?.GetMethod("PropagateInputSource", Any);

    /// <summary>Whether the engine tells all that trust is judged by.</summary>
    public static bool IsTold { get; } = BlockMode != null && SetBlockMode != null && DefiningMode != null && WasConstrainedProperty?.PropertyType == typeof(bool);

    /// <summary>Whether a session has ever been constrained; so is one of which the engine does not tell.</summary>
    public static bool WasConstrained(SessionState session)
    {
        object? context = EngineObject.Get(EngineObject.Get(session, "Internal"), "ExecutionContext");
        return context == null || !IsTold || (bool)WasConstrainedProperty!.GetValue(context)!;
    }

    /// <summary>The language mode of the code that is running on this thread; where no session runs, nothing is forbidden yet.</summary>
    public static PSLanguageMode ModeOfCaller()
    {
        Runspace? running = Runspace.DefaultRunspace;
        if (running == null) return PSLanguageMode.FullLanguage;

        // One that is being opened or closed does not tell by itself; a module of it does.
        return running.RunspaceStateInfo.State == RunspaceState.Opened ? running.SessionStateProxy.LanguageMode : new PSModuleInfo(false).SessionState.LanguageMode;
    }

    /// <summary>The language mode that a block has of its own; null where it runs in that of its session.</summary>
    public static PSLanguageMode? ModeOf(ScriptBlock block) => BlockMode?.Invoke(block);

    /// <summary>The stricter one of the modes in which a command was defined and runs; null where it has none of its own.</summary>
    public static PSLanguageMode? ModeOf(CommandInfo command)
    {
        PSLanguageMode? defined = DefiningMode?.Invoke(command);
        PSLanguageMode? runs = command is FunctionInfo function ? ModeOf(function.ScriptBlock) : null;
        return defined.HasValue && runs.HasValue ? Stricter(defined.Value, runs.Value) : defined ?? runs;
    }

    /// <summary>Gives a block that was just made a language mode of its own, or none.</summary>
    public static ScriptBlock WithMode(ScriptBlock block, PSLanguageMode? mode)
    {
        if (ModeOf(block) != mode) SetBlockMode?.Invoke(block, mode);
        return block;
    }

    /// <summary>Does something in a stricter mode of the running session: what the engine makes there of code is trusted no further.</summary>
    public static T InMode<T>(PSLanguageMode? mode, Func<T> make)
    {
        SessionStateProxy? session = Runspace.DefaultRunspace?.SessionStateProxy;
        PSLanguageMode now = session?.LanguageMode ?? PSLanguageMode.FullLanguage;
        if (session == null || mode == null || Stricter(now, mode.Value) == now) return make();
        session.LanguageMode = mode.Value;
        try
        {
            return make();
        }
        finally
        {
            session.LanguageMode = now;
        }
    }

    /// <summary>Whether code of one mode must not find what was defined in another one: the engine hides from trusted code what a constrained user defined.</summary>
    public static bool Hides(CommandInfo? command, PSLanguageMode from) =>
        command != null && from == PSLanguageMode.FullLanguage && DefiningMode?.Invoke(command) == PSLanguageMode.ConstrainedLanguage;

    /// <summary>The mode that allows less.</summary>
    public static PSLanguageMode Stricter(PSLanguageMode first, PSLanguageMode second) => Strictness(first) >= Strictness(second) ? first : second;

    /// <summary>Marks what was made of a value that the engine has marked as untrusted.</summary>
    public static T HandOn<T>(object from, T made)
        where T : class
    {
        HandOnMethod?.Invoke(null, new object[] { from, made, PSLanguageMode.FullLanguage });
        return made;
    }

    // The numbers of the modes are not in their order.
    private static int Strictness(PSLanguageMode mode) => mode switch
    {
        PSLanguageMode.FullLanguage => 0,
        PSLanguageMode.ConstrainedLanguage => 1,
        PSLanguageMode.RestrictedLanguage => 2,
        _ => 3,
    };

    private static T? Getter<T>(Type type, string property)
        where T : Delegate
    {
        MethodInfo? getter = type.GetProperty(property, Any)?.GetGetMethod(true);
        return getter?.ReturnType == typeof(PSLanguageMode?) ? (T)getter.CreateDelegate(typeof(T)) : null;
    }
}
