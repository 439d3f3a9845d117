using System.Threading;

namespace ParallelCmdlets;

/// <summary>What a worker can know of its item, as <c>$ParallelItem</c>.</summary>
public sealed class ParallelItem
{
    internal ParallelItem(long index, int attempt, CancellationToken cancellationToken)
    {
        Index = index;
        Attempt = attempt;
        CancellationToken = cancellationToken;
    }

    /// <summary>Gets the place of the item in the input, from 0.</summary>
    public long Index { get; }

    /// <summary>Gets how often the item was started, from 1.</summary>
    public int Attempt { get; }

    /// <summary>Gets a token that is cancelled when the item is to stop.</summary>
    public CancellationToken CancellationToken { get; }
}
