using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Workers;

/// <summary>Makes a worker of what a user may give as one.</summary>
internal static class WorkerFactory
{
    /// <summary>Reads a worker; a name is looked up in the caller's session.</summary>
    /// <exception cref="MapException">The object is no worker, or names no command.</exception>
    public static Worker Create(object? definition, CommandInvocationIntrinsics commands)
    {
        object? bare = definition is PSObject wrapped ? wrapped.BaseObject : definition;
        return bare switch
        {
            PartialWorker partial => partial.Target,
            ScriptBlock block => new ScriptWorker(block),
            string name => Command(Resolve(FindCommand(name, commands), commands), name),
            CommandInfo command => Command(Resolve(command, commands), command),
            Delegate @delegate when ScriptDelegate.BlockOf(@delegate) is { } block => new ScriptWorker(block, @delegate),
            Delegate @delegate => new DelegateWorker(@delegate),
            PSMethod method => new MethodWorker(method),
            _ => throw Errors.UnsupportedWorker(definition),
        };
    }

    // The engine makes a command's parameters when they are first asked for, with the trust of who asks.
    private static CommandWorker Command(CommandInfo command, object definition) => EngineTrust.InMode(EngineTrust.ModeOf(command), () => new CommandWorker(command, definition));

    // Where the module of an alias's command is not loaded yet, the alias alone does not know it.
    private static CommandInfo Resolve(CommandInfo command, CommandInvocationIntrinsics commands)
    {
        while (command is AliasInfo alias) command = alias.ResolvedCommand ?? FindCommand(alias.Definition, commands);
        return command;
    }

    private static CommandInfo FindCommand(string name, CommandInvocationIntrinsics commands)
    {
        try
        {
            return commands.GetCommand(name, CommandTypes.All) ?? throw Errors.UnknownCommand(name);
        }
        catch (CommandNotFoundException exception)
        {
            throw Errors.UnknownCommand(name, exception);
        }
    }
}
