using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets;

/// <summary>How many outcomes of a map were written; all who ask read the same.</summary>
internal sealed class MapCounts
{
    public long Finished { get; private set; }

    public long Failed { get; private set; }

    public void Add(in Outcome outcome)
    {
        Finished++;
        if (outcome.Failure != null) Failed++;
    }
}
