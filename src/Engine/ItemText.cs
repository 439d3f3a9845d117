using System;
using System.Globalization;
using System.Management.Automation;

namespace ParallelCmdlets;

/// <summary>An item in a few words of one line, for people to recognise it.</summary>
internal static class ItemText
{
    private const int Most = 60;
    private static readonly char[] LineEnds = { '\r', '\n' };

    public static string Of(object? input)
    {
        string text;
        try
        {
            text = LanguagePrimitives.ConvertTo<string>(input) ?? "";
        }
        catch (Exception exception) when (exception is not PipelineStoppedException)
        {
            // The text of an object is code of its own, which may fail.
            text = input!.GetType().ToString();
        }

        int line = text.IndexOfAny(LineEnds);
        int end = line >= 0 && line < Most ? line : Math.Min(text.Length, Most);
        if (end == text.Length) return text;
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return text.Substring(0, end) + "...";
    }

    /// <summary>The number of an item, and what it is where that can be told.</summary>
    public static string Of(long index, object? input)
    {
        string text = Of(input);
        string number = index.ToString(CultureInfo.CurrentCulture);
        return text.Length > 0 ? $"{number} ({text})" : number;
    }
}
