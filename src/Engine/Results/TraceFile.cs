using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace ParallelCmdlets.Results;

/// <summary>Writes a timeline in the trace event format, which Perfetto and chrome://tracing open: an event for each item, and one when it was written.</summary>
internal static class TraceFile
{
    public static void Write(Timeline timeline, TextWriter writer)
    {
        writer.Write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[");
        WriteName(writer, "process_name", 0, "Invoke-ParallelMap");
        WriteName(writer, "thread_name", 0, "written");
        foreach (TimelineLane lane in timeline.Lanes)
            WriteName(writer, "thread_name", lane.Executor, "executor " + Number(lane.Executor));
        foreach (ItemSpan span in timeline.Items)
        {
            string name = Quoted("item " + span.Name);
            string error = span.Error is { } text ? ",\"error\":" + Quoted(text) : "";
            writer.Write(
                "{\"ph\":\"X\",\"pid\":1,\"tid\":" + Number(span.Executor) + ",\"ts\":" + Microseconds(span.Start) + ",\"dur\":" + Microseconds(span.Duration)
                + ",\"name\":" + name + ",\"cat\":" + Quoted(span.State.ToString()) + ",\"args\":{\"index\":" + Number(span.Index) + ",\"attempts\":" + Number(span.Attempts) + error + "}},\n");
            writer.Write("{\"ph\":\"i\",\"s\":\"t\",\"pid\":1,\"tid\":0,\"ts\":" + Microseconds(span.Written) + ",\"name\":" + name + "}");
            writer.Write(span == timeline.Items[timeline.Items.Count - 1] ? "\n" : ",\n");
        }

        writer.Write("]}\n");
    }

    private static void WriteName(TextWriter writer, string kind, int thread, string name) =>
        writer.Write("{\"ph\":\"M\",\"pid\":1,\"tid\":" + Number(thread) + ",\"name\":\"" + kind + "\",\"args\":{\"name\":" + Quoted(name) + "}},\n");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Microseconds(long ticks) => (ticks / 10.0).ToString("0.#", CultureInfo.InvariantCulture);

    // What is not plain ASCII is escaped, also half a surrogate pair.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') quoted.Append(c);
            else quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        return quoted.Append('"').ToString();
    }
}
