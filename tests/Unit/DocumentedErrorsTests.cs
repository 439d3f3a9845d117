using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>docs/errors.md lists what src/Engine/Errors.cs makes.</summary>
public class DocumentedErrorsTests
{
    [Fact]
    public void Every_error_id_is_documented()
    {
        string root = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..");
        string source = File.ReadAllText(Path.Combine(root, "src", "Engine", "Errors.cs"));
        string docs = File.ReadAllText(Path.Combine(root, "docs", "errors.md"));
        string[] ids = Regex.Matches(source, "new\\(\\s*\"(\\w+)\"").Select(m => m.Groups[1].Value).ToArray();

        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.Contains('`' + id + '`', docs));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
