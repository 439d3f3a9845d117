using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Makes copies of script blocks that belong to no session, with the same file and lines: a block of
/// another session waits for that session's thread and then runs in its context.
/// </summary>
internal static class BlockRebuilder
{
    public static ScriptBlock Rebuild(ScriptBlock block) => block.Ast switch
    {
        ScriptBlockAst tree => tree.GetScriptBlock(),
        FunctionDefinitionAst function => CallOf(function),
        _ => block,
    };

    /// <summary>The value, rebuilt if it is a script block itself.</summary>
    public static object? RebuildBlock(object? value) => Bare(value) is ScriptBlock block ? Rebuild(block) : value;

    /// <summary>The value with its script blocks rebuilt; a collection that directly holds some is copied.</summary>
    public static object? Rebuild(object? value) => Bare(value) switch
    {
        ScriptBlock block => Rebuild(block),
        object?[] array when array.Any(IsBlock) => array.Select(Rebuild).ToArray(),
        Hashtable table when table.Values.Cast<object?>().Any(IsBlock) => Fill(new Hashtable(System.StringComparer.OrdinalIgnoreCase), table),
        IOrderedDictionary ordered when ordered.Values.Cast<object?>().Any(IsBlock) => Fill(new OrderedDictionary(System.StringComparer.OrdinalIgnoreCase), ordered),
        _ => value,
    };

    /// <summary>The value and what it directly holds, as far as <see cref="Rebuild(object?)"/> looks.</summary>
    public static IEnumerable<object?> PartsOf(object? value)
    {
        object? bare = Bare(value);
        IEnumerable<object?> held = bare switch
        {
            object?[] array => array,
            IDictionary table => table.Values.Cast<object?>(),
            _ => Enumerable.Empty<object?>(),
        };
        return held.Select(Bare).Prepend(bare);
    }

    private static bool IsBlock(object? value) => Bare(value) is ScriptBlock;

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static IDictionary Fill(IDictionary copy, IDictionary from)
    {
        foreach (DictionaryEntry entry in from) copy[entry.Key] = Rebuild(entry.Value);
        return copy;
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
}
