using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace PesterStandIn;

/// <summary>The block whose body is being read; tests are only collected here and run later.</summary>
internal static class Discovery
{
    [ThreadStatic]
    private static Block? current;

    public static Block Current => current
        ?? throw new InvalidOperationException("Describe, It and the like belong in a test file, which Invoke-Pester runs.");

    public static void In(Block? block, Action action)
    {
        var outer = current;
        current = block;
        try
        {
            action();
        }
        finally
        {
            current = outer;
        }
    }
}

public abstract class AddItemCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = "";

    [Parameter]
    [Alias("TestCases")]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? ForEach { get; set; }

    [Parameter]
    public string[] Tag { get; set; } = [];

    [Parameter]
    public SwitchParameter Skip { get; set; }

    private protected IEnumerable<object?> Cases =>
        MyInvocation.BoundParameters.ContainsKey(nameof(ForEach)) ? ForEach ?? [] : new object?[] { null };

    private protected static ScriptBlock NotEmpty(ScriptBlock? body, string what) =>
        body?.Ast.Extent.Text.Trim('{', '}').Trim().Length > 0
            ? body
            : throw new ArgumentException($"{what} has no body. Is its opening brace on the next line?");
}

[Cmdlet(VerbsCommon.Add, "PesterBlock")]
[Alias("Describe", "Context")]
public sealed class AddBlockCommand : AddItemCommand
{
    [Parameter(Position = 1)]
    public ScriptBlock? Fixture { get; set; }

    protected override void EndProcessing()
    {
        foreach (var data in Cases)
        {
            var block = new Block
            {
                Name = Name,
                ExpandedName = Name,
                Parent = Discovery.Current,
                ScriptBlock = NotEmpty(Fixture, $"The block '{Name}'"),
                Data = data,
                Tag = Tag,
                Skip = Skip,
            };
            Discovery.Current.Order.Add(block);
            var scopes = new Scopes(this);
            ErrorRecord? error = null;
            Discovery.In(block, () => scopes.InNewScope(() =>
            {
                scopes.SetData(data);
                error = scopes.DotSource(block.ScriptBlock, data);
            }));
            error?.Rethrow();
        }
    }
}

[Cmdlet(VerbsCommon.Add, "PesterTest")]
[Alias("It")]
public sealed class AddTestCommand : AddItemCommand
{
    [Parameter(Position = 1)]
    public ScriptBlock? Test { get; set; }

    protected override void EndProcessing()
    {
        if (Discovery.Current.Parent is null)
        {
            throw new InvalidOperationException($"The test '{Name}' stands outside of every Describe.");
        }

        Discovery.Current.Order.AddRange(Cases.Select(data => new Test
        {
            Name = Name,
            ExpandedName = Name,
            Parent = Discovery.Current,
            ScriptBlock = NotEmpty(Test, $"The test '{Name}'"),
            Data = data,
            Tag = Tag,
            Skip = Skip,
        }));
    }
}

public abstract class SetupCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    private protected ScriptBlock Only(ScriptBlock? earlier) => earlier is null
        ? ScriptBlock
        : throw new InvalidOperationException($"The block '{Discovery.Current.Name}' has two of {MyInvocation.InvocationName}.");
}

[Cmdlet(VerbsCommon.Add, "PesterBeforeAll")]
[Alias("BeforeAll")]
public sealed class AddBeforeAllCommand : SetupCommand
{
    protected override void EndProcessing() => Discovery.Current.BeforeAll = Only(Discovery.Current.BeforeAll);
}

[Cmdlet(VerbsCommon.Add, "PesterAfterAll")]
[Alias("AfterAll")]
public sealed class AddAfterAllCommand : SetupCommand
{
    protected override void EndProcessing() => Discovery.Current.AfterAll = Only(Discovery.Current.AfterAll);
}

[Cmdlet(VerbsCommon.Add, "PesterBeforeEach")]
[Alias("BeforeEach")]
public sealed class AddBeforeEachCommand : SetupCommand
{
    protected override void EndProcessing() => Discovery.Current.BeforeEach = Only(Discovery.Current.BeforeEach);
}

[Cmdlet(VerbsCommon.Add, "PesterAfterEach")]
[Alias("AfterEach")]
public sealed class AddAfterEachCommand : SetupCommand
{
    protected override void EndProcessing() => Discovery.Current.AfterEach = Only(Discovery.Current.AfterEach);
}

/// <summary>Runs at once, in the scope in which the tests are collected.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PesterBeforeDiscovery")]
[Alias("BeforeDiscovery")]
public sealed class InvokeBeforeDiscoveryCommand : SetupCommand
{
    protected override void EndProcessing()
    {
        _ = Discovery.Current;
        new Scopes(this).DotSource(ScriptBlock)?.Rethrow();
    }
}

/// <summary>The parts of Pester that are not here, so that a test which uses them fails and says why.</summary>
[Cmdlet(VerbsLifecycle.Assert, "PesterSupport")]
[Alias("Mock", "InModuleScope", "Assert-MockCalled", "Assert-VerifiableMock", "Add-ShouldOperator", "New-PesterContainer")]
public sealed class AssertSupportCommand : PSCmdlet
{
    [Parameter(ValueFromRemainingArguments = true, ValueFromPipeline = true)]
    public object? Ignored { get; set; }

    protected override void EndProcessing() =>
        throw new NotSupportedException($"{MyInvocation.InvocationName} is not supported by the stand-in of Pester.");
}
