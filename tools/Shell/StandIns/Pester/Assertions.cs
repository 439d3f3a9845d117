using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace PesterStandIn;

internal sealed record OfNothing(string Expectation, bool TakesAll, Func<object?, bool> Holds);

internal sealed record OfExpected(string Expectation, bool TakesAll, Func<object?, object?, bool> Holds);

/// <summary>
/// The comparisons of Should, which are those of the language's operators.
/// Where all of the input is taken, it comes as one array; else each element of it is judged.
/// </summary>
internal static class Assertions
{
    public static IReadOnlyDictionary<string, OfNothing> OfNothing { get; } = new Dictionary<string, OfNothing>
    {
        ["BeTrue"] = new("be true", TakesAll: false, LanguagePrimitives.IsTrue),
        ["BeFalse"] = new("be false", TakesAll: false, value => !LanguagePrimitives.IsTrue(value)),
        ["BeNullOrEmpty"] = new("be null or empty", TakesAll: true, IsNullOrEmpty),
    };

    public static IReadOnlyDictionary<string, OfExpected> OfExpected { get; } = new Dictionary<string, OfExpected>
    {
        ["Be"] = new("be", TakesAll: true, (actual, expected) => AreEqual(actual, expected, ignoreCase: true)),
        ["BeExactly"] = new("be exactly", TakesAll: true, (actual, expected) => AreEqual(actual, expected, ignoreCase: false)),
        ["BeOfType"] = new("have the type", TakesAll: false, IsOfType),
        ["BeLike"] = new("be like", TakesAll: false, (actual, expected) => IsLike(actual, expected, WildcardOptions.IgnoreCase)),
        ["BeLikeExactly"] = new("be exactly like", TakesAll: false, (actual, expected) => IsLike(actual, expected, WildcardOptions.None)),
        ["Match"] = new("match", TakesAll: false, (actual, expected) => Matches(actual, expected, RegexOptions.IgnoreCase)),
        ["MatchExactly"] = new("match exactly", TakesAll: false, (actual, expected) => Matches(actual, expected, RegexOptions.None)),
        ["Contain"] = new("contain", TakesAll: true, (actual, expected) => Contains(actual, expected)),
        ["BeIn"] = new("be in", TakesAll: false, (actual, expected) => Contains(expected, actual)),
        ["HaveCount"] = new("have the count", TakesAll: true, HasCount),
        ["BeGreaterThan"] = new("be greater than", TakesAll: false, (actual, expected) => Compare(actual, expected) > 0),
        ["BeGreaterOrEqual"] = new("be greater than or equal to", TakesAll: false, (actual, expected) => Compare(actual, expected) >= 0),
        ["BeLessThan"] = new("be less than", TakesAll: false, (actual, expected) => Compare(actual, expected) < 0),
        ["BeLessOrEqual"] = new("be less than or equal to", TakesAll: false, (actual, expected) => Compare(actual, expected) <= 0),
    };

    private static bool AreEqual(object? actual, object? expected, bool ignoreCase)
    {
        var (first, second) = (Items(actual), Items(expected));
        var isEmpty = IsNothing(first);
        if (isEmpty || IsNothing(second))
        {
            return isEmpty && IsNothing(second);
        }

        return first.Length == second.Length && first.Zip(second).All(pair => Base(pair.First) is Array || Base(pair.Second) is Array
            ? AreEqual(pair.First, pair.Second, ignoreCase)
            : LanguagePrimitives.Equals(pair.Second, pair.First, ignoreCase, CultureInfo.InvariantCulture));
    }

    private static bool IsNullOrEmpty(object? actual) => Items(actual) switch
    {
        [] => true,
        [var single] => Base(single) switch
        {
            Hashtable table => table.Count == 0,
            _ => string.IsNullOrEmpty(LanguagePrimitives.ConvertTo<string>(single)),
        },
        _ => false,
    };

