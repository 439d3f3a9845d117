using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Shell;

/// <summary>Writes to the console, coloured if it's a terminal; prompts are plain questions and lines.</summary>
internal sealed class ConsoleInterface(bool interactive) : PSHostUserInterface
{
    private readonly object gate = new();
    private bool progressShown;

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleScreen();

    public override bool SupportsVirtualTerminal => !Console.IsOutputRedirected && !OperatingSystem.IsWindows();

    public override void Write(string value) => Write(Console.ForegroundColor, Console.BackgroundColor, value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        lock (gate)
        {
            ClearProgress();
            var coloured = !Console.IsOutputRedirected && foregroundColor != Console.ForegroundColor;
            if (coloured)
            {
                Console.ForegroundColor = foregroundColor;
            }

            if (!Console.IsOutputRedirected && backgroundColor != Console.BackgroundColor)
            {
                coloured = true;
                Console.BackgroundColor = backgroundColor;
            }

            Console.Write(GetOutputString(value, SupportsVirtualTerminal));
            if (coloured)
            {
                Console.ResetColor();
            }
        }
    }

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    // The base class writes the line and its end apart, so that lines of several threads could mix.
    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(foregroundColor, backgroundColor, value + Environment.NewLine);

    public override void WriteErrorLine(string value)
    {
        lock (gate)
        {
            ClearProgress();
            Console.Error.WriteLine(GetOutputString(value, SupportsVirtualTerminal && !Console.IsErrorRedirected));
        }
    }

    public override void WriteWarningLine(string message) => WriteStream(ConsoleColor.Yellow, "WARNING: " + message);

    public override void WriteVerboseLine(string message) => WriteStream(ConsoleColor.Yellow, "VERBOSE: " + message);

    public override void WriteDebugLine(string message) => WriteStream(ConsoleColor.Yellow, "DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (!SupportsVirtualTerminal || Console.IsErrorRedirected)
        {
            return;
        }

        lock (gate)
        {
            ClearProgress();
            if (record.RecordType == ProgressRecordType.Processing)
            {
                var percent = record.PercentComplete < 0 ? "" : $" {record.PercentComplete}%";
                var line = $"{record.Activity}: {record.StatusDescription}{percent}";
                Console.Error.Write(line[..Math.Min(line.Length, RawUI.WindowSize.Width - 1)]);
                progressShown = true;
            }
        }
    }

    public override string ReadLine()
    {
        if (!interactive)
        {
            throw new HostException("The shell is not interactive: nothing can be read from its user.");
        }

        return Console.ReadLine() ?? throw new HostException("The end of the input has been reached.");
    }

    public override SecureString ReadLineAsSecureString() =>
        throw new PSNotSupportedException("This shell cannot read secrets.");

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions)
    {
        WriteLine($"{caption}{Environment.NewLine}{message}");
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Write(field.Name + ": ");
            answers[field.Name] = PSObject.AsPSObject(ReadLine());
        }

        return answers;
    }

    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteLine($"{caption}{Environment.NewLine}{message}");
        for (var i = 0; i < choices.Count; i++)
        {
            WriteLine($"[{i}] {choices[i].Label.Replace("&", "", StringComparison.Ordinal)}");
        }

        while (true)
        {
            Write($"Number (default {defaultChoice}): ");
            var answer = ReadLine();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            if (int.TryParse(answer, CultureInfo.InvariantCulture, out var choice) && choice >= 0 && choice < choices.Count)
            {
                return choice;
            }
        }
    }

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName) =>
        throw new PSNotSupportedException("This shell cannot read secrets.");

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    private void WriteStream(ConsoleColor colour, string line) => WriteLine(colour, Console.BackgroundColor, line);

    private void ClearProgress()
    {
        if (progressShown)
        {
            Console.Error.Write("\r\u001b[K");
            progressShown = false;
        }
    }
}
