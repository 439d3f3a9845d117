using System;
using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>A value on its way into executors, looked at once, in the caller, before any of them runs: each gets its script blocks rebuilt.</summary>
internal sealed class PassedValue
{
    private readonly Func<Func<ScriptBlock, bool>, object?>? _rebuild;

    public PassedValue(object? original)
    {
        Original = original;
        _rebuild = HeldCode.Plan(original);
    }

    /// <summary>The caller's value.</summary>
    public object? Original { get; }

    /// <summary>The value for the executor on whose thread this is called.</summary>
    public object? Rebuild() => _rebuild == null ? Original : _rebuild(static _ => true);
}
