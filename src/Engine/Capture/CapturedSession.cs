using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace ParallelCmdlets.Capture;

/// <summary>What every executor's session gets of the caller's, read once before any item runs.</summary>
internal sealed class CapturedSession
{
    private readonly ConditionalWeakTable<object, object> _plain = new();

    public CapturedSession(CallerTrust trust) => Trust = trust;

    /// <summary>How far executors are trusted.</summary>
    public CallerTrust Trust { get; }

    /// <summary>Whether trusted code runs that has something to hide: then none of a constrained user does.</summary>
    public bool RefusesUntrusted { get; set; }

    /// <summary>The caller's location: its folder, or where it is no folder its path with the drive.</summary>
    public string? Location { get; set; }

    /// <summary>The version of the caller's strict mode, 0 for none.</summary>
    public int StrictMode { get; set; }

    public Dictionary<string, object?> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same in a restricted session, with who may change them.</summary>
    public Dictionary<string, CallerVariable> Guarded { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Variables of a restricted session that are local to the code which calls the map: each item has them in its own scope, where code that it calls does not set them.</summary>
    public Dictionary<string, CallerVariable> GuardedLocals { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Variables that the code means by their bare name, while it names another one of the same name by its scope.</summary>
    public Dictionary<string, object?> LocalVariables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, CapturedFunction> Functions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Aliases by name: what they mean, the language mode in which they were made, and who may change them.</summary>
    public Dictionary<string, (string Definition, PSLanguageMode? Mode, ScopedItemOptions Options)> Aliases { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Cmdlets by name that belong to no module, or are private.</summary>
    public Dictionary<string, Type> Cmdlets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Classes and enums of scripts that the code names.</summary>
    public Dictionary<string, Type> Types { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The namespaces in which the caller's sessions look for types that are named at run time.</summary>
    public List<string> Namespaces { get; } = new();

    /// <summary>Modules to import.</summary>
    public List<CapturedModule> Modules { get; } = new();

    /// <summary>The values of <c>$using:</c> expressions by the engine's key.</summary>
    public Dictionary<string, object?> UsingValues { get; } = new();

    /// <summary>Notes a value that holds no code: executors take it as it is, without another look, as workers may write to it by then.</summary>
    public void SeePlain(object value) => _plain.GetValue(value, static _ => new object());

    /// <summary>Makes of a value that was seen the one that executors use, with its blocks rebuilt. Called on the executor's thread.</summary>
    public object? Rebuild(object? value) =>
        value != null && _plain.TryGetValue(value is PSObject wrapped ? wrapped.BaseObject : value, out _) ? value : BlockRebuilder.Rebuild(value);

    /// <summary>Notes how a restricted session guards a variable that executors get.</summary>
    public void Guard(string name, PSVariable variable, object? value, SessionState session)
    {
        if (!Trust.IsLimited) return;
        string plain = name.Substring(name.IndexOf(':') + 1);
        bool isLocal = plain == name && CallerVariable.IsLocal(variable, session);
        (isLocal ? GuardedLocals : Guarded)[plain] = new CallerVariable(variable, value);
    }

    public bool UsesParallelItem { get; set; }

    /// <summary>Whether an error of a statement ends its item, as it would leave the loop of a caller who has a try or trap around it.</summary>
    public bool EndsAtStatementErrors { get; set; }

    /// <summary>Whether the code that runs per item has blocks that run when it is stopped.</summary>
    public bool CleansUp { get; set; }

    /// <summary>Whether the code that runs per item goes elsewhere.</summary>
    public bool ChangesLocation { get; set; }

    /// <summary>What was captured, a line each, for the verbose stream.</summary>
    public List<string> Captured { get; } = new();

    /// <summary>Classes bound to the caller's runspace of which instances are passed.</summary>
    public HashSet<Type> BoundInstances { get; } = new();
}
