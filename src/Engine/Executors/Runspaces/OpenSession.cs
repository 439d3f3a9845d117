using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using ParallelCmdlets.Capture;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>An open runspace with the host that it was opened with.</summary>
internal sealed class OpenSession : IDisposable
{
    private readonly ExecutorHost _host;

    private OpenSession(Runspace runspace, ExecutorHost host)
    {
        Runspace = runspace;
        _host = host;
    }

    public Runspace Runspace { get; }

    /// <summary>Readies the session for the map of a caller; from then on code may run in it.</summary>
    /// <returns>Its runspace.</returns>
    public Runspace Serve(PSHost caller, StreamRecorder recorder)
    {
        _host.Serve(caller, recorder);
        Runspace.Name = "ParallelMap";
        return Runspace;
    }

    /// <summary>Opens a session that is trusted as far as its caller is, who is restricted.</summary>
    public static OpenSession Open(HostIdentity host, CallerTrust trust, SessionLimits limits)
    {
        OpenSession session = Open(host, limits.State);
        try
        {
            // The engine remembers it of a session, and trusts text and input in it less.
            SessionStateProxy state = session.Runspace.SessionStateProxy;
            if (trust.WasConstrained) state.LanguageMode = PSLanguageMode.ConstrainedLanguage;
            if (state.LanguageMode != trust.LanguageMode) state.LanguageMode = trust.LanguageMode;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a session that is trusted as far as the machine lets it be.</summary>
    public static OpenSession Open(HostIdentity host) => Open(host, BaseSessionState.Unlimited);

    public void Dispose() => Runspace.Dispose();

    private static OpenSession Open(HostIdentity identity, InitialSessionState state)
    {
        var host = new ExecutorHost(identity);
        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Name = "ParallelMap spare";
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        try
        {
            runspace.Open();
            return new OpenSession(runspace, host);
        }
        catch
        {
            runspace.Dispose();
            throw;
        }
    }
}
