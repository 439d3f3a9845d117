using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Finds what the script blocks of items need of the caller. Items come when executors are set up, so each brings what is
/// not there.
/// </summary>
internal sealed class ItemNames
{
    private readonly Func<CallerCapture> _capture;
    private readonly CapturedSession _there;
    private readonly SessionState _caller;
    private readonly bool _brings;
    private readonly Dictionary<Ast, CapturedSession?> _known = new();

    /// <param name="caller">The caller's session.</param>
    /// <param name="there">What executors have.</param>
    /// <param name="brings">Whether items may bring anything.</param>
    /// <param name="capture">Begins a capture.</param>
    public ItemNames(SessionState caller, CapturedSession there, bool brings, Func<CallerCapture> capture)
    {
        _caller = caller;
        _there = there;
        _brings = brings;
        _capture = capture;
    }

    /// <summary>Gives what blocks need, as it is now; null where executors have all of it.</summary>
    public BroughtNames? Read(IEnumerable<ScriptBlock> blocks)
    {
        if (!_brings) return null;
        BroughtNames? all = null;
        foreach (ScriptBlock block in blocks)
        {
            if (!_known.TryGetValue(block.Ast, out CapturedSession? code)) _known.Add(block.Ast, code = Capture(block));
            if (code == null) continue;
            KeyValuePair<string, PassedValue>[] variables = Scopes(code).SelectMany(s => s.Variables.Keys).Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(n => new KeyValuePair<string, PassedValue>(n, new PassedValue(_caller.PSVariable.GetValue(n)))).ToArray();
            all = new BroughtNames(code, all == null ? variables : all.Variables.Concat(variables).ToArray());
        }

        return all;
    }

    private static CapturedScope[] Scopes(CapturedSession session) => new[] { session.Global, session.Script, session.Local };

    // Settings are there in any case.
    private CapturedSession? Capture(ScriptBlock block)
    {
        CallerCapture capture = _capture();
        capture.AddCode(block, "A block of the item");
        CapturedSession code = capture.Finish();
        bool isAny = false;
        foreach (CapturedScope scope in Scopes(code))
        {
            foreach (string name in scope.Variables.Keys.Where(n => CallerSettings.Has(n) || Scopes(_there).Any(s => s.Variables.ContainsKey(n))).ToArray()) scope.Variables.Remove(name);
            foreach (string name in scope.Functions.Keys.Where(n => Scopes(_there).Any(s => s.Functions.ContainsKey(n))).ToArray()) scope.Functions.Remove(name);
            foreach (string name in scope.Aliases.Keys.Where(n => Scopes(_there).Any(s => s.Aliases.ContainsKey(n))).ToArray()) scope.Aliases.Remove(name);
            scope.StrictMode = null;
            isAny |= !scope.IsEmpty;
        }

        code.Modules.RemoveAll(m => _there.Modules.Any(t => t.Name == m.Name));
        return isAny || code.Modules.Count > 0 || code.Types.Count > 0 ? code : null;
    }
}
