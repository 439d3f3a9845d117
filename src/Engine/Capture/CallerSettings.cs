using System;
using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>Reads the caller's settings that govern how code runs: preferences, defaults, location, strict and language mode.</summary>
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

    public static void Read(SessionState caller, SessionBlueprint into)
    {
        foreach (string name in Variables)
        {
            PSVariable? variable = caller.PSVariable.Get(name);
            if (variable != null) into.Variables[name] = variable.Value is DefaultParameterDictionary defaults ? Copy(defaults) : variable.Value;
        }

        into.LanguageMode = caller.LanguageMode;

        // A file system drive may be the caller's alone; its folder is everybody's.
        PathInfo location = caller.Path.CurrentLocation;
        into.Location = location.Provider.Name == "FileSystem" ? location.ProviderPath : location.Path;
        into.StrictMode = EngineState.StrictMode(caller);
    }

    private static DefaultParameterDictionary Copy(DefaultParameterDictionary defaults) => new(defaults);
}
