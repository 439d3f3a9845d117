using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>How variables that code names are brought: into the scope in which the caller has them.</summary>
internal sealed partial class CallerCapture
{
    /// <summary>Adds a variable by its name, or those that a wildcard matches.</summary>
    /// <exception cref="MapException">There is no such variable.</exception>
    public void AddVariable(string name)
    {
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            string[] own = CallerNames.Variables(_caller, name).Where(n => !NameFinder.IsAutomatic(n) && !CallerSettings.Has(n)).ToArray();
            if (own.Length == 0) throw Errors.UnknownVariable(name);
            foreach (string each in own) AddVariable(each);
            return;
        }

        PSVariable variable = _caller.PSVariable.Get(name) ?? throw Errors.UnknownVariable(name);
        CapturedScope scope = ScopeOf(variable, _caller);
        PassedValue value = scope.Variables[Unscoped(name)] = See(variable.Value, "$" + name);
        _captured.Guard(name, variable, value, _caller, scope);
    }

    private void CaptureVariable(string name, CapturedCode code, bool isRead)
    {
        PSVariable? variable = code.Session.PSVariable.Get(name);
        if (variable?.Options.HasFlag(ScopedItemOptions.Private) == true) variable = null;
        if (code.HasOwnVariables)
        {
            if (variable != null) See(variable.Value, "The captured variable $" + name);
            return;
        }

        // Code that sets it first does not mind what another session has: for that code the first one will do.
        bool isFirst = variable != null && _seenNames.Add(name);
        bool isClaimed = isRead && !CallerSettings.Has(name) && _claims.Claim(name, variable, code.Where);
        if (variable == null || !(isFirst || isClaimed)) return;
        if (isFirst) _captured.Captured.Add("variable $" + name);
        string plain = Unscoped(name);
        PassedValue value = See(variable.Value, "The captured variable $" + name);
        CapturedScope into = ScopeOf(variable, code.Session);
        Dictionary<string, PassedValue> scope = into.Variables, local = _captured.Local.Variables;
        _captured.Guard(name, variable, value, code.Session, into);
        if (!scope.TryGetValue(plain, out PassedValue? other) || NameClashCheck.IsSame(other.Original, value.Original))
        {
            scope[plain] = value;
        }
        else if (plain == name)
        {
            local[plain] = value;
        }
        else
        {
            // What is named by its scope is found only there.
            if (_seenNames.Contains(plain) && !local.ContainsKey(plain)) local[plain] = other;
            scope[plain] = value;
        }
    }

    private CapturedScope ScopeOf(PSVariable variable, SessionState session) =>
        session.PSVariable.Get("global:" + variable.Name) == variable ? _captured.Global : _captured.Script;
}
