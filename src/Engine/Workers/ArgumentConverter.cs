using System;
using System.Globalization;
using System.Management.Automation;

namespace ParallelCmdlets.Workers;

/// <summary>Converts an argument by PowerShell's rules, at no cost where it has the type already.</summary>
internal static class ArgumentConverter
{
    public static T ConvertTo<T>(object? value, string parameter)
    {
        object? bare = value is PSObject wrapped && typeof(T) != typeof(PSObject) ? wrapped.BaseObject : value;
        if (bare is T typed) return typed;

        // The most common conversion takes more time than the whole rest of a call.
        if (typeof(T) == typeof(double) && bare is int number) return (T)(object)(double)number;
        return (T)Convert(value, typeof(T), parameter)!;
    }

    public static object? Convert(object? value, Type type, string parameter)
    {
        try
        {
            return LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException exception)
        {
            throw Errors.ArgumentConversion(parameter, type, value, exception);
        }
    }
}
