using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ParallelCmdlets.Results;

/// <summary>Draws a timeline with characters, a line for each executor. Blocks of two shades tell an item from the next one; x is one that failed.</summary>
internal static class LaneText
{
    private const char Full = '\u2588';
    private const char Other = '\u2593';
    private const char Partly = '\u2591';

    public static IEnumerable<string> Draw(Timeline timeline, int width)
    {
        int number = timeline.Lanes.Max(l => l.Executor).ToString(CultureInfo.InvariantCulture).Length;
        int columns = Math.Max(10, width - number - 8);
        yield return TimelineText.Summary(timeline);
        foreach (TimelineLane lane in timeline.Lanes)
        {
            string name = lane.Executor.ToString(CultureInfo.InvariantCulture).PadLeft(number);
            string busy = ((double)lane.Work / timeline.Wall).ToString("0%", CultureInfo.CurrentCulture).PadLeft(4);
            yield return name + " |" + Cells(lane, timeline.Wall, columns) + "| " + busy;
        }

        string end = TimelineText.Time(timeline.Wall);
        yield return new string(' ', number + 2) + "0" + end.PadLeft(columns - 1);
        yield return TimelineText.Bound(timeline);
    }

    private static string Cells(TimelineLane lane, long wall, int columns)
    {
        var busy = new double[columns];
        var most = new double[columns];
        var cells = Enumerable.Repeat(' ', columns).ToArray();
        double perColumn = (double)wall / columns;
        for (int i = 0; i < lane.Items.Count; i++)
        {
            ItemSpan span = lane.Items[i];
            int first = Math.Min(columns - 1, (int)(span.Start / perColumn));
            int last = Math.Max(first, (int)Math.Ceiling(span.End / perColumn) - 1);
            for (int c = first; c <= Math.Min(last, columns - 1); c++)
            {
                double part = (Math.Min(span.End, (c + 1) * perColumn) - Math.Max(span.Start, c * perColumn)) / perColumn;
                busy[c] += part;
                if (part < most[c]) continue;
                most[c] = part;
                cells[c] = span.State != ItemState.Completed ? 'x' : i % 2 == 0 ? Full : Other;
            }
        }

        for (int c = 0; c < columns; c++)
        {
            if (cells[c] != 'x' && busy[c] < 0.5) cells[c] = busy[c] < 0.05 ? ' ' : Partly;
        }

        return new string(cells);
    }
}
