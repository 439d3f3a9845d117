using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>Reads the settings that govern how the caller's code runs: preferences, defaults, location, strict mode and a try around the map.</summary>
internal static class CallerSettings
{
    /// <summary>The variables that executors have in any case.</summary>
    public static IReadOnlyList<string> Names { get; } = new[]
    {
        "ErrorActionPreference", "WarningPreference", "VerbosePreference", "DebugPreference", "InformationPreference", "ProgressPreference",
        "ConfirmPreference", "WhatIfPreference", "PSDefaultParameterValues", "PSModuleAutoLoadingPreference", "ErrorView", "OFS", "OutputEncoding",
        "FormatEnumerationLimit", "PSNativeCommandUseErrorActionPreference", "PSNativeCommandArgumentPassing", "PSStyle", "PSEmailServer", "PSSessionOption",
    };

    /// <summary>Whether executors have the caller's value of the variable in any case.</summary>
    public static bool Has(string variable) => Names.Contains(variable, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the settings that hold for code of a session: the global ones, and those that a scope of its own has instead.</summary>
    public static void Read(SessionState session, CapturedSession into)
    {
        foreach (string name in Names)
        {
            PSVariable? global = session.PSVariable.Get("global:" + name), variable = session.PSVariable.Get(name);
            if (global != null) Read(name, global, session, into, into.Global);
            if (variable != null && variable != global) Read(name, variable, session, into, into.Script);
        }

        ReadPlace(session, into);
        (into.Global.StrictMode, into.Script.StrictMode) = EngineState.StrictMode(session);
        into.HasScriptScope = EngineState.HasScriptScope(session);
        into.ExitCode = session.PSVariable.GetValue("global:LASTEXITCODE");
        into.EndsAtStatementErrors = StatementErrors.LeaveTheirCode(session);
    }

    private static void Read(string name, PSVariable variable, SessionState session, CapturedSession into, CapturedScope scope)
    {
        PassedValue value = scope.Variables[name] = new PassedValue(Copy(variable.Value));
        into.Guard(name, variable, value, session, scope);
    }

    private static void ReadPlace(SessionState session, CapturedSession into)
    {
        into.Drives.AddRange(session.Drive.GetAll());
        try
        {
            PathInfo location = session.Path.CurrentLocation;
            into.Location = location.Path;
            if (location.Provider.Name == "FileSystem") into.Folder = location.ProviderPath;
        }
        catch (InvalidOperationException)
        {
            // A session without drives is nowhere.
        }
    }

    // The worker's session may not change the caller's.
    private static object? Copy(object? value) => value switch
    {
        DefaultParameterDictionary defaults => EngineTrust.HandOn(defaults, new DefaultParameterDictionary(defaults)),
        _ => value,
    };
}
