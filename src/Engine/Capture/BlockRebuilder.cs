using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Makes copies of script blocks that belong to no session, with the same file and lines: a block of
/// another session waits for that session's thread and then runs in its context. A copy is trusted as its original
/// is, and no further than the session that it is made in.
/// </summary>
internal static class BlockRebuilder
{
    private static readonly ConditionalWeakTable<Ast, Dictionary<Modes, ScriptBlock>> Copies = new();
    private static readonly ConditionalWeakTable<Ast, Dictionary<Modes, ScriptBlock>> Definitions = new();

    /// <summary>Rebuilds a block; one that closes over variables (GetNewClosure) is given them again. Called on the thread of the session that will use it.</summary>
    public static ScriptBlock Rebuild(ScriptBlock block) => Rebuild(block, new RebuiltModules());

    /// <summary>The same for one of several blocks that share what they close over.</summary>
    public static ScriptBlock Rebuild(ScriptBlock block, RebuiltModules modules) => ClosesOver(block) ? modules.Bind(Copy(block), block) : Copy(block);

    /// <summary>Rebuilds a block that is a value: one of a module brings what it names of that, as it belongs to no other code here.</summary>
    public static ScriptBlock RebuildValue(ScriptBlock block, RebuiltModules modules) => ClosesOver(block) || (block.Module != null && IsUnrestricted) ? modules.Bind(Copy(block), block) : Copy(block);

    /// <summary>Makes a block that defines a function by its very statement again, so that parameters, file and lines are the caller's.</summary>
    public static ScriptBlock Definition(FunctionDefinitionAst function, PSLanguageMode? own) => Shared(Definitions, function, own, () => new ScriptBlockAst(
        function.Extent, null, new StatementBlockAst(function.Extent, new[] { (StatementAst)function.Copy() }, null), false).GetScriptBlock());

    /// <summary>Whether a rebuilt block is given its variables, as one that closes over them.</summary>
    public static bool ClosesOver(ScriptBlock block) => block.Module?.Name.StartsWith("__DynamicModule_", StringComparison.Ordinal) == true;

    /// <summary>Makes a copy of a block that closes over nothing.</summary>
    public static ScriptBlock Copy(ScriptBlock block) => Shared(Copies, block.Ast, EngineTrust.ModeOf(block), () => block.Ast switch
    {
        ScriptBlockAst tree => tree.GetScriptBlock(),
        FunctionDefinitionAst function => CallOf(function),
        _ => block,
    });

    private static bool IsUnrestricted => Runspace.DefaultRunspace?.SessionStateProxy.LanguageMode is null or PSLanguageMode.FullLanguage;

    // A block is compiled when it first runs, and its loops once more: executors share it, and so do later maps.
    private static ScriptBlock Shared(ConditionalWeakTable<Ast, Dictionary<Modes, ScriptBlock>> blocks, Ast tree, PSLanguageMode? own, Func<ScriptBlock> make)
    {
        // A new block has the language mode of the session that it is made in.
        PSLanguageMode session = Runspace.DefaultRunspace?.SessionStateProxy.LanguageMode ?? PSLanguageMode.FullLanguage;
        var modes = new Modes(session, own);
        Dictionary<Modes, ScriptBlock> ofModes = blocks.GetOrCreateValue(tree);
        lock (ofModes)
        {
            return ofModes.TryGetValue(modes, out ScriptBlock? block) ? block : ofModes[modes] = EngineTrust.InMode(own, () => modes.Of(WithAttributes(make())));
        }
    }

    // The engine makes them when they are first asked for, with the trust of who asks: blocks in them, as of ValidateScript, are the code's own.
    private static ScriptBlock WithAttributes(ScriptBlock made)
    {
        try
        {
            _ = made.Attributes;
        }
        catch (RuntimeException)
        {
            // They can't be made: said when the block is called.
        }

        return made;
    }

    // A function's block, as $function:name gives it, keeps its parameters in the definition around its body.
    private static ScriptBlock CallOf(FunctionDefinitionAst function)
    {
        if (function.Parameters == null) return function.Body.GetScriptBlock();
        var body = (ScriptBlockAst)function.Body.Copy();
        var parameters = new ParamBlockAst(function.Extent, null, function.Parameters.Select(p => (ParameterAst)p.Copy()));
        static NamedBlockAst? Copy(NamedBlockAst? block) => (NamedBlockAst?)block?.Copy();
        return new ScriptBlockAst(
            body.Extent, parameters, Copy(body.BeginBlock), Copy(body.ProcessBlock), Copy(body.EndBlock), Copy(body.DynamicParamBlock)).GetScriptBlock();
    }

    // The language modes that a copy has to do with: that of the session it is made in, and that of its original, null where it has none.
    private readonly struct Modes : IEquatable<Modes>
    {
        private readonly PSLanguageMode _session;
        private readonly PSLanguageMode? _own;

        public Modes(PSLanguageMode session, PSLanguageMode? own)
        {
            _session = session;
            _own = own;
        }

        public ScriptBlock Of(ScriptBlock made) => EngineTrust.WithMode(made, _own is { } own ? EngineTrust.Stricter(own, _session) : null);

        public bool Equals(Modes other) => other._session == _session && other._own == _own;

        public override bool Equals(object? other) => other is Modes modes && Equals(modes);

        public override int GetHashCode() => ((int)_session * 8) + (_own is { } own ? (int)own + 1 : 0);
    }
}
