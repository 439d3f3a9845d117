using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets;

/// <summary>Takes what a map gives, on the pipeline thread: the cmdlet's streams are one, others look on.</summary>
internal interface IOutcomeSink
{
    /// <summary>Takes an outcome, in the map's order.</summary>
    void Take(in Outcome outcome);

    /// <summary>Takes an object of output or a record that belongs to no item.</summary>
    void TakeOutOfBand(object? record);

    /// <summary>Takes what the map itself has to say to who wants to know.</summary>
    void TakeNotice(string text);
}
