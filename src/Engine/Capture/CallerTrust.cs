using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>How far the caller of a map is trusted, judged once: its executors are trusted no further.</summary>
internal sealed class CallerTrust
{
    /// <param name="caller">The caller's session.</param>
    /// <param name="callingMode">The mode of the code that calls the map; the caller's session may run other code by now.</param>
    /// <param name="isTold">Whether the engine tells what a block and a command are trusted with.</param>
    public CallerTrust(SessionState caller, PSLanguageMode callingMode, bool isTold)
    {
        WasConstrained = !isTold || EngineTrust.WasConstrained(caller);
        PSLanguageMode mode = EngineTrust.Stricter(callingMode, caller.LanguageMode);
        LanguageMode = isTold ? mode : EngineTrust.Stricter(mode, PSLanguageMode.ConstrainedLanguage);
        SessionMode = Runspace.DefaultRunspace?.InitialSessionState?.LanguageMode ?? LanguageMode;
    }

    /// <summary>The mode in which executors run: that of the code which calls the map.</summary>
    public PSLanguageMode LanguageMode { get; }

    /// <summary>The mode in which the caller's session was opened: that of its user.</summary>
    public PSLanguageMode SessionMode { get; }

    /// <summary>Whether the session is or was constrained, so that code of an untrusted user may be in it.</summary>
    public bool WasConstrained { get; }

    /// <summary>Whether executors have at most the commands, providers and drives of the caller's session.</summary>
    public bool IsLimited => WasConstrained || LanguageMode != PSLanguageMode.FullLanguage || SessionMode != PSLanguageMode.FullLanguage;
}
