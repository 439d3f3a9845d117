using System.Reflection;

namespace ParallelCmdlets.Internals;

/// <summary>Reads and sets members of the engine's own objects by their names; where they are missing, null is read and nothing set.</summary>
internal static class EngineObject
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static bool Has(object? from, string property) => from?.GetType().GetProperty(property, Any) != null;

    public static object? Get(object? from, string property) => from?.GetType().GetProperty(property, Any)?.GetValue(from);

    public static void Set(object of, string property, object value)
    {
        PropertyInfo? member = of.GetType().GetProperty(property, Any);
        if (member?.CanWrite == true) member.SetValue(of, value);
    }
}
