namespace ParallelCmdlets;

/// <summary>How the input of a map binds to its worker's parameters.</summary>
internal enum InputKind
{
    /// <summary>The item is one argument.</summary>
    Single,

    /// <summary>The item is a tuple of -Zip: an argument for each element.</summary>
    Tuple,

    /// <summary>The item's elements, keys or properties are the arguments.</summary>
    Splat,
}
