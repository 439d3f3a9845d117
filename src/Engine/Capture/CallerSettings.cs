using System;
using System.Management.Automation;
using System.Reflection;

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

    public static void Read(SessionState caller, SessionBlueprint into)
    {
        foreach (string name in Variables)
        {
            PSVariable? variable = caller.PSVariable.Get(name);
            if (variable != null) into.Variables[name] = variable.Value is DefaultParameterDictionary defaults ? Copy(defaults) : variable.Value;
        }

        into.LanguageMode = caller.LanguageMode;
        into.Location = caller.Path.CurrentLocation.Path;
        into.StrictMode = StrictMode(caller);
    }

    private static DefaultParameterDictionary Copy(DefaultParameterDictionary defaults) => new(defaults);

    // Nothing public tells it; a probe that fails on purpose would leave its error in the caller's $Error.
    private static int StrictMode(SessionState caller)
    {
        object? scope = Get(Get(caller, "Internal"), "CurrentScope");
        for (; scope != null; scope = Get(scope, "Parent"))
        {
            if (Get(scope, "StrictModeVersion") is Version version) return version.Major;
        }

        return 0;
    }

    private static object? Get(object? from, string property) =>
        from?.GetType().GetProperty(property, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(from);
}
