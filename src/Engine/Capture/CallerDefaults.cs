using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Finds what <c>$PSDefaultParameterValues</c> gives to the parameters of a map. The engine does not tell a default from
/// what the caller gives; in a restricted session defaults are the user's, whoever calls the map.
/// </summary>
internal static class CallerDefaults
{
    private const string Variable = "PSDefaultParameterValues";
    private const string Command = "Invoke-ParallelMap";

    // What a worker is, what it is called with, and what it finds. Scripts and modules are trusted as the user is.
    private static readonly string[] OfWorker = { "Worker", "InputObject", "Rerun", "Zip", "Splat", "Constant", "ArgumentList", "NoCapture", "Function", "Variable" };

    /// <summary>The first key by which a user's default would change what trusted code maps; null where there is none.</summary>
    public static string? OfUser(SessionState caller, CallerTrust trust)
    {
        if (!trust.IsLimited || trust.LanguageMode != PSLanguageMode.FullLanguage) return null;

        // Defaults in a scope of its own are the caller's.
        PSVariable? variable = caller.PSVariable.Get(Variable);
        if (variable?.Value is not IDictionary defaults || CallerVariable.IsLocal(variable, caller)) return null;
        return defaults.Keys.OfType<string>().FirstOrDefault(k => OfWorker.Any(p => Names(k, p, caller)));
    }

    /// <summary>Whether the caller's defaults name a parameter of the map.</summary>
    public static bool Have(SessionState caller, string parameter) =>
        caller.PSVariable.GetValue(Variable) is IDictionary defaults && defaults.Keys.OfType<string>().Any(k => Names(k, parameter, caller));

    // In quotes or not, with wildcards or not: rather one too many.
    private static bool Names(string key, string parameter, SessionState caller)
    {
        int colon = key.IndexOf(':');
        if (colon < 0) return false;
        string name = Bare(key.Substring(colon + 1));
        bool isParameter = new WildcardPattern(name, WildcardOptions.IgnoreCase).IsMatch(parameter) || parameter.StartsWith(name, StringComparison.OrdinalIgnoreCase);
        return isParameter && IsMap(Bare(key.Substring(0, colon)), caller);
    }

    // A pattern may mean an alias of the user's, too.
    private static bool IsMap(string command, SessionState caller) =>
        WildcardPattern.ContainsWildcardCharacters(command)
        || string.Equals(command, Command, StringComparison.OrdinalIgnoreCase)
        || !EngineState.TryFindCommand(caller, command, PSLanguageMode.ConstrainedLanguage, out CommandInfo? found)
        || (found is AliasInfo alias && alias.Definition.EndsWith(Command, StringComparison.OrdinalIgnoreCase));

    private static string Bare(string part) => part.Trim().Trim('\'', '"').Trim();
}
