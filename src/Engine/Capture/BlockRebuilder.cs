using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
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

    /// <summary>Rebuilds a block; one that closes over variables (GetNewClosure) is given them again. Called on the executor's thread.</summary>
    public static ScriptBlock Rebuild(ScriptBlock block)
    {
        ScriptBlock copy = Copy(block);
        return ClosesOver(block) ? Close(copy, block, block.Module) : copy;
    }

    /// <summary>Makes a block that defines a function by its very statement again, so that parameters, file and lines are the caller's.</summary>
    public static ScriptBlock Definition(FunctionDefinitionAst function, PSLanguageMode? own) => Shared(Definitions, function, own, () => new ScriptBlockAst(
        function.Extent, null, new StatementBlockAst(function.Extent, new[] { (StatementAst)function.Copy() }, null), false).GetScriptBlock());

    /// <summary>Whether a rebuilt block is given its variables, as one that closes over them.</summary>
    public static bool ClosesOver(ScriptBlock block) => block.Module?.Name.StartsWith("__DynamicModule_", StringComparison.Ordinal) == true;

    /// <summary>The value with its script blocks rebuilt; a collection that directly holds some is copied.</summary>
    public static object? Rebuild(object? value) => Plan(value) is { } rebuild ? rebuild() : value;

    /// <summary>
    /// How to rebuild a value that is a script block or directly holds some, from what it holds now: an executor must not
    /// read what workers write. Null for one that is passed as it is.
    /// </summary>
    public static Func<object?>? Plan(object? value)
    {
        switch (Bare(value))
        {
            case ScriptBlock block:
                return () => Rebuild(block);
            case PSCustomObject when ((PSObject)value!).Properties.Any(HoldsBlock):
                PSObject kept = ((PSObject)value).Copy();
                return () => EngineTrust.HandOn(value, Fill(kept));
            case object?[] array when array.Any(IsBlock):
                var elements = (object?[])array.Clone();
                return () => EngineTrust.HandOn(array, elements.Select(RebuildBlock).ToArray());
            case Hashtable or IOrderedDictionary when ValuesOf((IDictionary)Bare(value)!).Any(IsBlock):
                var table = (IDictionary)Bare(value)!;
                DictionaryEntry[] entries = EntriesOf(table);
                Func<IDictionary> empty = EmptyAs(table);
                return () => EngineTrust.HandOn(table, Fill(empty(), entries));
            default:
                return null;
        }
    }

    /// <summary>The value and what it directly holds, as far as <see cref="Rebuild(object?)"/> looks.</summary>
    public static IEnumerable<object?> PartsOf(object? value)
    {
        object? bare = Bare(value);
        IEnumerable<object?> held = bare switch
        {
            object?[] array => array,
            IDictionary table => ValuesOf(table),
            PSCustomObject => ((PSObject)value!).Properties.OfType<PSNoteProperty>().Select(p => p.Value),
            _ => Enumerable.Empty<object?>(),
        };
        return held.Select(Bare).Prepend(bare);
    }

    private static object?[] ValuesOf(IDictionary table) => EntriesOf(table).Select(e => e.Value).ToArray();

    // Others may write the table meanwhile: the workers of an outer map, or what runs before this one in the pipeline.
    private static DictionaryEntry[] EntriesOf(IDictionary table)
    {
        const int Tries = 20;
        for (int i = 1; ; i++)
        {
            try
            {
                if (!table.IsSynchronized) return table.Cast<DictionaryEntry>().ToArray();
                lock (table.SyncRoot) return table.Cast<DictionaryEntry>().ToArray();
            }
            catch (InvalidOperationException) when (i < Tries)
            {
                // One of .NET's own is copied without a look at changes.
                if (table is Hashtable hashtable) table = (Hashtable)hashtable.Clone();
            }
        }
    }

    private static bool IsBlock(object? value) => Bare(value) is ScriptBlock;

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    // One level and no more: what holds itself would have no end.
    private static object? RebuildBlock(object? value) => Bare(value) is ScriptBlock block ? Rebuild(block) : value;

    private static bool HoldsBlock(PSPropertyInfo property) => property is PSNoteProperty && IsBlock(property.Value);

    private static PSObject Fill(PSObject from)
    {
        PSObject copy = from.Copy();
        foreach (PSPropertyInfo property in copy.Properties.Where(HoldsBlock)) property.Value = RebuildBlock(property.Value);
        return copy;
    }

    private static ScriptBlock Copy(ScriptBlock block) => Shared(Copies, block.Ast, EngineTrust.ModeOf(block), () => block.Ast switch
    {
        ScriptBlockAst tree => tree.GetScriptBlock(),
        FunctionDefinitionAst function => CallOf(function),
        _ => block,
    });

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

    private static ScriptBlock Close(ScriptBlock copy, ScriptBlock original, PSModuleInfo closure)
    {
        var own = new PSModuleInfo(false);
        foreach (string name in NameFinder.Read(original.Ast).Variables)
        {
            PSVariable? variable = closure.SessionState.PSVariable.Get(name);
            if (variable != null) own.SessionState.PSVariable.Set(name, RebuildBlock(variable.Value));
        }

        return EngineTrust.WithMode(own.NewBoundScriptBlock(copy), EngineTrust.ModeOf(copy));
    }

    private static IDictionary Fill(IDictionary copy, DictionaryEntry[] entries)
    {
        foreach (DictionaryEntry entry in entries) copy[entry.Key] = RebuildBlock(entry.Value);
        return copy;
    }

    // An empty table of the same kind, which compares keys as the table does.
    private static Func<IDictionary> EmptyAs(IDictionary table)
    {
        if (table is DefaultParameterDictionary) return () => new DefaultParameterDictionary();
        if (table is IOrderedDictionary ordered)
        {
            StringComparer? comparer = IgnoresCase(ordered) ? StringComparer.OrdinalIgnoreCase : null;
            return () => new OrderedDictionary(comparer);
        }

        var empty = (Hashtable)((Hashtable)table).Clone();
        empty.Clear();
        return () => (Hashtable)empty.Clone();
    }

    // The table does not tell its comparer; that it finds its keys in another case does, where it holds none in two.
    private static bool IgnoresCase(IOrderedDictionary table)
    {
        static string Swap(string key) => new(key.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)).ToArray());
        string[] keys = table.Keys.OfType<string>().ToArray();
        return keys.All(k => table.Contains(Swap(k))) && keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == keys.Length;
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
