using System;
using System.Collections;
using System.Management.Automation;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Sinks;

namespace ParallelCmdlets;

/// <summary>The map of one call of a cmdlet, from its pipe into its streams.</summary>
internal sealed class CmdletMap : IDisposable
{
    private readonly MapPump _pump;
    private readonly InputPipe _waiting;

    /// <exception cref="MapException">An option is wrong, the worker can't be bound, or the caller's session can't give what it needs.</exception>
    public CmdletMap(PSCmdlet cmdlet, MapOptions options)
    {
        options.Position = CommandRuntimeAccess.PositionOf(cmdlet.MyInvocation);
        var sink = new CmdletSink(cmdlet, options.AsResult);
        var map = new ParallelMap(options, cmdlet.SessionState, cmdlet.Host);
        _pump = new MapPump(map, options, sink);
        _waiting = new InputPipe(cmdlet.CommandRuntime);
        foreach (string captured in map.Captured) sink.TakeNotice("Captured " + captured + ".");
        foreach (string warning in map.Warnings) cmdlet.WriteWarning(warning);
    }

    /// <summary>Accepts an object from the pipe, and those that wait in it behind that.</summary>
    /// <exception cref="MapException">The map has failed as a whole, or too many items have.</exception>
    public void AcceptPiped(object? first)
    {
        _pump.Accept(first);
        _pump.AcceptAll(_waiting);
    }

    /// <summary>Accepts one input.</summary>
    /// <exception cref="MapException">As for a piped one.</exception>
    public void Accept(object? item) => _pump.Accept(item);

    /// <summary>Accepts all inputs of a sequence, one after the other.</summary>
    /// <exception cref="MapException">As for a piped one; or the sequence failed: then the items before that are written first.</exception>
    public void AcceptAll(IEnumerator items) => _pump.AcceptAll(items);

    /// <summary>Writes what is still to come, and waits for the end of the executors.</summary>
    /// <exception cref="MapException">As for an input.</exception>
    public void Complete() => _pump.Complete();

    /// <summary>Ends everything as soon as can be; returns at once, from any thread.</summary>
    public void Stop() => _pump.Stop();

    /// <inheritdoc/>
    public void Dispose() => _pump.Dispose();
}
