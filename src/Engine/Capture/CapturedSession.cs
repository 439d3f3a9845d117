using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>What every executor's session gets of the caller's, read once before any item runs.</summary>
internal sealed class CapturedSession
{
    public CapturedSession(CallerTrust trust) => Trust = trust;

    /// <summary>How far executors are trusted.</summary>
    public CallerTrust Trust { get; }

    /// <summary>Whether trusted code runs that has something to hide: then none of a constrained user does.</summary>
    public bool RefusesUntrusted { get; set; }

    /// <summary>The caller's location, with its drive.</summary>
    public string? Location { get; set; }

    /// <summary>The folder that the location is; null where it is none.</summary>
    public string? Folder { get; set; }

    /// <summary>The caller's drives.</summary>
    public List<PSDriveInfo> Drives { get; } = new();

    /// <summary>What is global: modules see it.</summary>
    public CapturedScope Global { get; } = new();

    /// <summary>Variables of a restricted session that are local to the code which calls the map: each item has them in its own scope, where code that it calls does not set them.</summary>
    public Dictionary<string, CallerVariable> GuardedLocals { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the caller's script, function or module has: modules do not see it.</summary>
    public CapturedScope Script { get; } = new();

    /// <summary>What the code means by its bare name, while it names another thing of the same name by its scope.</summary>
    public CapturedScope Local { get; } = new();

    /// <summary>Whether the code's <c>$script:</c> is another scope than the global one.</summary>
    public bool HasScriptScope { get; set; }

    /// <summary>Aliases of every session that the caller has not: by their names the code means something else, or nothing.</summary>
    public HashSet<string> RemovedAliases { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Cmdlets by name that belong to no module, or are private.</summary>
    public Dictionary<string, Type> Cmdlets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Classes and enums of scripts that the code names.</summary>
    public Dictionary<string, Type> Types { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The namespaces in which the caller's sessions look for types that are named at run time.</summary>
    public List<string> Namespaces { get; } = new();

    /// <summary>Modules to import.</summary>
    public List<CapturedModule> Modules { get; } = new();

    /// <summary>The values of <c>$using:</c> expressions by the engine's key.</summary>
    public Dictionary<string, PassedValue> UsingValues { get; } = new();

    /// <summary>Notes how a restricted session guards a variable that executors get.</summary>
    public void Guard(string name, PSVariable variable, PassedValue value, SessionState session, CapturedScope scope)
    {
        if (!Trust.IsLimited) return;
        string plain = name.Substring(name.IndexOf(':') + 1);
        bool isLocal = plain == name && CallerVariable.IsLocal(variable, session);
        (isLocal ? GuardedLocals : scope.Guarded)[plain] = new CallerVariable(variable, value);
    }

    /// <summary>The caller's <c>$LASTEXITCODE</c>.</summary>
    public object? ExitCode { get; set; }

    public bool UsesParallelItem { get; set; }

    /// <summary>Whether an error of a statement ends its item, as it would leave the loop of a caller who has a try or trap around it.</summary>
    public bool EndsAtStatementErrors { get; set; }

    /// <summary>Whether the code that runs per item has blocks that run when it is stopped.</summary>
    public bool CleansUp { get; set; }

    /// <summary>What was captured, a line each, for the verbose stream.</summary>
    public List<string> Captured { get; } = new();

    /// <summary>What the user is warned of before any item runs.</summary>
    public List<string> Warnings { get; } = new();

    /// <summary>Classes bound to the caller's runspace of which instances are passed.</summary>
    public HashSet<Type> BoundInstances { get; } = new();
}
