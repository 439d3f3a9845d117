using System;
using System.Management.Automation;

namespace ParallelCmdlets;

/// <summary>Reads results of a map: those of this session, and copies that were exported or came from a job, which have the properties only.</summary>
internal static class ResultProperties
{
    private static readonly string CopyName = "Deserialized." + typeof(ParallelResult).FullName;

    public static bool IsResult(object? value) => Base(value) is ParallelResult || (value is PSObject copy && copy.TypeNames.Contains(CopyName));

    /// <summary>Gives the value of a property as it was written; null where a copy lacks it.</summary>
    public static object? Get(object result, string property)
    {
        if (property == nameof(ParallelResult.InputObject) && Base(result) is ParallelResult own) return own.InputObject;
        return PSObject.AsPSObject(result).Properties[property]?.Value;
    }

    /// <summary>Gives the value of a property as a type that it converts to.</summary>
    public static T? Get<T>(object result, string property) => LanguagePrimitives.ConvertTo<T>(Get(result, property));

    /// <summary>Gives what the last error says; null where there is none.</summary>
    public static string? LastError(object result)
    {
        object?[] errors = Get<object?[]>(result, nameof(ParallelResult.Errors)) ?? Array.Empty<object?>();
        return errors.Length > 0 ? errors[errors.Length - 1]?.ToString() : null;
    }

    private static object? Base(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
