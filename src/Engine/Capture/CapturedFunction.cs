using System.Management.Automation;
using System.Management.Automation.Language;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>A function that executors define again.</summary>
internal sealed class CapturedFunction
{
    public CapturedFunction(FunctionInfo function, bool isStatement, ScopedItemOptions options)
    {
        Block = function.ScriptBlock;
        Statement = isStatement ? (FunctionDefinitionAst)Block.Ast : null;
        Options = options;
        Mode = EngineTrust.ModeOf(function);
    }

    public ScriptBlock Block { get; }

    /// <summary>The statement that defines it, or null where it was set as a block.</summary>
    public FunctionDefinitionAst? Statement { get; }

    /// <summary>Who may change it.</summary>
    public ScopedItemOptions Options { get; }

    /// <summary>The language mode of its own.</summary>
    public PSLanguageMode? Mode { get; }
}
