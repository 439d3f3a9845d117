using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace ParallelCmdlets.Tests;

/// <summary>A host that keeps what it is told to show.</summary>
internal sealed class RecordingHost : PSHost
{
    private readonly RecordingInterface _ui = new();

    /// <summary>What was written, in order; a line ends in a line feed.</summary>
    public IEnumerable<string> Written => _ui.Written;

    /// <summary>The colours of what was written with colours.</summary>
    public IEnumerable<(ConsoleColor Foreground, ConsoleColor Background)> Colours => _ui.Colours;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Recording";

    public override PSHostUserInterface UI => _ui;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class RecordingInterface : PSHostUserInterface
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ConcurrentQueue<(ConsoleColor Foreground, ConsoleColor Background)> Colours { get; } = new();

        public override PSHostRawUserInterface? RawUI => null;

        public override void Write(string value) => Written.Enqueue(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        {
            Colours.Enqueue((foregroundColor, backgroundColor));
            Written.Enqueue(value);
        }

        public override void WriteLine(string value) => Written.Enqueue(value + "\n");

        public override void WriteErrorLine(string value) => Written.Enqueue("error: " + value + "\n");

        public override void WriteDebugLine(string message) => Written.Enqueue("debug: " + message + "\n");

        public override void WriteVerboseLine(string message) => Written.Enqueue("verbose: " + message + "\n");

        public override void WriteWarningLine(string message) => Written.Enqueue("warning: " + message + "\n");

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override string ReadLine() => throw new NotSupportedException();

        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException();
    }
}
