using System;
using System.IO;
using System.Management.Automation;

namespace Shell;

internal static class Program
{
    private const int BadCommandLine = 64;

    private static int Main(string[] args)
    {
        CommandLine line;
        try
        {
            line = CommandLine.Parse(args);
            if (line.WorkingDirectory is not null)
            {
                Directory.SetCurrentDirectory(line.WorkingDirectory);
            }
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return BadCommandLine;
        }

        using var session = new Session(interactive: !line.NonInteractive);
        if (line.File is not null)
        {
            return session.RunFile(line.File, line.Arguments);
        }

        return line.Command is not null ? session.RunCommand(line.Command) : new Prompt(session).Loop();
    }
}
