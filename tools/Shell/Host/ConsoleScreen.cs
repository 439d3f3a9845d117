using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Shell;

/// <summary>Size and colours of the console; there is no access to its cells and keys.</summary>
internal sealed class ConsoleScreen : PSHostRawUserInterface
{
    private const int DefaultWidth = 120;
    private const int DefaultHeight = 50;

    public override ConsoleColor ForegroundColor
    {
        get => Console.ForegroundColor;
        set => Console.ForegroundColor = value;
    }

    public override ConsoleColor BackgroundColor
    {
        get => Console.BackgroundColor;
        set => Console.BackgroundColor = value;
    }

    public override Size WindowSize
    {
        get => CurrentSize();
        set => throw NotSupported();
    }

    public override Size BufferSize
    {
        get => CurrentSize();
        set => throw NotSupported();
    }

    public override Size MaxWindowSize => CurrentSize();

    public override Size MaxPhysicalWindowSize => CurrentSize();

    public override Coordinates WindowPosition { get; set; }

    public override Coordinates CursorPosition { get; set; }

    public override int CursorSize { get; set; }

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => throw NotSupported();

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw NotSupported();

    public override void FlushInputBuffer()
    {
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotSupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NotSupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotSupported();

    public override void ScrollBufferContents(
        Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw NotSupported();

    private static Size CurrentSize()
    {
        try
        {
            if (!Console.IsOutputRedirected && Console.WindowWidth > 0)
            {
                return new Size(Console.WindowWidth, Console.WindowHeight);
            }
        }
        catch (IOException)
        {
            // There is no console.
        }

        return new Size(DefaultWidth, DefaultHeight);
    }

    private static PSNotSupportedException NotSupported() => new("This shell has no access to the screen's cells and keys.");
}
