using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>Finds what the caller's session has by wildcards, and modules by their names.</summary>
internal static class CallerNames
{
    private static readonly CmdletInfo GetModule = new("Get-Module", typeof(Microsoft.PowerShell.Commands.GetModuleCommand));

    public static IEnumerable<string> Variables(SessionState caller, string pattern)
    {
        try
        {
            return caller.InvokeProvider.ChildItem.Get(@"Variable:\" + pattern, recurse: false).Select(v => v.BaseObject).OfType<PSVariable>().Select(v => v.Name).ToArray();
        }
        catch (Exception exception) when (exception is SessionStateException or RuntimeException)
        {
            // A session without that provider has no wildcards for variables.
            return Array.Empty<string>();
        }
    }

    /// <summary>The modules that the caller has imported, by their paths.</summary>
    public static IEnumerable<string> Modules(SessionState caller, string pattern)
    {
        var wildcard = new WildcardPattern(pattern, WildcardOptions.IgnoreCase);
        return caller.InvokeCommand.GetCommands("*", CommandTypes.Function | CommandTypes.Cmdlet | CommandTypes.Filter, nameIsPattern: true)
            .Select(c => c.Module).Where(m => m != null && wildcard.IsMatch(m.Name) && System.IO.File.Exists(m.Path)).Select(ManifestOf).Distinct().ToArray();
    }

    /// <summary>The path of a module that the caller has imported under a name, or the name itself: then executors look for it as anybody does.</summary>
    public static string PathOf(SessionState caller, string module)
    {
        try
        {
            IEnumerable<PSModuleInfo> loaded = caller.InvokeCommand.InvokeScript(false, ScriptBlock.Create("param($get, $name) & $get -Name $name"), null, GetModule, WildcardPattern.Escape(module))
                .Select(m => m?.BaseObject).OfType<PSModuleInfo>();
            return loaded.FirstOrDefault(m => System.IO.File.Exists(m.Path)) is { } own ? ManifestOf(own) : module;
        }
        catch (RuntimeException)
        {
            return module;
        }
    }

    /// <summary>What an import put before the noun of a function's own name, or an empty text.</summary>
    public static string PrefixOf(string? own, string name)
    {
        int noun = own?.IndexOf('-') + 1 ?? 0;
        bool isPrefixed = noun > 0 && name.Length > own!.Length && string.Compare(name, 0, own, 0, noun, StringComparison.OrdinalIgnoreCase) == 0 && name.EndsWith(own.Substring(noun), StringComparison.OrdinalIgnoreCase);
        return isPrefixed ? name.Substring(noun, name.Length - own!.Length) : "";
    }

    /// <summary>The manifest of an imported module, or its file where it was imported without one.</summary>
    public static string ManifestOf(PSModuleInfo module)
    {
        if (module.Guid == Guid.Empty && module.Version == new Version(0, 0)) return module.Path;

        // The file may have another name than the module.
        string[] manifests = { System.IO.Path.ChangeExtension(module.Path, ".psd1"), System.IO.Path.Combine(module.ModuleBase ?? "", module.Name + ".psd1") };
        return Array.Find(manifests, System.IO.File.Exists) ?? module.Path;
    }
}
