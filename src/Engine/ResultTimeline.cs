using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using ParallelCmdlets.Results;

namespace ParallelCmdlets;

/// <summary>Collects the results of a map, and tells where its time went.</summary>
internal sealed class ResultTimeline
{
    private readonly string _taker;
    private readonly List<ItemSpan> _spans = new();

    /// <param name="taker">The command that takes the results.</param>
    public ResultTimeline(string taker) => _taker = taker;

    /// <summary>Whether there is nothing to tell of.</summary>
    public bool IsEmpty => _spans.Count == 0;

    /// <exception cref="MapException">The object is no result of a map.</exception>
    public void Add(object? result) => _spans.Add(new ItemSpan(result, _taker));

    public ParallelMeasure Measure() => new(new Timeline(_spans));

    /// <summary>Draws lanes with characters, in lines of at most a width.</summary>
    public IEnumerable<string> Lines(int width) => LaneText.Draw(new Timeline(_spans), width);

    /// <summary>Writes a picture or a trace, by the end of the file's name.</summary>
    /// <exception cref="MapException">The end is of no format that is known, or the file can't be written.</exception>
    public void Save(string path)
    {
        Action<Timeline, TextWriter> write = Format(path);
        try
        {
            using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            write(new Timeline(_spans), writer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Errors.TimelineNotWritten(path, exception);
        }
    }

    /// <summary>Checks that the end of a file's name means a format.</summary>
    /// <exception cref="MapException">It means none.</exception>
    public static void Check(string path) => Format(path);

    private static Action<Timeline, TextWriter> Format(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SVG" => Picture.Write,
        ".JSON" => TraceFile.Write,
        _ => throw Errors.UnknownTimelineFormat(path),
    };
}
