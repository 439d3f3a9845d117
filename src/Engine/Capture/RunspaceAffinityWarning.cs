using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Capture;

/// <summary>Warns once for each class bound to its runspace of which an instance comes as an item.</summary>
internal sealed class RunspaceAffinityWarning
{
    private readonly OutOfBandChannel _outOfBand;
    private readonly HashSet<Type> _warned = new();
    private Type? _last;

    public RunspaceAffinityWarning(OutOfBandChannel outOfBand) => _outOfBand = outOfBand;

    public void See(object? input)
    {
        object? bare = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (bare is object?[] or IDictionary)
        {
            foreach (object? part in BlockRebuilder.PartsOf(bare)) SeeOne(part);
        }
        else
        {
            SeeOne(bare);
        }
    }

    private void SeeOne(object? value)
    {
        Type? type = value?.GetType();
        if (type == null || type == _last) return;
        _last = type;
        if (RunspaceAffinity.FindBound(type) is { } bound && _warned.Add(bound))
            _outOfBand.Post(new StreamRecord(RecordStream.Warning, new WarningRecord(Errors.RunspaceBoundInstance(bound.Name))));
    }
}
