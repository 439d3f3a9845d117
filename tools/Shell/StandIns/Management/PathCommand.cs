using System;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>A command that takes -Path or -LiteralPath, and reports what fails path by path.</summary>
public abstract class PathCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    private protected bool IsLiteral => ParameterSetName == "LiteralPath";

    private protected void ForEachPath(Action<string> action)
    {
        foreach (var path in (IsLiteral ? LiteralPath : Path) ?? throw new PSArgumentException("A path is missing."))
        {
            Try(path, () => action(path));
        }
    }

    private protected void ForEachFile(Action<string> action) => ForEachPath(path =>
    {
        foreach (var file in Resolve(path, out var provider))
        {
            RefuseUnlessFile(provider);
            Try(file, () => action(file));
        }
    });

    /// <summary>Paths of existing items in their provider's own form.</summary>
    private protected string[] Resolve(string path, out ProviderInfo provider)
    {
        if (!IsLiteral)
        {
            return GetResolvedProviderPathFromPSPath(path, out provider).ToArray();
        }

        InvokeProvider.Item.Get([path], force: true, literalPath: true);
        return [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)];
    }

    /// <summary>The path of a file that need not exist.</summary>
    private protected string FilePath(string path)
    {
        var file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        RefuseUnlessFile(provider);
        return file;
    }

    private void RefuseUnlessFile(ProviderInfo provider)
    {
        if (provider.Name != "FileSystem")
        {
            throw new NotSupportedException($"The stand-in of {MyInvocation.MyCommand.Name} supports files only.");
        }
    }

    private protected void Try(string path, Action action)
    {
        try
        {
            action();
        }
        catch (ProviderInvocationException e)
        {
            WriteError(new ErrorRecord(e.ErrorRecord, e));
        }
        catch (ItemNotFoundException e)
        {
            WriteError(new ErrorRecord(e.ErrorRecord, e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteError(new ErrorRecord(e, e.GetType().FullName, ErrorCategory.NotSpecified, path));
        }
    }
}
