using System;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>A variable of a restricted session: who may change it there, and from where, executors keep.</summary>
internal sealed class CallerVariable
{
    private const ScopedItemOptions Kept = ScopedItemOptions.ReadOnly | ScopedItemOptions.Constant | ScopedItemOptions.AllScope;

    private readonly PSVariable _variable;

    public CallerVariable(PSVariable variable, PassedValue value)
    {
        _variable = variable;
        Value = value;
    }

    /// <summary>Its value in the caller's session.</summary>
    public PassedValue Value { get; }

    /// <summary>Whether code finds a variable in a scope around it, such as a function's own, and not in the global one or its module's.</summary>
    public static bool IsLocal(PSVariable variable, SessionState session) =>
        !EngineState.IsInGlobalScope(session)
        && !ReferenceEquals(variable, session.PSVariable.Get("global:" + variable.Name))
        && !(session.Module != null && ReferenceEquals(variable, session.PSVariable.Get("script:" + variable.Name)));

    /// <summary>Whether an executor's variable allows what the caller's does not.</summary>
    public bool IsStricterThan(PSVariable other) =>
        (_variable.Options & Kept & ~other.Options) != 0 || _variable.Attributes.Count > other.Attributes.Count || _variable.Visibility != other.Visibility;

    /// <summary>Makes a variable of an executor that is guarded as the caller's.</summary>
    public PSVariable Make(string name, object? value)
    {
        ScopedItemOptions options = _variable.Options & Kept;
        var attributes = new Collection<Attribute>(_variable.Attributes.Where(a => !IsOfItsSession(a)).ToList());
        try
        {
            if (attributes.Count == _variable.Attributes.Count) return new PSVariable(name, value, options, attributes) { Visibility = _variable.Visibility };
        }
        catch (MetadataException)
        {
            // The value was changed in itself to what they don't allow.
        }

        // Where it can't be told what may be set, nothing may.
        return new PSVariable(name, value, options | ScopedItemOptions.Constant) { Visibility = _variable.Visibility };
    }

    private static bool IsOfItsSession(Attribute attribute) => attribute is ValidateScriptAttribute || attribute.GetType().Assembly.IsDynamic;
}