    private static bool IsOfType(object? actual, object? expected)
    {
        var type = Base(expected) is string name
            ? LanguagePrimitives.ConvertTo<Type>(name.StartsWith('[') ? name[1..^1] : name)
            : LanguagePrimitives.ConvertTo<Type>(expected);
        return actual is PSObject wrapper && (type == typeof(PSObject) || type == typeof(PSCustomObject))
            ? type == typeof(PSObject) || wrapper.BaseObject is PSCustomObject
            : type.IsInstanceOfType(Base(actual));
    }

    private static bool HasCount(object? actual, object? expected) => Items(actual).Length == LanguagePrimitives.ConvertTo<int>(expected);

    private static bool IsLike(object? actual, object? expected, WildcardOptions options) =>
        WildcardPattern.Get(Text(expected), options).IsMatch(Text(actual));

    private static bool Matches(object? actual, object? expected, RegexOptions options) =>
        Regex.IsMatch(Text(actual), Text(expected), options);

    private static bool Contains(object? collection, object? item) =>
        Items(collection).Any(element => LanguagePrimitives.Equals(element, item, ignoreCase: true, CultureInfo.InvariantCulture));

    private static int Compare(object? actual, object? expected) =>
        LanguagePrimitives.Compare(actual, expected, ignoreCase: true, CultureInfo.InvariantCulture);

    private static bool IsNothing(object?[] items) => items is [] or [null];

    private static string Text(object? value) => LanguagePrimitives.ConvertTo<string>(value) ?? "";

    private static object? Base(object? value) => value is PSObject wrapper ? wrapper.BaseObject : value;

    /// <summary>What conversion to an array of objects gives.</summary>
    private static object?[] Items(object? value) => Base(value) switch
    {
        null => [],
        object?[] array => array,
        IList list => list.Cast<object?>().ToArray(),
        var single => [single],
    };
}

internal static class ThrowAssertion
{
    private const string Call = "param($PesterBlock) try { $null = & $PesterBlock } catch { $_ }";

    /// <returns>The error that the block threw, if it did.</returns>
    public static ErrorRecord? Run(PSCmdlet owner, ScriptBlock block) => Microsoft.PowerShell.Commands.EngineInternals.InvokeScript(
        owner.InvokeCommand,
        owner.InvokeCommand.NewScriptBlock(Call),
        useNewScope: true,
        System.Management.Automation.Runspaces.PipelineResultTypes.Error,
        input: null,
        [block]).FirstOrDefault()?.BaseObject as ErrorRecord;

    public static string? Difference(ErrorRecord? error, string? message, string? errorId, Type? type)
    {
        if (error is null)
        {
            return "no exception was thrown";
        }

        if (type?.IsInstanceOfType(error.Exception) == false)
        {
            return $"its type was [{error.Exception.GetType()}], not [{type}]; its message was '{error.Exception.Message}'";
        }

        if (!string.IsNullOrWhiteSpace(message) && !IsLike(error.Exception.Message, message))
        {
            return $"its message was '{error.Exception.Message}', not like '{message}'";
        }

        return string.IsNullOrWhiteSpace(errorId) || IsLike(error.FullyQualifiedErrorId, errorId)
            ? null
            : $"its FullyQualifiedErrorId was '{error.FullyQualifiedErrorId}', not like '{errorId}'";
    }

    private static bool IsLike(string text, string pattern) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(text);
}

/// <summary>Values as they stand in messages.</summary>
internal static class Display
{
    private const int Limit = 10;

    public static string Of(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        null => "$null",
        bool flag => flag ? "$true" : "$false",
        string { Length: 0 } => "<empty>",
        string text => $"'{text}'",
        Type type => $"[{type}]",
        DateTime date => date.ToString("o", CultureInfo.InvariantCulture),
        IDictionary => LanguagePrimitives.ConvertTo<string>(value),
        IList list => $"@({string.Join(", ", list.Cast<object?>().Take(Limit).Select(Of))}{Rest(list.Count)})",
        _ => LanguagePrimitives.ConvertTo<string>(value),
    };

    private static string Rest(int count) => count > Limit ? $", ...{count - Limit} more" : "";
}
