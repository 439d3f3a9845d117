using System.IO;
using System.Runtime.CompilerServices;

namespace ParallelCmdlets.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Source
{
    public static string Folder(string relative) => Path.GetFullPath(Path.Combine(Root(), relative));

    private static string Root([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");
}
