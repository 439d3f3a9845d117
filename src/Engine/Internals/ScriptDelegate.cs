using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Internals;

/// <summary>Delegates made of script blocks, as by <c>[Func[int, int]] { ... }</c>: what is called is the block, in the session that it belongs to.</summary>
internal static class ScriptDelegate
{
    /// <summary>The block that a delegate calls; null for one of compiled code.</summary>
    public static ScriptBlock? BlockOf(Delegate @delegate) =>
        (@delegate.Target?.GetType().GetField("Constants")?.GetValue(@delegate.Target) as object[])?.OfType<ScriptBlock>().FirstOrDefault();

    /// <summary>Makes a delegate of the type of another one that calls a block.</summary>
    public static Delegate Like(Delegate other, ScriptBlock block) => (Delegate)LanguagePrimitives.ConvertTo(block, other.GetType(), CultureInfo.InvariantCulture);
}
