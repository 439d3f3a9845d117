using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Rebuilds the code of items in one executor. Nothing is captured for it, as items come when the executors are set up:
/// a member or delegate that needs what its caller has, and an executor has not, stays the caller's, which is slow.
/// </summary>
internal sealed class ItemCode
{
    private readonly PassedItems _items;
    private readonly CapturedSession _captured;
    private readonly Func<string, bool> _isBuiltIn;
    private readonly Dictionary<Ast, bool> _known = new();
    private readonly Func<ScriptBlock, bool> _hasAllItNeeds;

    /// <param name="items">What was seen of the items.</param>
    /// <param name="captured">What the executor has.</param>
    /// <param name="isBuiltIn">Whether every executor has a command of a name.</param>
    public ItemCode(PassedItems items, CapturedSession captured, Func<string, bool> isBuiltIn)
    {
        _items = items;
        _captured = captured;
        _isBuiltIn = isBuiltIn;
        _hasAllItNeeds = HasAllItNeeds;
    }

    private CapturedScope[] Scopes => new[] { _captured.Global, _captured.Script, _captured.Local };

    public object? Rebuild(object? item) => _items.Rebuild(item, _hasAllItNeeds);

    private bool HasAllItNeeds(ScriptBlock block)
    {
        if (_known.TryGetValue(block.Ast, out bool known)) return known;
        NameFinder names = NameFinder.Read(block.Ast);
        bool variables = BlockRebuilder.ClosesOver(block) || names.Variables.All(v => v == "this" || Scopes.Any(s => s.Variables.ContainsKey(v)));
        return _known[block.Ast] = variables && names.Commands.All(c => Scopes.Any(s => s.Functions.ContainsKey(c) || s.Aliases.ContainsKey(c)) || _isBuiltIn(c));
    }
}
