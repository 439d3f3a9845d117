using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

namespace ParallelCmdlets.Results;

/// <summary>Draws a timeline as SVG: a lane for each executor, a lane for what was written, and a tooltip for each item. Readable on light and dark.</summary>
internal static class Picture
{
    private const int Left = 96;
    private const int Width = 720;
    private const int Right = 60;
    private const int Row = 26;
    private const int Bar = 20;
    private const int LineLength = 130;

    private const string Style = """

        text { font: 12px system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: #1f2328 }
        .back { fill: #ffffff } .lane { fill: #f1f4f7 } .grid { stroke: #d8dee4 } .tick { fill: #59636e } .title { font-weight: 600; font-size: 14px }
        .Completed { fill: #0083c9 } .Failed { fill: #d55e00 } .TimedOut { fill: #c99700 } .written { fill: #59636e }
        @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .back { fill: #0d1117 } .lane { fill: #161b22 } .grid { stroke: #30363d } .tick, .written { fill: #9198a1 } }

        """;

    public static void Write(Timeline timeline, TextWriter output)
    {
        string[] says = Lines(TimelineText.Bound(timeline)).ToArray();
        int top = 42 + (18 * says.Length);
        int lanes = Row * (timeline.Lanes.Count + 1);
        int height = top + lanes + 60;
        using XmlWriter xml = XmlWriter.Create(output, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = "", NewLineChars = "\n", CloseOutput = false });
        xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        xml.WriteAttributeString("viewBox", $"0 0 {Left + Width + Right} {height}");
        xml.WriteAttributeString("width", Number(Left + Width + Right));
        xml.WriteAttributeString("height", Number(height));
        xml.WriteAttributeString("role", "img");
        xml.WriteElementString("title", TimelineText.Summary(timeline));
        xml.WriteElementString("style", Style);
        Box(xml, "back", 0, 0, Left + Width + Right, height, null);
        Label(xml, "title", 16, 26, "start", TimelineText.Summary(timeline));
        for (int i = 0; i < says.Length; i++) Label(xml, null, 16, 46 + (18 * i), "start", says[i]);
        for (int row = 0; row <= timeline.Lanes.Count; row++) Box(xml, "lane", Left, top + (Row * row), Width, Bar, null);
        Axis(xml, timeline.Wall, top, top + lanes);
        for (int row = 0; row < timeline.Lanes.Count; row++) Lane(xml, timeline, timeline.Lanes[row], top + (Row * row));
        Writes(xml, timeline, top + (Row * timeline.Lanes.Count));
        Legend(xml, timeline, height - 16);
        xml.WriteEndElement();
        xml.WriteWhitespace("\n");
    }

    private static void Lane(XmlWriter xml, Timeline timeline, TimelineLane lane, int y)
    {
        Label(xml, null, Left - 10, y + 14, "end", "executor " + Number(lane.Executor));
        Label(xml, "tick", Left + Width + 10, y + 14, "start", ((double)lane.Work / timeline.Wall).ToString("0%", CultureInfo.CurrentCulture));
        double pixel = (double)timeline.Wall / Width;
        for (int i = 0; i < lane.Items.Count;)
        {
            // Items too narrow to be seen share a box.
            ItemSpan first = lane.Items[i], last = first;
            int count = 1;
            for (; i + count < lane.Items.Count && lane.Items[i + count] is var next && next.State == first.State && next.Duration < pixel && last.Duration < pixel && next.Start - last.End < pixel; count++) last = next;
            double x = Left + (first.Start / pixel), width = (last.End - first.Start) / pixel;

            // A gap tells one from the next.
            Box(xml, first.State.ToString(), x, y, Math.Max(0.5, width > 3 ? width - 1 : width), Bar, count == 1 ? About(first) : $"{count} items, {first.Index} to {last.Index}, in {TimelineText.Time(last.End - first.Start)}");
            i += count;
        }
    }

    private static string About(ItemSpan span)
    {
        string text = $"Item {span.Name}\n{span.State} in {TimelineText.Time(span.Duration)}, from {TimelineText.Time(span.Start)} to {TimelineText.Time(span.End)}\nwritten {TimelineText.Time(span.Written - span.End)} later";
        if (span.Attempts > 1) text += $"\nattempt {span.Attempts}";
        return span.Error is { } error ? text + "\n" + error : text;
    }

    private static void Writes(XmlWriter xml, Timeline timeline, int y)
    {
        Label(xml, null, Left - 10, y + 14, "end", "written");
        double last = -1;
        foreach (ItemSpan span in timeline.Items.OrderBy(s => s.Written))
        {
            double x = Left + ((double)span.Written / timeline.Wall * (Width - 1));
            if (x - last < 0.5) continue;
            last = x;
            Box(xml, "written", x, y, 1, Bar, $"Item {span.Name} written at {TimelineText.Time(span.Written)}");
        }
    }

    private static void Axis(XmlWriter xml, long wall, int top, int bottom)
    {
        for (double at = 0, step = Step(wall); at <= wall; at += step)
        {
            string x = Number(Left + (at / wall * Width));
            xml.WriteStartElement("line");
            xml.WriteAttributeString("class", "grid");
            foreach ((string name, string value) in new[] { ("x1", x), ("x2", x), ("y1", Number(top)), ("y2", Number(bottom)) }) xml.WriteAttributeString(name, value);
            xml.WriteEndElement();
            Label(xml, "tick", Left + (at / wall * Width), bottom + 14, "middle", Tick(at, wall));
        }
    }

    private static string Tick(double at, long wall) =>
        at == 0 ? "0" : wall >= TimeSpan.TicksPerSecond ? (at / TimeSpan.TicksPerSecond).ToString("0.## 's'", CultureInfo.CurrentCulture) : (at / TimeSpan.TicksPerMillisecond).ToString("0.#### 'ms'", CultureInfo.CurrentCulture);

    // One, two or five of a power of ten, so that there are five to twelve.
    private static double Step(long wall)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(wall)));
        return new[] { 0.1, 0.2, 0.5, 1 }.Select(part => part * power).First(step => wall / step <= 12);
    }

    private static void Legend(XmlWriter xml, Timeline timeline, int y)
    {
        double x = Left;
        foreach (ItemState state in timeline.Items.Select(s => s.State).Distinct().OrderBy(s => s))
        {
            string name = state == ItemState.TimedOut ? "timed out" : state.ToString().ToLowerInvariant();
            Box(xml, state.ToString(), x, y - 10, 12, 12, null);
            Label(xml, "tick", x + 18, y, "start", name);
            x += 96;
        }
    }

    private static void Box(XmlWriter xml, string kind, double x, double y, double width, double height, string? tip)
    {
        xml.WriteStartElement("rect");
        xml.WriteAttributeString("class", kind);
        foreach ((string name, double value) in new[] { ("x", x), ("y", y), ("width", width), ("height", height) }) xml.WriteAttributeString(name, Number(value));
        if (tip != null) xml.WriteElementString("title", Clean(tip));
        xml.WriteEndElement();
    }

    private static void Label(XmlWriter xml, string? kind, double x, double y, string anchor, string text)
    {
        xml.WriteStartElement("text");
        if (kind != null) xml.WriteAttributeString("class", kind);
        xml.WriteAttributeString("x", Number(x));
        xml.WriteAttributeString("y", Number(y));
        xml.WriteAttributeString("text-anchor", anchor);
        xml.WriteString(Clean(text));
        xml.WriteEndElement();
    }

    private static IEnumerable<string> Lines(string text)
    {
        var line = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + word.Length >= LineLength)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    // What no XML can hold.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]);
            if (isPair) clean.Append(text[i++]).Append(text[i]);
            else clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '?');
        }

        return clean.ToString();
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
