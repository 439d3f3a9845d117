using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>Reads members of the engine's own objects by their names; null where they are missing.</summary>
internal static class EngineObject
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static bool Has(object? from, string property) => from?.GetType().GetProperty(property, Any) != null;

    public static object? Get(object? from, string property) => from?.GetType().GetProperty(property, Any)?.GetValue(from);
}
