using System;

namespace ParallelCmdlets.Results;

/// <summary>When and where an item ran, by its result. Times are ticks from the start of the first item.</summary>
internal sealed class ItemSpan
{
    private readonly DateTime _startTime;
    private readonly DateTime _writeTime;
    private readonly long _duration;

    /// <exception cref="MapException">The object is no result of a map.</exception>
    public ItemSpan(object? result, string taker)
    {
        if (!ResultProperties.IsResult(result)) throw Errors.NotAResult(result, taker);
        Result = result!;
        Index = ResultProperties.Get<long>(result!, nameof(ParallelResult.Index));
        Executor = ResultProperties.Get<int>(result!, nameof(ParallelResult.Executor));
        State = ResultProperties.Get<ItemState>(result!, nameof(ParallelResult.State));
        Attempts = ResultProperties.Get<int>(result!, nameof(ParallelResult.Attempts));
        _startTime = ResultProperties.Get<DateTime>(result!, nameof(ParallelResult.StartTime)).ToUniversalTime();
        _writeTime = ResultProperties.Get<DateTime>(result!, nameof(ParallelResult.WriteTime)).ToUniversalTime();
        _duration = ResultProperties.Get<TimeSpan>(result!, nameof(ParallelResult.Duration)).Ticks;
    }

    /// <summary>The result itself.</summary>
    public object Result { get; }

    public long Index { get; }

    public int Executor { get; }

    public ItemState State { get; }

    public int Attempts { get; }

    public long StartTicks => _startTime.Ticks;

    public long Start { get; private set; }

    public long End => Start + _duration;

    public long Duration => _duration;

    /// <summary>When nothing but the pipeline thread kept it from being written.</summary>
    public long Ready { get; set; }

    public long Written { get; private set; }

    /// <summary>The number and the input of the item.</summary>
    public string Name => ItemText.Of(Index, ResultProperties.Get(Result, nameof(ParallelResult.InputObject)));

    /// <summary>What the item's last error says; null where there is none.</summary>
    public string? Error => ResultProperties.LastError(Result) is { } error ? ItemText.Of(error) : null;

    /// <summary>Counts times from an origin. What is written ends before that, whatever the clocks say.</summary>
    public void CountFrom(long origin)
    {
        Start = _startTime.Ticks - origin;
        Written = Math.Max(End, _writeTime.Ticks - origin);
        Ready = End;
    }
}
