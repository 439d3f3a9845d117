using System;

namespace ParallelCmdlets.Tests;

/// <summary>Methods of the shapes that a compiled worker can have; scripts reach them as <c>[ParallelCmdlets.Tests.Shapes]::Name</c>.</summary>
public static class Shapes
{
    public static int Subtract(int left, int right) => left - right;

    /// <summary>Overloads that have the same parameters at different places.</summary>
    public static string Place(int number, string text) => number + text;

    public static string Place(string text, double number) => text + number;

    /// <summary>Overloads between which null decides nothing.</summary>
    public static string Either(Uri value) => "uri " + value;

    public static string Either(Version value) => "version " + value;

    /// <summary>Overloads that tell a number from a text.</summary>
    public static string Kind(int value) => "number " + value;

    public static string Kind(string value) => "text " + value;

    public static string Kind(int value, string unit) => "number " + value + unit;

    public static int Count(params string[] words) => words?.Length ?? -1;

    public static string Optional(int first, int second = 5) => first + "," + second;

    public static System.Threading.CancellationToken Token(int value, System.Threading.CancellationToken stop) => value > 0 ? stop : default;

    public static string Twin(int value) => "without token " + value;

    public static string Twin(int value, System.Threading.CancellationToken stop) => value > 0 && !stop.IsCancellationRequested ? "with token" : "";

    public static int Length(ReadOnlySpan<char> text) => text.Length;

    public static void Nothing(int value) => _ = value;

    public static int Fail(int value) => throw new InvalidTimeZoneException("item " + value);
}

/// <summary>An object with a method that needs it.</summary>
public sealed class Accumulator
{
    private int _sum;

    public int Sum => _sum;

    public int Add(int value) => System.Threading.Interlocked.Add(ref _sum, value);
}
