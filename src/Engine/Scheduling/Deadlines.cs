using System;
using System.Collections.Generic;

namespace ParallelCmdlets.Scheduling;

/// <summary>When running attempts expire, and when one that was asked to end is stuck.</summary>
/// <remarks>
/// A start notes in its lane what runs there, and nothing else: who watches looks through the lanes, so that a time limit
/// costs the items next to nothing. All but <see cref="Watch"/> belongs to the supervisor.
/// </remarks>
internal sealed class Deadlines
{
    private readonly long _limit;
    private readonly long _grace;
    private readonly Lanes _lanes = new();

    /// <param name="limit">How long an attempt may run.</param>
    /// <param name="grace">How long one whose time is over may take to end.</param>
    public Deadlines(TimeSpan limit, TimeSpan grace)
    {
        _limit = limit.Ticks;
        _grace = grace.Ticks;
    }

    /// <summary>Looks at the attempts of a lane from now on.</summary>
    public void Watch(Lane lane) => _lanes.Add(lane);

    /// <summary>Looks no more at the lanes of an executor that run nothing: those that do can get stuck, too.</summary>
    public void Forget(int executor) => _lanes.Forget(executor);

    /// <summary>The earliest time at which something can be due: what starts after this look is not before a whole limit has passed.</summary>
    public long NextDue(long now)
    {
        long next = now + _limit;
        foreach ((Attempt attempt, long startedAt) in _lanes.Running) next = Math.Min(next, Due(attempt, startedAt));
        return next;
    }

    /// <summary>The attempts whose time is over, or which are stuck; those are expired already.</summary>
    public IEnumerable<Attempt> Due(long now)
    {
        foreach ((Attempt attempt, long startedAt) in _lanes.Running)
        {
            if (Due(attempt, startedAt) <= now) yield return attempt;
        }
    }

    private long Due(in Attempt attempt, long startedAt) => startedAt + _limit + (attempt.IsExpired ? _grace : 0);
}
