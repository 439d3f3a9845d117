using System.Collections;
using System.Management.Automation;
using BenchmarkDotNet.Attributes;
using ParallelCmdlets.Workers;

namespace ParallelCmdlets.EngineBench;

/// <summary>Binding one item to the parameters that the constants leave open.</summary>
public class BindBenchmarks
{
    private readonly object _item = 1;
    private readonly object[] _tuple = [1, 2];
    private readonly Hashtable _table = new() { ["A"] = 1, ["B"] = 2 };
    private readonly PSObject _object = new();
    private ItemBinder _single = null!;
    private ItemBinder _leading = null!;
    private ItemBinder _named = null!;
    private ItemBinder _zip = null!;
    private ItemBinder _splat = null!;

    /// <summary>Makes the binders.</summary>
    [GlobalSetup]
    public void Make()
    {
        _object.Properties.Add(new PSNoteProperty("A", 1));
        _object.Properties.Add(new PSNoteProperty("B", 2));
        var worker = new ScriptWorker(ScriptBlock.Create("param($A, $B)"));
        var plain = new PartialWorker(worker, null, null, null);
        _single = new ItemBinder(plain, InputKind.Single, 0);
        _leading = new ItemBinder(new PartialWorker(worker, null, null, [0]), InputKind.Single, 0);
        _named = new ItemBinder(new PartialWorker(worker, null, new Hashtable { ["B"] = 1 }, null), InputKind.Single, 0);
        _zip = new ItemBinder(plain, InputKind.Tuple, 2);
        _splat = new ItemBinder(plain, InputKind.Splat, 0);
    }

    /// <summary>The item is the argument.</summary>
    /// <returns>The arguments: what nobody can see the JIT leaves out.</returns>
    [Benchmark]
    public object? Item() => _single.Bind(_item).Positional;

    /// <summary>A leading constant, then the item.</summary>
    /// <returns>The arguments: what nobody can see the JIT leaves out.</returns>
    [Benchmark]
    public object? LeadingConstant() => _leading.Bind(_item).Positional;

    /// <summary>The item and a named constant.</summary>
    /// <returns>The arguments: what nobody can see the JIT leaves out.</returns>
    [Benchmark]
    public object? NamedConstant() => _named.Bind(_item).Positional;

    /// <summary>A tuple of -Zip.</summary>
    /// <returns>The arguments: what nobody can see the JIT leaves out.</returns>
    [Benchmark]
    public object? Tuple() => _zip.Bind(_tuple).Positional;

    /// <summary>-Splat of an array.</summary>
    /// <returns>The arguments: what nobody can see the JIT leaves out.</returns>
    [Benchmark]
    public object? SplatArray() => _splat.Bind(_tuple).Positional;

    /// <summary>-Splat of a hashtable.</summary>
    /// <returns>The arguments in the order of the parameters.</returns>
    [Benchmark]
    public object? SplatTable() => _splat.Bind(_table).InOrder;

    /// <summary>-Splat of an object.</summary>
    /// <returns>The arguments in the order of the parameters.</returns>
    [Benchmark]
    public object? SplatObject() => _splat.Bind(_object).InOrder;
}
