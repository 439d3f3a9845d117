using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Capture;
using ParallelCmdlets.Internals;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>Runs one item of a script or command worker in the running pipeline of its executor.</summary>
internal sealed class ItemRunner
{
    // Of no length: the worker sees the variable that it is in, and whatever could be put into it would be there for the maps to come.
    private static readonly object NoConstants = Array.Empty<object>();

    private readonly ItemBinder _binder;
    private readonly ItemCode _itemCode;
    private readonly ScriptWorker? _script;
    private readonly object _command;
    private readonly ScriptBlock _block;
    private readonly ScriptBlock? _direct;
    private readonly DelegateSignature? _signature;
    private readonly bool _givesParallelItem;
    private readonly (string Name, CallerVariable Variable, object? Value)[] _guarded;
    private readonly InvocationInfo? _caller;
    private readonly bool _refusesUntrusted;

    /// <summary>Readies a runner for one executor, on its thread: the blocks that it makes are of that executor's session.</summary>
    public ItemRunner(RunspaceBackend map)
    {
        PartialWorker worker = map.Worker.WithValues((value, _) => ((PassedValue)value!).Rebuild());
        var call = new CommandCall(map.Options.Position);
        _binder = new ItemBinder(worker, map.Options.InputKind, map.Options.TupleLength);
        _itemCode = new ItemCode(map.Items, map.Session, BaseSessionState.Has);
        _givesParallelItem = map.Session.UsesParallelItem;
        _refusesUntrusted = map.Session.RefusesUntrusted;
        _guarded = map.Session.GuardedLocals.Select(v => (v.Key, v.Value, v.Value.Value.Rebuild())).ToArray();
        if (worker.Target is ScriptWorker script)
        {
            _script = script;
            ScriptBlock own = BlockRebuilder.Rebuild(script.Block);
            _command = own;
            _direct = script.NeedsCommandBinding ? null : own;
            _block = (script.ReadsPipeline ? call.FromPipeline : call.Script).GetScriptBlock();
            _signature = script.Definition is Delegate @delegate ? new DelegateSignature(@delegate) : null;
        }
        else
        {
            var command = (CommandWorker)worker.Target;
            _command = map.Limits != null && command.Command is CmdletInfo cmdlet ? new CmdletInfo(cmdlet.Name, cmdlet.ImplementingType) : command.CallName;
            _block = (command.ReadsPipeline ? call.FromPipeline : command.Command is CmdletInfo ? call.Cmdlet : call.Script).GetScriptBlock();

            // What a constrained user defined is found by code that is constrained, too.
            if (EngineTrust.ModeOf(command.Command) is { } mode) EngineTrust.WithMode(_block, EngineTrust.Stricter(mode, map.Session.Trust.LanguageMode));
        }

        _caller = ScriptBlockInvoker.CallAt(call.Position, _direct);
    }

    /// <summary>Runs the item; what it throws is the item's failure.</summary>
    public void Run(in Attempt attempt, ItemOutput output, CancellationToken stop)
    {
        if (_refusesUntrusted && HeldCode.PartsOf(attempt.Input).OfType<ScriptBlock>().Any(b => EngineTrust.ModeOf(b) is not (null or PSLanguageMode.FullLanguage))) throw Errors.UntrustedCode("A block of the item", "The worker");
        object? input = _itemCode.Rebuild(attempt.Input);
        BoundArguments arguments = _binder.Bind(input);
        List<PSVariable>? variables = Variables(attempt, stop);
        object?[] positional = _signature == null ? arguments.Positional : _signature.Convert(arguments.Positional);
        if (_direct != null && ((_signature == null ? arguments.InOrder : null) ?? InOrder(positional, arguments.Named)) is { } all)
            ScriptBlockInvoker.InvokeItem(_direct, input, output.Records, output.Pipe, variables, _caller, all);
        else
            ScriptBlockInvoker.InvokeItem(_block, input, output.Records, output.Pipe, variables, _caller, CommandCall.For(_command, positional, (object?)arguments.Named ?? NoConstants));
        _signature?.ConvertResult(output.Records);
    }

    private List<PSVariable>? Variables(in Attempt attempt, CancellationToken stop)
    {
        if (!_givesParallelItem && _guarded.Length == 0) return null;
        List<PSVariable> variables = _guarded.Select(v => v.Variable.Make(v.Name, v.Value)).ToList();
        if (_givesParallelItem) variables.Add(new PSVariable("ParallelItem", new ParallelItem(attempt.Index, attempt.Number, stop)));
        return variables;
    }

    // Where every argument up to the last has its value, a plain script block can be called by position.
    private object?[]? InOrder(object?[] positional, Hashtable? named)
    {
        if (named == null) return positional;
        IReadOnlyList<WorkerParameter> parameters = _script!.Parameters;
        var all = new List<object?>(parameters.Count);
        int next = 0, used = 0;
        foreach (WorkerParameter parameter in parameters)
        {
            if (named.ContainsKey(parameter.Name))
            {
                all.Add(named[parameter.Name]);
                used++;
            }
            else if (next < positional.Length) all.Add(positional[next++]);
            else break;
        }

        if (used < named.Count) return null;
        while (next < positional.Length) all.Add(positional[next++]);
        return all.ToArray();
    }
}
