using System;
using System.Globalization;
using System.Management.Automation;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets;

/// <summary>When failed items are too many: a number of them, or a part of those finished.</summary>
internal sealed class ErrorLimit
{
    /// <summary>A part is not judged by fewer items than this: the first one that fails would be all of one.</summary>
    public const int MinimumSample = 20;

    private readonly string _text;
    private readonly long? _count;
    private readonly double _part;

    private ErrorLimit(string text, long? count, double part)
    {
        _text = text;
        _count = count;
        _part = part;
    }

    /// <summary>Reads <c>N</c> or <c>N%</c>.</summary>
    /// <exception cref="MapException">The text is neither.</exception>
    public static ErrorLimit Parse(string text)
    {
        string number = text.Trim();
        if (number.EndsWith("%", StringComparison.Ordinal))
        {
            if (double.TryParse(number.Substring(0, number.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) && percent > 0 && percent <= 100)
                return new ErrorLimit(number, null, percent / 100);
        }
        else if (long.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out long count) && count > 0)
        {
            return new ErrorLimit(number, count, 0);
        }

        throw Errors.InvalidErrorLimit(text);
    }

    /// <summary>Judges the counts after an item that failed.</summary>
    /// <exception cref="MapException">The limit is reached; it tells of that item.</exception>
    public void Check(MapCounts counts, in Outcome last)
    {
        bool reached = _count.HasValue ? counts.Failed >= _count : counts.Finished >= MinimumSample && counts.Failed >= _part * counts.Finished;
        if (!reached) return;
        MapException error = Errors.ErrorLimitReached(counts.Failed, counts.Finished, _text, last.Input, (last.Failure as ErrorRecord)?.Exception);
        ErrorItem.Attach(error, last);
        throw error;
    }
}
