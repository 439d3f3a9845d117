using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using ParallelCmdlets.Scheduling;
using ParallelCmdlets.Sinks;

namespace ParallelCmdlets;

/// <summary>Moves inputs into a map and its outcomes out of it to the sinks, on the pipeline thread: while the window is full it writes instead of reading.</summary>
internal sealed class MapPump : IDisposable
{
    // An outcome that is not looked at stays in the cache of who works on it: so a stream of tiny items is looked at now and then.
    private const int PostsPerLook = 16;
    private const int NewsMilliseconds = 1100;

    private readonly ParallelMap _map;
    private readonly IOutcomeSink[] _sinks;
    private readonly MapCounts _counts = new();
    private readonly ErrorLimit? _limit;
    private readonly bool _isRerun;
    private long? _total;
    private int _unlooked;
    private int _lookedAt;

    /// <param name="map">The map.</param>
    /// <param name="options">What the user chose for it.</param>
    /// <param name="sinks">Who takes the outcomes, each in its turn.</param>
    /// <exception cref="MapException">The error limit is neither a number nor a part.</exception>
    public MapPump(ParallelMap map, MapOptions options, params IOutcomeSink[] sinks)
    {
        _map = map;
        _limit = options.ErrorLimit == null ? null : ErrorLimit.Parse(options.ErrorLimit);
        _isRerun = options.Rerun;
        _sinks = sinks;
    }

    /// <summary>Who shows how far the map is; null where nobody does.</summary>
    public ProgressBar? Progress { get; set; }

    /// <summary>How far the map is; for the pipeline thread.</summary>
    public MapStatus Status()
    {
        (int finished, int failed) = _map.Untaken();
        return new MapStatus(_counts.Finished + finished, _counts.Failed + failed, _total is { } total ? Math.Max(total, _map.Accepted) : null, _map.LongestRunning());
    }

    /// <summary>Says how many inputs there will be.</summary>
    public void Expect(long total) => _total = total;

    /// <summary>Accepts one input, and writes what is ready.</summary>
    /// <exception cref="MapException">The map has failed as a whole, or too many items have.</exception>
    public void Accept(object? item)
    {
        if (_isRerun) item = InputOf(item);
        while (_map.IsFull) TakeNext();
        if (!_map.Post(item))
        {
            TakeReady();
            _map.ThrowIfEnded();
        }

        if (++_unlooked < PostsPerLook && Environment.TickCount == _lookedAt) return;
        _unlooked = 0;
        _lookedAt = Environment.TickCount;
        TakeReady();
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
        TakeBesideItems();
        _map.ThrowIfEnded();
        Progress?.End();
        Take(_map.TakeFinal());
    }

    /// <summary>Ends everything as soon as can be; returns at once, from any thread.</summary>
    public void Stop() => _map.Stop();

    public void Dispose()
    {
        try
        {
            Progress?.End();
        }
        finally
        {
            _map.Dispose();
        }
    }

    private static object? InputOf(object? result) =>
        ResultProperties.IsResult(result) ? ResultProperties.Get(result!, nameof(ParallelResult.InputObject)) : throw Errors.NotAResult(result, "-Rerun");

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
        _total = _map.Accepted;
        while (_map.HasItems) TakeNext();
        TakeBesideItems();
    }

    private void TakeNext()
    {
        if (_map.TryTake(out Outcome ready)) Take(ready);
        else if (_map.WaitForNews(Progress == null ? NewsMilliseconds : ProgressBar.Milliseconds) is { } notice)
        {
            foreach (IOutcomeSink sink in _sinks) sink.TakeNotice(notice);
        }

        TakeBesideItems();
    }

    private void TakeReady()
    {
        while (_map.TryTake(out Outcome ready)) Take(ready);
        TakeBesideItems();
    }

    // What an executor wrote before its first item comes before that item.
    private void Take(in Outcome ready)
    {
        TakeBesideItems();
        foreach (IOutcomeSink sink in _sinks) sink.Take(ready);
        _counts.Add(ready);
        if (ready.Failure != null) _limit?.Check(_counts, ready);
    }

    private void TakeBesideItems()
    {
        Progress?.Look();
        Take(_map.TakeOutOfBand());
    }

    private void Take(IReadOnlyList<object?> records)
    {
        if (records.Count == 0) return;
        foreach (object? record in records)
        {
            foreach (IOutcomeSink sink in _sinks) sink.TakeOutOfBand(record);
        }
    }
}
