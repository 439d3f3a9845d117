using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace PesterStandIn;

public sealed class AssertionException(string message) : Exception(message);

[Cmdlet(VerbsLifecycle.Assert, "PesterValue")]
[Alias("Should")]
public sealed class ShouldCommand : PSCmdlet
{
    private readonly List<object?> values = [];

    [Parameter(ValueFromPipeline = true)]
    public object? ActualValue { get; set; }

    [Parameter(Position = 0)]
    [Alias("ExpectedMessage", "ExpectedType", "RegularExpression")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public object? ExpectedValue { get; set; }

    [Parameter]
    public SwitchParameter Not { get; set; }

    [Parameter]
    public string? Because { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Be")]
    [Alias("EQ")]
    public SwitchParameter Be { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeExactly")]
    [Alias("CEQ")]
    public SwitchParameter BeExactly { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeNullOrEmpty")]
    public SwitchParameter BeNullOrEmpty { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeTrue")]
    public SwitchParameter BeTrue { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeFalse")]
    public SwitchParameter BeFalse { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeOfType")]
    [Alias("HaveType")]
    public SwitchParameter BeOfType { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeLike")]
    public SwitchParameter BeLike { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeLikeExactly")]
    public SwitchParameter BeLikeExactly { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Match")]
    public SwitchParameter Match { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "MatchExactly")]
    [Alias("CMATCH")]
    public SwitchParameter MatchExactly { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Contain")]
    public SwitchParameter Contain { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "HaveCount")]
    public SwitchParameter HaveCount { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeGreaterThan")]
    [Alias("GT")]
    public SwitchParameter BeGreaterThan { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeGreaterOrEqual")]
    [Alias("GE")]
    public SwitchParameter BeGreaterOrEqual { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeLessThan")]
    [Alias("LT")]
    public SwitchParameter BeLessThan { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeLessOrEqual")]
    [Alias("LE")]
    public SwitchParameter BeLessOrEqual { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "BeIn")]
    public SwitchParameter BeIn { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Throw")]
    public SwitchParameter Throw { get; set; }

    [Parameter(ParameterSetName = "Throw", Position = 1)]
    public string? ErrorId { get; set; }

    [Parameter(ParameterSetName = "Throw", Position = 2)]
    public Type? ExceptionType { get; set; }

    [Parameter(ParameterSetName = "Throw")]
    public SwitchParameter PassThru { get; set; }

    private string Reason => string.IsNullOrWhiteSpace(Because) ? "" : $" because {Because.Trim()},";

    protected override void ProcessRecord() => values.Add(ActualValue);

    protected override void EndProcessing()
    {
        values.AddRange(values.Count == 0 ? [null] : []);
        var isExpecting = MyInvocation.BoundParameters.ContainsKey(nameof(ExpectedValue));
        if (ParameterSetName == "Throw")
        {
            AssertThrow();
        }
        else if (Assertions.OfNothing.TryGetValue(ParameterSetName, out var ofNothing) && !isExpecting)
        {
            Assert(ofNothing.TakesAll, value => ofNothing.Holds(value), ofNothing.Expectation);
        }
        else if (Assertions.OfExpected.TryGetValue(ParameterSetName, out var assertion) && isExpecting)
        {
            var expectation = $"{assertion.Expectation} {Display.Of(ExpectedValue)}";
            Assert(assertion.TakesAll, value => assertion.Holds(value, ExpectedValue), expectation);
        }
        else
        {
            throw new PSArgumentException($"Should -{ParameterSetName} {(isExpecting ? "takes no" : "needs an")} expected value.");
        }
    }

    private void Assert(bool takesAll, Func<object?, bool> holds, string expectation)
    {
        foreach (var value in takesAll ? [values.ToArray()] : values.ToArray())
        {
            if (holds(value) == Not)
            {
                var shown = Display.Of(value is object?[] { Length: 1 } single && takesAll ? single[0] : value);
                Fail($"Expected the actual value {(Not ? "not " : "")}to {expectation},{Reason} but got {shown}.");
            }
        }
    }

    private void AssertThrow()
    {
        foreach (var value in values)
        {
            var block = (value as PSObject)?.BaseObject as ScriptBlock ?? value as ScriptBlock
                ?? throw new PSArgumentException("The input of Should -Throw must be a script block.");
            var error = ThrowAssertion.Run(this, block);
            if (Not && error is not null)
            {
                var position = error.InvocationInfo?.PositionMessage;
                Fail($"Expected no exception to be thrown,{Reason} but an exception \"{error.Exception.Message}\" was thrown. {position}");
            }

            if (!Not && ThrowAssertion.Difference(error, ExpectedValue?.ToString(), ErrorId, ExceptionType) is { } difference)
            {
                Fail($"Expected an exception to be thrown,{Reason} but {difference}.");
            }

            if (PassThru && !Not)
            {
                WriteObject(error);
            }
        }
    }

    private void Fail(string message) =>
        ThrowTerminatingError(new ErrorRecord(new AssertionException(message), "PesterAssertionFailed", ErrorCategory.InvalidResult, null));
}
