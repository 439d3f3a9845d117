using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Security.Cryptography;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = "Path")]
[OutputType(typeof(System.Collections.Hashtable))]
public sealed class ImportPowerShellDataFileCommand : PathCommand
{
    protected override void ProcessRecord() => ForEachFile(file =>
    {
        var data = Parser.ParseFile(file, out _, out var errors).Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false);
        if (errors.Length > 0 || data is not HashtableAst table)
        {
            throw new PSInvalidOperationException($"The file '{file}' could not be parsed as a PowerShell data file.");
        }

        WriteObject(table.SafeGetValue());
    });
}

[Cmdlet(VerbsCommon.New, "TemporaryFile")]
[OutputType(typeof(FileInfo))]
public sealed class NewTemporaryFileCommand : PSCmdlet
{
    protected override void BeginProcessing() => WriteObject(new FileInfo(Path.GetTempFileName()));
}

public sealed class FileHashInfo
{
    public required string Algorithm { get; init; }

    public required string Hash { get; init; }

    public required string Path { get; init; }
}

[Cmdlet(VerbsCommon.Get, "FileHash", DefaultParameterSetName = "Path")]
[OutputType(typeof(FileHashInfo))]
public sealed class GetFileHashCommand : PathCommand
{
    [Parameter(Position = 1)]
    [ValidateSet("SHA1", "SHA256", "SHA384", "SHA512", "MD5")]
    public string Algorithm { get; set; } = "SHA256";

    protected override void ProcessRecord() => ForEachFile(file =>
    {
        using var stream = File.OpenRead(file);
        var name = Algorithm.ToUpperInvariant();
        using var hash = IncrementalHash.CreateHash(new HashAlgorithmName(name));
        var buffer = new byte[81920];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            hash.AppendData(buffer, 0, read);
        }

        WriteObject(new FileHashInfo { Algorithm = name, Hash = Convert.ToHexString(hash.GetHashAndReset()), Path = file });
    });
}
