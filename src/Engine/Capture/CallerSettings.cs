using System;
using System.Management.Automation;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>Reads the caller's settings that govern how code runs: preferences, defaults, location, strict mode and a try around the map.</summary>
internal static class CallerSettings
{
    private static readonly string[] Variables =
    {
        "ErrorActionPreference", "WarningPreference", "VerbosePreference", "DebugPreference", "InformationPreference", "ProgressPreference",
        "ConfirmPreference", "WhatIfPreference", "PSDefaultParameterValues", "PSModuleAutoLoadingPreference", "ErrorView", "OFS", "OutputEncoding",
        "FormatEnumerationLimit", "PSNativeCommandUseErrorActionPreference", "PSNativeCommandArgumentPassing", "PSStyle", "PSEmailServer", "PSSessionOption",
    };

    /// <summary>Whether executors have the caller's value of the variable in any case.</summary>
    public static bool Has(string variable) => Array.Exists(Variables, v => string.Equals(v, variable, StringComparison.OrdinalIgnoreCase));

    public static void Read(SessionState caller, CapturedSession into)
    {
        foreach (string name in Variables)
        {
            PSVariable? variable = caller.PSVariable.Get(name);
            if (variable == null) continue;
            into.Variables[name] = Copy(variable.Value);
            into.Guard(name, variable, into.Variables[name], caller);
        }

        into.Location = Location(caller);
        into.StrictMode = EngineState.StrictMode(caller);
        into.EndsAtStatementErrors = StatementErrors.LeaveTheirCode(caller);
    }

    private static string? Location(SessionState caller)
    {
        try
        {
            // A file system drive may be the caller's alone; its folder is everybody's.
            PathInfo location = caller.Path.CurrentLocation;
            return location.Provider.Name == "FileSystem" ? location.ProviderPath : location.Path;
        }
        catch (InvalidOperationException)
        {
            // A session without drives is nowhere.
            return null;
        }
    }

    // The worker's session may not change the caller's.
    private static object? Copy(object? value) => value switch
    {
        DefaultParameterDictionary defaults => EngineTrust.HandOn(defaults, new DefaultParameterDictionary(defaults)),
        _ => value,
    };
}
