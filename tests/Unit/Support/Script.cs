using System.Management.Automation;
using System.Management.Automation.Language;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>Parsed text that belongs to no session.</summary>
internal static class Script
{
    public static ScriptBlockAst Parse(string text, string? file = null)
    {
        ScriptBlockAst tree = Parser.ParseInput(text, file, out _, out ParseError[] errors);
        Assert.Empty(errors);
        return tree;
    }

    public static ScriptBlock Block(string text, string? file = null) => Parse(text, file).GetScriptBlock();
}
