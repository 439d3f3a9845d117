using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using ParallelCmdlets.Streams;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>
/// The host of an executor's session: records what it is told to show, and refuses to ask anybody anything. A session may
/// be opened before the map that it serves, and has its host from then on.
/// </summary>
internal sealed class ExecutorHost : PSHost
{
    private readonly ExecutorHostUI _ui = new();
    private readonly HostIdentity _identity;
    private PSHost? _caller;

    /// <param name="identity">Who it says it is: the engine asks once, when the session is opened.</param>
    public ExecutorHost(HostIdentity identity) => _identity = identity;

    public override CultureInfo CurrentCulture => _caller?.CurrentCulture ?? CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => _caller?.CurrentUICulture ?? CultureInfo.CurrentUICulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => _identity.Name;

    public override PSObject? PrivateData => _caller?.PrivateData;

    public override PSHostUserInterface UI => _ui;

    public override Version Version => _identity.Version;

    /// <summary>Serves a map from now on.</summary>
    /// <param name="caller">The host of who called it.</param>
    /// <param name="recorder">Who takes what the host is told.</param>
    public void Serve(PSHost caller, StreamRecorder recorder)
    {
        _caller = caller;
        _ui.Serve(caller.UI, recorder);
    }

    public override void EnterNestedPrompt() => throw Errors.PromptInWorker();

    public override void ExitNestedPrompt() => throw Errors.PromptInWorker();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    private sealed class ExecutorHostUI : PSHostUserInterface
    {
        private PSHostUserInterface? _caller;
        private StreamRecorder? _recorder;

        public void Serve(PSHostUserInterface? caller, StreamRecorder recorder)
        {
            _caller = caller;
            _recorder = recorder;
        }

        public override PSHostRawUserInterface? RawUI => _caller?.RawUI;

        public override void Write(string value) => _recorder?.HostWrite(HostText.Of(value, newLine: false));

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
            _recorder?.HostWrite(HostText.Of(value, newLine: false, foregroundColor, backgroundColor));

        public override void WriteLine(string value) => _recorder?.HostWrite(HostText.Of(value, newLine: true));

        public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
            _recorder?.HostWrite(HostText.Of(value, newLine: true, foregroundColor, backgroundColor));

        public override void WriteErrorLine(string value) => _recorder?.HostTold(RecordStream.Error, value);

        public override void WriteDebugLine(string message) => _recorder?.HostTold(RecordStream.Debug, message);

        public override void WriteVerboseLine(string message) => _recorder?.HostTold(RecordStream.Verbose, message);

        public override void WriteWarningLine(string message) => _recorder?.HostTold(RecordStream.Warning, message);

        public override void WriteInformation(InformationRecord record) => _recorder?.HostTold(record);

        // Arrives as a record of its stream.
        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
        }

        public override string ReadLine() => throw Errors.PromptInWorker();

        public override SecureString ReadLineAsSecureString() => throw Errors.PromptInWorker();

        // The engine asks so for mandatory parameters, and says which are missing where the host can't ask.
        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new HostException(Errors.PromptInWorker().Message);

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw Errors.PromptInWorker();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw Errors.PromptInWorker();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw Errors.PromptInWorker();
    }
}
