using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.Executors;

/// <summary>Runs compiled workers on a plain thread.</summary>
internal sealed class ThreadExecutor : IExecutor
{
    private readonly CompiledCall _call;
    private readonly int _number;

    public ThreadExecutor(CompiledCall call, int number)
    {
        _call = call;
        _number = number;
    }

    public TimeSpan StopGrace => TimeSpan.Zero;

    // Nothing can end foreign code but itself; the thread takes no further item, and is abandoned if it hangs.
    public void BeginStop()
    {
    }

    public void Run(Window window)
    {
        while (window.Claim() is { } item)
        {
            item.Executor = _number;
            long start = Stopwatch.GetTimestamp();
            try
            {
                CompiledWorker.AddOutput(_call.Invoke(item.Input), item.Records);
                item.State = ItemState.Completed;
            }
            catch (Exception exception)
            {
                item.State = ItemState.Failed;
                item.Records.Clear();
                item.Records.Add(new StreamRecord(RecordStream.Error, ItemFailure.RecordOfMethod(exception, _call.Name)));
            }

            item.Duration = TimeSpan.FromSeconds((double)(Stopwatch.GetTimestamp() - start) / Stopwatch.Frequency);
            window.Complete(item);
        }
    }
}

/// <summary>A compiled worker, readied for the items of one map.</summary>
internal sealed class CompiledCall
{
    private readonly CompiledWorker _worker;
    private readonly ItemBinder _binder;
    private readonly Func<object?[], object?>? _call;

    /// <exception cref="MapException">The worker takes another number of arguments than items and constants give.</exception>
    public CompiledCall(PartialWorker worker, ItemBinder binder, InputKind kind, int tupleLength)
    {
        _worker = (CompiledWorker)worker.Target;
        _binder = binder;
        if (kind != InputKind.Splat)
            _call = _worker.Bind(Copy(worker), worker.ArgumentList.Count + (kind == InputKind.Tuple ? tupleLength : 1));
    }

    public string Name => _worker.Description;

    public object? Invoke(object? input)
    {
        BoundArguments arguments = _binder.Bind(input);
        if (_call != null) return _call(arguments.Positional);

        var named = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (arguments.Named != null)
        {
            foreach (DictionaryEntry argument in arguments.Named) named.Add((string)argument.Key, argument.Value);
        }

        return _worker.Bind(named, arguments.Positional.Length)(arguments.Positional);
    }

    private static Dictionary<string, object?> Copy(PartialWorker worker)
    {
        var copy = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, object?> constant in worker.Constant) copy.Add(constant.Key, constant.Value);
        return copy;
    }
}
