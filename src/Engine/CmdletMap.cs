using System;
using System.Collections;
using System.Management.Automation;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Sinks;

namespace ParallelCmdlets;

/// <summary>The map of one call of a cmdlet, from its pipe into its streams.</summary>
internal sealed class CmdletMap : IDisposable
{
    private readonly MapPump _pump;
    private readonly InputPipe _waiting;
    private bool _hasInput;

    /// <exception cref="MapException">An option is wrong, the worker can't be bound, or the caller's session can't give what it needs.</exception>
    public CmdletMap(PSCmdlet cmdlet, MapOptions options)
    {
        options.Position = CommandRuntimeAccess.PositionOf(cmdlet.MyInvocation);
        var sink = new CmdletSink(cmdlet, options.AsResult);
        var map = new ParallelMap(options, cmdlet.SessionState, cmdlet.Host);
        _pump = new MapPump(map, options, sink);
        _waiting = new InputPipe(cmdlet.CommandRuntime);
        if (options.ShowProgress && !IsSilent(cmdlet)) Show(map, sink);
        foreach (string captured in map.Captured) sink.TakeNotice("Captured " + captured + ".");
        foreach (string warning in map.Warnings) cmdlet.WriteWarning(warning);
    }

    /// <summary>Accepts an object from the pipe, and those that wait in it behind that.</summary>
    /// <exception cref="MapException">The map has failed as a whole, or too many items have.</exception>
    public void AcceptPiped(object? first)
    {
        if (!_hasInput && _pump.Progress != null && _waiting.Count() is { } waiting) _pump.Expect(waiting + 1);
        _hasInput = true;
        _pump.Accept(first);
        _pump.AcceptAll(_waiting);
    }

    /// <summary>Accepts one input.</summary>
    /// <exception cref="MapException">As for a piped one.</exception>
    public void Accept(object? item) => _pump.Accept(item);

    /// <summary>Accepts all inputs of a sequence, one after the other.</summary>
    /// <param name="items">The sequence.</param>
    /// <param name="count">How many there are, where that is known.</param>
    /// <exception cref="MapException">As for a piped one; or the sequence failed: then the items before that are written first.</exception>
    public void AcceptAll(IEnumerator items, int? count)
    {
        if (count is { } known) _pump.Expect(known);
        _pump.AcceptAll(items);
    }

    /// <summary>Writes what is still to come, and waits for the end of the executors.</summary>
    /// <exception cref="MapException">As for an input.</exception>
    public void Complete() => _pump.Complete();

    /// <summary>Ends everything as soon as can be; returns at once, from any thread.</summary>
    public void Stop() => _pump.Stop();

    /// <inheritdoc/>
    public void Dispose() => _pump.Dispose();

    // The engine would silence a bar's records, save the last one.
    private static bool IsSilent(PSCmdlet cmdlet)
    {
        object? preference = cmdlet.MyInvocation.BoundParameters.TryGetValue("ProgressAction", out object? given) ? given : cmdlet.GetVariableValue("ProgressPreference");
        return LanguagePrimitives.TryConvertTo(preference, out ActionPreference known) && known is (ActionPreference.SilentlyContinue or ActionPreference.Ignore);
    }

    private void Show(ParallelMap map, CmdletSink sink)
    {
        _pump.Progress = new ProgressBar(Clock.Start(), _pump.Status, sink.WriteProgress, sink.CompleteProgress, ParallelMap.OuterActivity);
        map.ShowAs(_pump.Progress.Id);
    }
}
