using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>Properties and methods of script that were added to one object, as by Add-Member: their blocks belong to the session that added them.</summary>
internal static class ScriptMembers
{
    /// <summary>The blocks of an object's script members.</summary>
    public static IEnumerable<ScriptBlock> BlocksOf(object? value) => AreIn(value) ? InstanceMembers.Of(value).SelectMany(BlocksOf) : Array.Empty<ScriptBlock>();

    /// <summary>Whether an object has such members.</summary>
    public static bool AreIn(object? value) => InstanceMembers.Any(value, IsScript);

    public static bool IsScript(PSMemberInfo member) => member is PSScriptProperty or PSScriptMethod;

    /// <summary>The blocks of one member; empty for one of no script.</summary>
    public static IEnumerable<ScriptBlock> BlocksOf(PSMemberInfo member) => member switch
    {
        PSScriptMethod method => new[] { method.Script },
        PSScriptProperty property => new[] { property.GetterScript, property.SetterScript }.Where(b => b != null),
        _ => Array.Empty<ScriptBlock>(),
    };

    /// <summary>Makes a member like another one, with its blocks put through a function.</summary>
    public static PSMemberInfo With(PSMemberInfo member, Func<ScriptBlock, ScriptBlock> change) => member switch
    {
        PSScriptMethod method => new PSScriptMethod(method.Name, change(method.Script)),
        PSScriptProperty { SetterScript: null } property => new PSScriptProperty(property.Name, change(property.GetterScript)),
        PSScriptProperty property => new PSScriptProperty(property.Name, property.GetterScript == null ? null : change(property.GetterScript), change(property.SetterScript)),
        _ => member,
    };
}
