using System;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace ParallelCmdlets.Workers;

/// <summary>Converts an argument by PowerShell's rules, at no cost where it has the type already.</summary>
internal static class ArgumentConverter
{
    public static T ConvertTo<T>(object? value, string parameter)
    {
        if (value is PSObject wrapped) return FromWrapped<T>(wrapped, parameter);
        if (value is T typed) return typed;

        // The most common conversion takes more time than the whole rest of a call.
        if (typeof(T) == typeof(double) && value is int number) return (T)(object)(double)number;
        return (T)Convert(value, typeof(T), parameter)!;
    }

    public static object? Convert(object? value, Type type, string parameter)
    {
        if (value == AutomationNull.Value) value = null;
        try
        {
            return LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException exception)
        {
            throw Errors.ArgumentConversion(parameter, type, value, exception);
        }
    }

    // A custom object has its properties in its wrapper: it stays whole, as in a call from a script.
    private static T FromWrapped<T>(PSObject wrapped, string parameter)
    {
        if (wrapped != AutomationNull.Value)
        {
            bool isWhole = wrapped.BaseObject is PSCustomObject || typeof(T) != typeof(object);
            if (isWhole && wrapped is T whole) return whole;
            if (wrapped.BaseObject is T bare && bare is not PSCustomObject) return bare;
        }

        return (T)Convert(wrapped, typeof(T), parameter)!;
    }
}
