using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>The initial session state that executors open with: as much as the host has without autoloading.</summary>
internal static class BaseSessionState
{
    private static readonly Lazy<InitialSessionState> Full = new(Create);

    // In a restricted session an import that changes nothing gives nobody a command.
    private static readonly Lazy<InitialSessionState> Importing = new(() =>
    {
        InitialSessionState state = Copy();
        EngineSnapIns.LetBeImported(state);
        return state;
    });

    /// <summary>What sessions open with whose caller is not restricted.</summary>
    public static InitialSessionState Unlimited => Importing.Value;

    /// <summary>Whether a new session has the very cmdlet, function or alias by itself.</summary>
    public static bool Has(CommandInfo command) => command switch
    {
        CmdletInfo cmdlet => Full.Value.Commands[cmdlet.Name].OfType<SessionStateCmdletEntry>().Any(c => c.ImplementingType == cmdlet.ImplementingType),
        FunctionInfo function => Full.Value.Commands[function.Name].OfType<SessionStateFunctionEntry>().Any(f => f.Definition == function.Definition),
        AliasInfo alias => Full.Value.Commands[alias.Name].OfType<SessionStateAliasEntry>().Any(a => a.Definition == alias.Definition),
        _ => false,
    };

    /// <summary>Whether a new session has a cmdlet of a name by itself, or an alias.</summary>
    public static bool Has(string name) => Full.Value.Commands[name].Any(c => c is SessionStateCmdletEntry or SessionStateAliasEntry);

    /// <summary>Whether a new session has an alias by itself.</summary>
    public static bool HasAlias(string name) => Full.Value.Commands[name].OfType<SessionStateAliasEntry>().Any();

    /// <summary>A cmdlet of the engine, to be called as it is: a session may have none by that name, or another.</summary>
    public static CmdletInfo Cmdlet(string name) => new(name, Full.Value.Commands[name].OfType<SessionStateCmdletEntry>().First().ImplementingType);

    public static InitialSessionState Copy() => Full.Value.Clone();

    private static InitialSessionState Create()
    {
        InitialSessionState state;
        try
        {
            // Has Utility and Management at hand; the engine's package alone lacks their assemblies.
            state = InitialSessionState.CreateDefault();
        }
        catch (Exception exception) when (exception is System.IO.IOException or RuntimeException)
        {
            state = InitialSessionState.CreateDefault2();
        }

        state.LanguageMode = PSLanguageMode.FullLanguage;
        return state;
    }
}
