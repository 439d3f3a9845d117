using System;
using System.Linq;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace Shell;

/// <summary>Reads commands line by line until `exit` or the end of the input.</summary>
internal sealed class Prompt(Session session)
{
    public int Loop()
    {
        while (session.ExitCode is null && ReadCommand() is { } text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                session.Run(new Command(text, isScript: true, useLocalScope: false));
            }
        }

        return session.ExitCode ?? 0;
    }

    private static string? ReadCommand()
    {
        Console.Write("PS> ");
        var text = Console.ReadLine();
        while (text is not null && IsIncomplete(text))
        {
            Console.Write(">> ");
            if (Console.ReadLine() is not { } line)
            {
                return text;
            }

            text += "\n" + line;
        }

        return text;
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return errors.Any(error => error.IncompleteInput);
    }
}
