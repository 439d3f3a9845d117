using System.Collections.Generic;
using System.Linq;

namespace ParallelCmdlets.Workers;

/// <summary>The code that is run per item, without its constants.</summary>
internal abstract class Worker
{
    /// <summary>The worker as the user gave it.</summary>
    public abstract object Definition { get; }

    /// <summary>How messages call it.</summary>
    public abstract string Description { get; }

    /// <summary>The parameters, the positional ones first and in their order.</summary>
    public abstract IReadOnlyList<WorkerParameter> Parameters { get; }

    /// <summary>Whether it takes positional arguments beyond its parameters.</summary>
    public abstract bool TakesMoreArguments { get; }

    /// <summary>Whether a constant may have a name that is none of the parameters.</summary>
    public virtual bool TakesUnknownNames => false;

    public WorkerParameter? Find(string name) => Parameters.FirstOrDefault(p => p.Answers(name));
}
