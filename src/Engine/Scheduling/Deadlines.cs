using System;
using System.Collections.Generic;
using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>When running attempts expire, and when one that was asked to end is stuck.</summary>
/// <remarks>
/// A start notes in its lane what runs there, and nothing else: who watches looks through the lanes, so that a time limit
/// costs the items next to nothing. All but <see cref="Watch"/> belongs to the supervisor.
/// </remarks>
internal sealed class Deadlines
{
    private readonly object _gate = new();
    private readonly long _limit;
    private readonly long _grace;
    private Lane[] _lanes = Array.Empty<Lane>();

    /// <param name="limit">How long an attempt may run.</param>
    /// <param name="grace">How long one whose time is over may take to end.</param>
    public Deadlines(TimeSpan limit, TimeSpan grace)
    {
        _limit = limit.Ticks;
        _grace = grace.Ticks;
    }

    /// <summary>Looks at the attempts of a lane from now on.</summary>
    public void Watch(Lane lane)
    {
        lock (_gate)
        {
            var lanes = new List<Lane>(_lanes) { lane };
            Volatile.Write(ref _lanes, lanes.ToArray());
        }
    }

    /// <summary>Looks no more at the lanes of an executor that run nothing: those that do can get stuck, too.</summary>
    public void Forget(int executor)
    {
        lock (_gate) Volatile.Write(ref _lanes, Array.FindAll(_lanes, l => l.Executor != executor || l.Item?.TryGetRunning(out _, out _) == true));
    }

    /// <summary>The earliest time at which something can be due: what starts after this look is not before a whole limit has passed.</summary>
    public long NextDue(long now)
    {
        long next = now + _limit;
        foreach (Lane lane in Volatile.Read(ref _lanes))
        {
            if (lane.Item?.TryGetRunning(out Attempt attempt, out long startedAt) == true) next = Math.Min(next, Due(attempt, startedAt));
        }

        return next;
    }

    /// <summary>The attempts whose time is over, or which are stuck; those are expired already.</summary>
    public IEnumerable<Attempt> Due(long now)
    {
        foreach (Lane lane in Volatile.Read(ref _lanes))
        {
            if (lane.Item?.TryGetRunning(out Attempt attempt, out long startedAt) == true && Due(attempt, startedAt) <= now) yield return attempt;
        }
    }

    private long Due(in Attempt attempt, long startedAt) => startedAt + _limit + (attempt.IsExpired ? _grace : 0);
}
