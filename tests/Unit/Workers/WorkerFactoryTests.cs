using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Workers;
using Xunit;

namespace ParallelCmdlets.Tests.Workers;

/// <summary>What a user may give as a worker.</summary>
public sealed class WorkerFactoryTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_script_block_is_a_worker() => Assert.IsType<ScriptWorker>(Create(Script.Block("1")));

    [Fact]
    public void A_wrapped_script_block_is_a_worker() => Assert.IsType<ScriptWorker>(Create(new PSObject(Script.Block("1"))));

    [Theory]
    [InlineData("ForEach-Object")]
    [InlineData("foreach-object")]
    [InlineData("Out-Warning")]
    public void The_name_of_a_command_is_a_worker(string name) =>
        Assert.Equal(name, Assert.IsType<CommandWorker>(Create(name)).Command.Name, ignoreCase: true);

    [Fact]
    public void An_alias_stands_for_its_command()
    {
        _session.Run("$null = $ExecutionContext.InvokeProvider.Item.Set('Alias:each', 'ForEach-Object')");

        Assert.Equal("ForEach-Object", Assert.IsType<CommandWorker>(Create("each")).Command.Name);
    }

    [Fact]
    public void A_command_from_Get_Command_is_a_worker() =>
        Assert.Equal("Out-Warning", Assert.IsType<CommandWorker>(Create(_session.Value("Get-Command Out-Warning"))).Command.Name);

    [Fact]
    public void A_delegate_is_a_worker() => Assert.IsType<DelegateWorker>(Create((int a) => a));

    [Fact]
    public void A_delegate_that_was_made_of_a_script_block_is_that_block() =>
        Assert.Equal("param($a) $a + 1", Assert.IsType<ScriptWorker>(Create(_session.Value("[Func[int,int]] { param($a) $a + 1 }"))).Block.ToString().Trim());

    [Fact]
    public void A_method_is_a_worker() => Assert.IsType<MethodWorker>(Create(_session.Value("[Math]::Sqrt")));

    [Fact]
    public void A_partial_worker_stands_for_the_worker_in_it()
    {
        var worker = new ScriptWorker(Script.Block("param($a)"));

        Assert.Same(worker, Create(new PartialWorker(worker, null, null, null)));
    }

    [Fact]
    public void A_partial_of_a_partial_keeps_the_older_constants()
    {
        var older = new PartialWorker(new ScriptWorker(Script.Block("param($a, $b)")), null, new Hashtable { ["a"] = 1 }, null);

        PartialWorker newer = PartialWorker.Create(older, new Hashtable { ["b"] = 2 }, null, _session.Commands);

        Assert.Equal(new[] { "a", "b" }, newer.Constants.Keys.Order());
    }

    [Fact]
    public void An_unknown_name_is_refused() => Rejected.As("UnknownCommand", () => Create("No-SuchCommand"));

    [Fact]
    public void A_number_is_no_worker() => Rejected.As("UnsupportedWorker", () => Create(5));

    [Fact]
    public void Null_is_no_worker() => Rejected.As("UnsupportedWorker", () => Create(null));

    [Fact]
    public void A_type_is_no_worker() => Rejected.As("UnsupportedWorker", () => Create(typeof(string)));

    private Worker Create(object? definition) => WorkerFactory.Create(definition, _session.Commands);
}
