using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>
/// The modules that code closes over (GetNewClosure, New-Module), or that a copied function comes from, made anew in the running session: each once, so that
/// the methods of one object share their state. A module has the variables and functions that the code names.
/// </summary>
internal sealed class RebuiltModules
{
    private readonly Dictionary<PSModuleInfo, PSModuleInfo> _own = new();
    private readonly HashSet<(PSModuleInfo, Ast)> _read = new();

    /// <summary>Binds a copy of a block to what the original closes over.</summary>
    public ScriptBlock Bind(ScriptBlock copy, ScriptBlock original)
    {
        PSModuleInfo module = original.Module;
        if (!_own.TryGetValue(module, out PSModuleInfo? own)) _own.Add(module, own = new PSModuleInfo(false));
        Bring(original.Ast, module, own);
        return EngineTrust.WithMode(own.NewBoundScriptBlock(copy), EngineTrust.ModeOf(copy));
    }

    private void Bring(Ast tree, PSModuleInfo from, PSModuleInfo to)
    {
        if (!_read.Add((from, tree))) return;
        NameFinder names = NameFinder.Read(tree);
        foreach (string name in CallerSettings.Names)
        {
            // One of the function in which the closure was made: it closes over those, too.
            PSVariable? setting = from.SessionState.PSVariable.Get("script:" + name);
            if (setting != null) to.SessionState.PSVariable.Set(name, setting.Value);
        }

        foreach (string name in names.Variables)
        {
            PSVariable? variable = from.SessionState.PSVariable.Get(name);
            if (variable != null) to.SessionState.PSVariable.Set(name, HeldCode.RebuildBlock(variable.Value, this, static _ => true));
        }

        foreach (string name in names.Commands)
        {
            EngineState.TryFindCommand(from.SessionState, name, PSLanguageMode.FullLanguage, out CommandInfo? command);
            if (command is not FunctionInfo function || function.ScriptBlock.Module != from) continue;
            ScriptBlock block = Bind(BlockRebuilder.Copy(function.ScriptBlock), function.ScriptBlock);
            EngineTrust.InMode<object?>(EngineTrust.ModeOf(function), () =>
            {
                SessionTables.SetFunction(to, name, block);
                return null;
            });
        }
    }
}
