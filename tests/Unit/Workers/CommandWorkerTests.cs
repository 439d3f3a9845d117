using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>Functions and cmdlets by name as workers.</summary>
public sealed class CommandWorkerTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_plain_function_has_its_parameters_in_their_order() =>
        Assert.Equal(new[] { "b", "a" }, Positional(Define("param($b, $a)")));

    [Fact]
    public void A_plain_function_takes_further_arguments() => Assert.True(Define("param($a)").TakesMoreArguments);

    [Fact]
    public void An_advanced_function_has_its_parameters_by_position() =>
        Assert.Equal(new[] { "b", "a" }, Positional(Define("[CmdletBinding()] param([Parameter(Position = 1)] $a, [Parameter(Position = 0)] $b)")));

    [Fact]
    public void An_advanced_function_takes_no_further_argument() => Assert.False(Define("[CmdletBinding()] param($a)").TakesMoreArguments);

    [Fact]
    public void Common_parameters_do_not_count_as_varying()
    {
        var partial = new PartialWorker(Define("[CmdletBinding()] param($a)"), null, null, null);

        Assert.Equal(new[] { "a" }, partial.Parameters);
    }

    [Fact]
    public void A_common_parameter_can_be_constant() =>
        Assert.Contains("ErrorAction", new PartialWorker(Define("[CmdletBinding()] param($a)"), null, PartialWorkerTests.Table("ErrorAction", "Stop"), null).Constants.Keys);

    [Fact]
    public void A_cmdlet_has_its_parameters() => Assert.Contains("Worker", Worker("New-PartialWorker").Parameters.Select(p => p.Name));

    [Fact]
    public void Mandatory_parameters_of_a_cmdlet_are_known() => Assert.True(Worker("New-PartialWorker").Find("Worker")!.IsMandatory);

    [Fact]
    public void A_parameter_that_the_pipeline_alone_binds_takes_the_item()
    {
        CommandWorker worker = Define("[CmdletBinding(PositionalBinding = $false)] param([Parameter(ValueFromPipeline)] $In) process { $In }");

        Assert.Equal(7, ItemBinderTests.Single(new PartialWorker(worker, null, null, null)).Bind(7).Named!["In"]);
    }

    [Fact]
    public void An_item_that_is_bound_by_name_stands_beside_the_constants_and_leaves_nothing_for_the_next()
    {
        CommandWorker worker = Define("[CmdletBinding(PositionalBinding = $false)] param([Parameter(ValueFromPipeline)] $In, $Factor) process { $In }");
        ItemBinder binder = ItemBinderTests.Single(new PartialWorker(worker, null, PartialWorkerTests.Table("Factor", 2), null));

        Hashtable first = binder.Bind(7).Named!, second = binder.Bind(8).Named!;

        Assert.Equal((7, 2), (first["In"], first["Factor"]));
        Assert.Equal((8, 2), (second["In"], second["Factor"]));
    }

    [Fact]
    public void A_mandatory_parameter_of_a_function_that_nothing_binds_is_refused()
    {
        CommandWorker worker = Define("[CmdletBinding()] param($a, [Parameter(Mandatory)] $Needed)");

        Rejected.As("UnboundMandatory", () => ItemBinderTests.Single(new PartialWorker(worker, null, null, null)));
    }

    [Fact]
    public void A_function_that_only_reads_the_pipeline_gets_the_item_as_an_argument_too()
    {
        CommandWorker worker = Define("process { $_ }");

        Assert.Equal(new object[] { 7 }, ItemBinderTests.Single(new PartialWorker(worker, null, null, null)).Bind(7).Positional);
    }

    private static string[] Positional(CommandWorker worker) => worker.Parameters.Where(p => p.IsPositional).Select(p => p.Name).ToArray();

    private CommandWorker Define(string body)
    {
        _session.Run("function Test-Worker { " + body + " }").Succeeded();
        return Worker("Test-Worker");
    }

    private CommandWorker Worker(string name) => (CommandWorker)WorkerFactory.Create(name, _session.Commands);
}
