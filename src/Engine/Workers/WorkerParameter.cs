using System;
using System.Collections.Generic;
using System.Linq;

namespace ParallelCmdlets.Workers;

/// <summary>A parameter of a worker, as far as binding needs to know it.</summary>
internal sealed class WorkerParameter
{
    public WorkerParameter(string name, IReadOnlyList<string>? aliases = null, bool isMandatory = false, bool isPositional = true, bool isPlain = false, bool isCommon = false)
    {
        Name = name;
        Aliases = aliases ?? Array.Empty<string>();
        Names = Aliases.Prepend(name).ToArray();
        IsMandatory = isMandatory;
        IsPositional = isPositional;
        IsPlain = isPlain;
        IsCommon = isCommon;
    }

    public string Name { get; }

    public IReadOnlyList<string> Aliases { get; }

    /// <summary>Its name, then its aliases.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool IsMandatory { get; }

    public bool IsPositional { get; }

    /// <summary>Whether binding is mere assignment: no type, no attribute.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether the engine adds it to every advanced command: then it is not the worker's own.</summary>
    public bool IsCommon { get; }

    public bool Answers(string name) =>
        string.Equals(Name, name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
}
