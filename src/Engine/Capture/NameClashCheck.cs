using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Capture;

/// <summary>Sees to it that a name means the same to all code of a map: executors have one place for it, sessions have one each.</summary>
internal sealed class NameClashCheck
{
    private static readonly object Unset = new();

    private readonly Dictionary<string, (object Meaning, string Where)> _claims = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Claims a command by the name that the code has for it, which may have a module in front.</summary>
    /// <exception cref="MapException">The name is another command to other code.</exception>
    public void Claim(string name, CommandInfo command, string where) => Claim(name, Meaning(command), "The command '" + name + "'", where);

    /// <summary>Claims a variable by the name that the code has for it; null where it is not set. False when the claim is not the first.</summary>
    /// <exception cref="MapException">The name is another variable to other code, with another value.</exception>
    public bool Claim(string name, PSVariable? variable, string where)
    {
        int scope = name.IndexOf(':');

        // An unset variable by its bare name may be set by the time the code runs, in whatever calls it.
        if (variable == null && scope < 0) return false;
        object? value = variable == null ? Unset : variable.Value is PSObject wrapped and not { BaseObject: PSCustomObject } ? wrapped.BaseObject : variable.Value;
        return Claim((scope < 0 ? "$" : "$:") + name.Substring(scope + 1), value ?? Unset, "The variable $" + name, where);
    }

    /// <summary>Whether two values are the same object, or equal ones that can't change.</summary>
    public static bool IsSame(object? first, object? second) =>
        ReferenceEquals(first, second)
        || (first is IScriptExtent a && second is IScriptExtent b ? a.File == b.File && a.Text == b.Text : first is ValueType or string && first.Equals(second));

    private bool Claim(string key, object meaning, string what, string where)
    {
        if (!_claims.TryGetValue(key, out (object Meaning, string Where) first))
        {
            _claims.Add(key, (meaning, where));
            return true;
        }

        return IsSame(first.Meaning, meaning) ? false : throw Errors.NameClash(what, first.Where, where);
    }

    private static object Meaning(CommandInfo command) => command switch
    {
        FunctionInfo function => function.ScriptBlock.Ast.Extent,
        CmdletInfo cmdlet => cmdlet.ImplementingType,
        _ => command.Definition,
    };
}
