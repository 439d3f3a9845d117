using System;
using System.Collections.Generic;
using System.Linq;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Tests;

/// <summary>A sink that keeps all that it is given.</summary>
internal sealed class RecordingSink : IOutcomeSink
{
    public List<Outcome> Outcomes { get; } = new();

    public List<object?> OutOfBand { get; } = new();

    public List<string> Notices { get; } = new();

    /// <summary>Called with each outcome.</summary>
    public Action Taken { get; set; } = static () => { };

    /// <summary>The output of all items.</summary>
    public IEnumerable<object?> Output => Outcomes.SelectMany(o => o.Records);

    public void Take(in Outcome outcome)
    {
        Outcomes.Add(outcome);
        Taken();
    }

    public void TakeOutOfBand(object? record) => OutOfBand.Add(record);

    public void TakeNotice(string text) => Notices.Add(text);
}
