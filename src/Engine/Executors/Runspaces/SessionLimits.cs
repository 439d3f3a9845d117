using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>What the executors of a restricted session are cut down to: the commands, providers and drives that this session has now.</summary>
internal sealed class SessionLimits
{
    private const CommandTypes Kinds = CommandTypes.Cmdlet | CommandTypes.Function | CommandTypes.Filter | CommandTypes.Alias;

    private readonly HashSet<string> _drives;

    /// <summary>Reads the limits of the caller's session, on its thread.</summary>
    public SessionLimits(SessionState caller, CapturedSession captured)
    {
        ILookup<string, CommandInfo> commands = caller.InvokeCommand.GetCommands("*", Kinds, nameIsPattern: true).ToLookup(c => c.Name, StringComparer.OrdinalIgnoreCase);
        ILookup<string, ProviderInfo> providers = caller.Provider.GetAll().ToLookup(p => p.Name, StringComparer.OrdinalIgnoreCase);
        _drives = new HashSet<string>(caller.Drive.GetAll().Select(d => d.Name), StringComparer.OrdinalIgnoreCase);

        State = BaseSessionState.Copy();
        State.LanguageMode = captured.Trust.SessionMode;
        foreach (SessionStateCommandEntry entry in State.Commands.ToArray())
        {
            if (commands[entry.Name].FirstOrDefault(c => IsSame(entry, c)) is { } own) entry.Visibility = own.Visibility;
            else State.Commands.Remove(entry.Name, entry.GetType());
        }

        foreach (SessionStateProviderEntry entry in State.Providers.ToArray())
        {
            ProviderInfo? own = providers[entry.Name].FirstOrDefault(p => p.ImplementingType == entry.ImplementingType);
            if (own?.ModuleName is { Length: > 0 }) continue;

            // One that was added by itself is not the engine's own, by which it looks for programs.
            State.Providers.Remove(entry.Name, entry.GetType());
            if (own != null) State.Providers.Add(new SessionStateProviderEntry(own.Name, own.ImplementingType, own.HelpFile));
        }

        foreach (KeyValuePair<string, Type> cmdlet in captured.Cmdlets)
        {
            SessionStateEntryVisibility visibility = commands[cmdlet.Key].FirstOrDefault()?.Visibility ?? SessionStateEntryVisibility.Public;
            State.Commands.Add(new SessionStateCmdletEntry(cmdlet.Key, cmdlet.Value, null) { Visibility = visibility });
        }
    }

    /// <summary>What executors open with.</summary>
    public InitialSessionState State { get; }

    /// <summary>Takes from an executor's session what only an open one has.</summary>
    public void Apply(SessionState executor)
    {
        foreach (PSDriveInfo drive in executor.Drive.GetAll().Where(d => !_drives.Contains(d.Name)).ToArray()) executor.Drive.Remove(drive.Name, force: true, "global");
    }

    private static bool IsSame(SessionStateCommandEntry entry, CommandInfo own) => (entry, own) switch
    {
        (SessionStateCmdletEntry a, CmdletInfo b) => a.ImplementingType == b.ImplementingType,
        (SessionStateFunctionEntry a, FunctionInfo b) => a.Definition == b.Definition && EngineTrust.ModeOf(b) is null or PSLanguageMode.FullLanguage,
        (SessionStateAliasEntry a, AliasInfo b) => a.Definition == b.Definition && EngineTrust.ModeOf(b) is null or PSLanguageMode.FullLanguage,
        _ => false,
    };
}
