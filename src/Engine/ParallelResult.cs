using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace ParallelCmdlets;

/// <summary>What became of one item, as <c>Invoke-ParallelMap -AsResult</c> writes it.</summary>
public sealed class ParallelResult
{
    internal ParallelResult(long index, object? inputObject, object?[] output, ErrorRecord[] errors, ItemState state, int attempts, DateTime startTime, TimeSpan duration, int executor, DateTime writeTime)
    {
        Index = index;
        InputObject = inputObject;
        Output = output;
        Errors = errors;
        State = state;
        Attempts = attempts;
        StartTime = startTime;
        Duration = duration;
        Executor = executor;
        WriteTime = writeTime;
    }

    /// <summary>Gets the place of the item in the input, from 0.</summary>
    public long Index { get; }

    /// <summary>Gets the item; <c>Invoke-ParallelMap -Rerun</c> runs on it again.</summary>
    public object? InputObject { get; }

    /// <summary>Gets what the item wrote to the output; nothing if it failed.</summary>
    public IReadOnlyList<object?> Output { get; }

    /// <summary>Gets the errors that the last attempt wrote or ended with.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; }

    /// <summary>Gets how the item ended.</summary>
    public ItemState State { get; }

    /// <summary>Gets how often the item was started, from 1.</summary>
    public int Attempts { get; }

    /// <summary>Gets when the last attempt started, in UTC.</summary>
    public DateTime StartTime { get; }

    /// <summary>Gets how long the last attempt ran.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Gets the number of the executor that ran the last attempt, from 1.</summary>
    public int Executor { get; }

    /// <summary>Gets when the result was written, in UTC.</summary>
    public DateTime WriteTime { get; }
}
