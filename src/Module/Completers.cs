using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ParallelCmdlets;

/// <summary>Completes names that the caller's session has.</summary>
internal abstract class NameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = new WildcardPattern((wordToComplete ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return Names(fakeBoundParameters ?? new Hashtable()).Where(pattern.IsMatch).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(n => n, StringComparer.OrdinalIgnoreCase).Select(n => new CompletionResult(Text(n), n, CompletionResultType.ParameterValue, n));
    }

    /// <summary>Gives the names to choose from.</summary>
    protected abstract IEnumerable<string> Names(IDictionary boundParameters);

    /// <summary>Gives what is typed for a name.</summary>
    protected virtual string Text(string name) => name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.') ? name : "'" + CodeGeneration.EscapeSingleQuotedStringContent(name) + "'";

    /// <summary>Asks the running session.</summary>
    protected static IEnumerable<string> Ask(string script)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript(script, useLocalScope: true).Invoke<string>().Where(n => n != null).ToArray();
    }
}

/// <summary>Completes the functions of the session.</summary>
internal sealed class FunctionCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters) => Ask("(Get-Command -CommandType Function, Filter).Name");
}

/// <summary>Completes the variables of the session.</summary>
internal sealed class VariableCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters) => Ask("(Get-Variable).Name");
}

/// <summary>Completes the modules that are loaded or can be.</summary>
internal sealed class ModuleCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters) => Ask("(Get-Module).Name; (Get-Module -ListAvailable).Name");
}

/// <summary>Completes a table with a constant for a parameter of the worker.</summary>
internal sealed class ConstantCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Names(IDictionary boundParameters)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        PSObject? worker = shell.AddCommand("New-PartialWorker").AddParameter("Worker", boundParameters["Worker"]).Invoke().FirstOrDefault();
        return (worker?.BaseObject as PartialWorker)?.Parameters ?? Enumerable.Empty<string>();
    }

    /// <inheritdoc/>
    protected override string Text(string name) => "@{ " + base.Text(name) + " = ";
}
