using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation.Runspaces;

namespace Shell;

/// <summary>The part of pwsh's command line that scripts use.</summary>
internal sealed class CommandLine
{
    public string? File { get; private set; }

    public string? Command { get; private set; }

    public string? WorkingDirectory { get; private set; }

    public bool NonInteractive { get; private set; }

    public List<CommandParameter> Arguments { get; } = [];

    /// <exception cref="ArgumentException">The command line asks for what this shell doesn't have.</exception>
    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine();
        for (var i = 0; i < args.Length; i++)
        {
            var option = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][1..] : args[i];
            switch (option.ToLowerInvariant())
            {
                case "-noprofile" or "-nop" or "-nologo" or "-nol":
                    break;
                case "-noninteractive" or "-noni":
                    line.NonInteractive = true;
                    break;
                case "-executionpolicy" or "-ep" or "-ex":
                    Next(args, ref i);
                    break;
                case "-workingdirectory" or "-wd" or "-wo":
                    line.WorkingDirectory = Next(args, ref i);
                    break;
                case "-file" or "-f":
                    line.UseFile(Next(args, ref i), args.Skip(i + 1));
                    return line;
                case "-command" or "-c":
                    line.Command = Next(args, ref i) == "-" ? Console.In.ReadToEnd() : string.Join(' ', args[i..]);
                    return line;
                case ['-', ..]:
                    throw new ArgumentException($"The option '{args[i]}' is not supported by this shell.");
                default:
                    line.UseFile(args[i], args.Skip(i + 1));
                    return line;
            }
        }

        return line;
    }

    private static string Next(string[] args, ref int i) =>
        ++i < args.Length ? args[i] : throw new ArgumentException($"The option '{args[i - 1]}' requires an argument.");

    private void UseFile(string path, IEnumerable<string> arguments)
    {
        File = Path.GetFullPath(path);
        if (!System.IO.File.Exists(File))
        {
            throw new ArgumentException($"The script file '{path}' does not exist.");
        }

        if (!File.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"The script file '{path}' does not have the extension .ps1.");
        }

        string? pending = null;
        foreach (var argument in arguments)
        {
            if (pending is not null)
            {
                Arguments.Add(new CommandParameter(pending, argument));
                pending = null;
            }
            else if (argument is not ['-', not ('-' or (>= '0' and <= '9')), ..])
            {
                Arguments.Add(new CommandParameter(null, argument));
            }
            else if (argument.EndsWith(':'))
            {
                pending = argument[..^1];
            }
            else if (argument.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
            {
                Arguments.Add(new CommandParameter(argument[..colon], BooleanOrText(argument[(colon + 1)..])));
            }
            else
            {
                Arguments.Add(new CommandParameter(argument));
            }
        }
    }

    private static object BooleanOrText(string text) =>
        bool.TryParse(text.TrimStart('$'), out var value) ? value : text;
}
