using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using Microsoft.PowerShell.Commands;

namespace PesterStandIn;

/// <summary>Runs the blocks of a test file in its session state, in scopes that nest as the blocks do.</summary>
internal sealed partial class Scopes(PSCmdlet owner)
{
    private const string CallBack = "param($PesterStep) $PesterStep.Invoke()";
    private const string CallBackInFile = "param($PesterStep, $PesterFile) & $PesterFile $PesterStep";
    private const string Dot = "param($PesterBlock, $PesterArguments) try { $null = . $PesterBlock @PesterArguments } catch { $_ }";

    public void InNewScope(Action step) => Invoke(CallBack, newScope: true, step);

    /// <summary>A scope that $script: means, as that of a script which is running.</summary>
    public void InScriptScope(Action step) =>
        Invoke(CallBackInFile, newScope: true, step, Path.Combine(owner.MyInvocation.MyCommand.Module.ModuleBase, "ScriptScope.ps1"));

    public void SetData(object? data)
    {
        if (data is null)
        {
            return;
        }

        owner.SessionState.PSVariable.Set("_", data);
        foreach (DictionaryEntry entry in Table(data) ?? new Hashtable())
        {
            owner.SessionState.PSVariable.Set(LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value);
        }
    }

    /// <returns>The error that ended the block, if one did.</returns>
    public ErrorRecord? DotSource(ScriptBlock block, object? data = null)
    {
        try
        {
            return Invoke(Dot, newScope: false, block, Arguments(block, data)) as ErrorRecord;
        }
        catch (Exception e) when (!owner.Stopping)
        {
            // No catch block of the language sees these; unhandled they would end the whole run.
            var message = e switch
            {
                ExitException => "The block called exit.",
                BreakException => "The block called break outside of a loop.",
                ContinueException => "The block called continue outside of a loop.",
                _ => e.Message,
            };
            return new ErrorRecord(new InvalidOperationException(message, e), "BlockLeft", ErrorCategory.InvalidOperation, null);
        }
    }

    /// <summary>Replaces templates such as &lt;name&gt; by the variables that the current scope sees.</summary>
    public string Expand(string text) => Template().Replace(text, match =>
    {
        try
        {
            var script = $"\"$(${match.Groups[1].Value})\"";
            return Invoke(script, newScope: true)?.ToString() ?? "";
        }
        catch (RuntimeException) when (!owner.Stopping)
        {
            return match.Value;
        }
    });

    private static object?[] Arguments(ScriptBlock block, object? data)
    {
        var parameters = (block.Ast as ScriptBlockAst)?.ParamBlock?.Parameters;
        if (parameters is null || Table(data) is not { } table)
        {
            return [];
        }

        var names = parameters.Select(parameter => parameter.Name.VariablePath.UserPath).ToList();
        return names.Find(name => !table.Contains(name)) is { } missing
            ? throw new NotSupportedException($"The data of -ForEach has no '{missing}', which the block has a parameter for.")
            : names.Select(name => table[name]).ToArray();
    }

    private static IDictionary? Table(object? data) => ((data as PSObject)?.BaseObject ?? data) as IDictionary;

    private object? Invoke(string script, bool newScope, params object?[] arguments) => EngineInternals.InvokeScript(
        owner.InvokeCommand,
        owner.InvokeCommand.NewScriptBlock(script),
        newScope,
        PipelineResultTypes.Error,
        input: null,
        arguments).FirstOrDefault()?.BaseObject;

    [GeneratedRegex("(?<!`)<([A-Za-z_][^<>`\"]*)>")]
    private static partial Regex Template();
}

internal static class ErrorRecordExtensions
{
    public static void Rethrow(this ErrorRecord record) => throw new RuntimeException(record.Exception.Message, record.Exception, record);
}
