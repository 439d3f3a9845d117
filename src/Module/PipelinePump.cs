using System;
using System.Collections;
using System.Management.Automation;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets;

/// <summary>Moves inputs into a map and its outcomes out of it, on the pipeline thread: while the window is full it writes instead of reading.</summary>
internal sealed class PipelinePump : IDisposable
{
    // An outcome that is not looked at stays in the cache of who works on it: so a stream of tiny items is looked at now and then.
    private const int PostsPerLook = 16;

    private readonly ParallelMap _map;
    private readonly OutcomeWriter _writer;
    private readonly ErrorLimit? _limit;
    private int _unlooked;
    private int _lookedAt;

    public PipelinePump(ParallelMap map, OutcomeWriter writer, ErrorLimit? limit)
    {
        _map = map;
        _writer = writer;
        _limit = limit;
    }

    /// <summary>Accepts one input, and writes what is ready.</summary>
    /// <exception cref="MapException">The map has failed as a whole, or too many items have.</exception>
    public void Accept(object? item)
    {
        // A result of an earlier map stands for the item that it is of.
        if ((item is PSObject wrapped ? wrapped.BaseObject : item) is ParallelResult result) item = result.InputObject;
        while (_map.IsFull) WriteNext();
        if (!_map.Post(item)) _map.ThrowIfEnded();
        if (++_unlooked < PostsPerLook && Environment.TickCount == _lookedAt) return;
        _unlooked = 0;
        _lookedAt = Environment.TickCount;
        while (_map.TryTake() is { } ready) Write(ready);
        WriteSideRecords();
    }

    /// <summary>Accepts all inputs of a sequence, one after the other.</summary>
    /// <exception cref="MapException">As for one input; or the sequence failed: then the items before that are written first.</exception>
    public void AcceptAll(IEnumerator input)
    {
        MapException? failure = null;
        try
        {
            while (Next(input, ref failure, out object? item)) Accept(item);
        }
        finally
        {
            (input as IDisposable)?.Dispose();
        }

        if (failure == null) return;
        Drain();
        throw failure;
    }

    /// <summary>Writes what is still to come, and waits for the end of the executors.</summary>
    /// <exception cref="MapException">As for an input.</exception>
    public void Complete()
    {
        Drain();
        _map.WaitForExecutors();
        WriteSideRecords();
        _map.ThrowIfEnded();
    }

    /// <summary>Ends everything as soon as can be; returns at once, from any thread.</summary>
    public void Stop() => _map.Stop();

    public void Dispose() => _map.Dispose();

    private static bool Next(IEnumerator input, ref MapException? failure, out object? item)
    {
        item = null;
        try
        {
            if (!input.MoveNext()) return false;
            item = input.Current;
            return true;
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            failure = exception as MapException ?? Errors.InputFailed(exception);
            return false;
        }
    }

    private void Drain()
    {
        _map.Close();
        while (_map.HasItems) WriteNext();
        WriteSideRecords();
    }

    private void WriteNext()
    {
        if (_map.TryTake() is { } ready) Write(ready);
        else if (_map.WaitForNews() is { } notice) _writer.WriteNotice(notice);
        WriteSideRecords();
    }

    private void Write(WorkItem ready)
    {
        _writer.Write(ready);
        _limit?.Count(ready.State);
        _map.TakeBack(ready);
    }

    private void WriteSideRecords()
    {
        foreach (object record in _map.TakeSideRecords()) _writer.WriteSide(record);
    }
}
