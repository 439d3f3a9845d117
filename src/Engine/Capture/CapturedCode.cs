using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets.Capture;

/// <summary>Code that runs in executors and is to be read, with the session that it belongs to.</summary>
internal sealed class CapturedCode
{
    public CapturedCode(Ast tree, SessionState session, PSLanguageMode mode, string what, bool hasOwnVariables)
    {
        Tree = tree;
        Session = session;
        Mode = mode;
        What = what;
        HasOwnVariables = hasOwnVariables;
    }

    public Ast Tree { get; }

    public SessionState Session { get; }

    /// <summary>The language mode that it has in the caller's session.</summary>
    public PSLanguageMode Mode { get; }

    /// <summary>What the code is to the user, such as <c>The worker</c>.</summary>
    public string What { get; }

    /// <summary>Whether executors give the code's variables to it alone, as its copy closes over them.</summary>
    public bool HasOwnVariables { get; }

    /// <summary>Whether it comes with its module, which has names and values of its own: it needs the caller's global ones only.</summary>
    public bool IsImported { get; set; }

    /// <summary>Whether executors read it anew from its file.</summary>
    public bool IsFile { get; set; }

    /// <summary>What the code is, with its module.</summary>
    public string Where => Session.Module is { } module ? What + " of the module " + module.Name : What;

    /// <summary>Whether it is trusted, and has names and values that a constrained user does not see in the loop.</summary>
    public bool IsPrivate => Mode == PSLanguageMode.FullLanguage && Session.Module != null;
}
