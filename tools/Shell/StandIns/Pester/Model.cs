using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace PesterStandIn;

/// <summary>What Describe, Context and It have in common.</summary>
public abstract class Item
{
    public required string Name { get; init; }

    public required Block? Parent { get; init; }

    public required ScriptBlock ScriptBlock { get; init; }

    public object? Data { get; init; }

    public string[] Tag { get; init; } = [];

    public bool Skip { get; init; }

    public string ExpandedName { get; internal set; } = "";

    public List<ErrorRecord> ErrorRecord { get; } = [];

    /// <summary>The names from the outermost block on, joined by dots, with their templates as written.</summary>
    public string FullName => Parent is null or { Parent: null } ? Name : $"{Parent.FullName}.{Name}";

    public string ExpandedPath => Parent is null or { Parent: null } ? ExpandedName : $"{Parent.ExpandedPath}.{ExpandedName}";

    internal bool IsSkipped => Skip || Parent?.IsSkipped == true;
}

public sealed class Test : Item
{
    public string Result { get; internal set; } = "NotRun";

    public string? SkippedBecause { get; internal set; }

    public TimeSpan Duration { get; internal set; }

    internal bool IsSelected { get; set; } = true;
}

public sealed class Block : Item
{
    /// <summary>Tests and blocks as they were found.</summary>
    public List<Item> Order { get; } = [];

    public IEnumerable<Test> Tests => Order.SelectMany(item => item is Block block ? block.Tests : [(Test)item]);

    internal ScriptBlock? BeforeAll { get; set; }

    internal ScriptBlock? AfterAll { get; set; }

    internal ScriptBlock? BeforeEach { get; set; }

    internal ScriptBlock? AfterEach { get; set; }

    internal bool HasWork => Tests.Any(test => test.IsSelected && !test.IsSkipped);

    internal IEnumerable<Block> Failed =>
        Order.OfType<Block>().SelectMany(block => block.Failed).Concat(ErrorRecord.Count > 0 ? [this] : []);

    internal IEnumerable<Block> PathFromRoot => Parent is null ? [this] : Parent.PathFromRoot.Append(this);
}

/// <summary>A test file; its root block holds what stands outside of every Describe.</summary>
public sealed class Container(string path, Block root)
{
    public string Item { get; } = path;

    public Block Root { get; } = root;

    public List<ErrorRecord> ErrorRecord { get; } = [];

    public override string ToString() => Item;
}

/// <summary>What Invoke-Pester -PassThru writes.</summary>
public sealed class Run
{
    public List<Container> Containers { get; } = [];

    public TimeSpan Duration { get; internal set; }

    public IReadOnlyList<Test> Tests => Containers.SelectMany(container => container.Root.Tests).ToList();

    public IReadOnlyList<Test> Passed => With("Passed");

    public IReadOnlyList<Test> Failed => With("Failed");

    public IReadOnlyList<Test> Skipped => With("Skipped");

    public IReadOnlyList<Test> NotRun => With("NotRun");

    public IReadOnlyList<Block> FailedBlocks => Containers.SelectMany(container => container.Root.Failed).ToList();

    public IReadOnlyList<Container> FailedContainers => Containers.Where(container => container.ErrorRecord.Count > 0).ToList();

    public int TotalCount => Tests.Count;

    public int PassedCount => Passed.Count;

    public int FailedCount => Failed.Count;

    public int SkippedCount => Skipped.Count;

    public int NotRunCount => NotRun.Count;

    public int FailedBlocksCount => FailedBlocks.Count;

    public int FailedContainersCount => FailedContainers.Count;

    public string Result => FailedCount + FailedBlocksCount + FailedContainersCount > 0 ? "Failed" : "Passed";

    private List<Test> With(string result) => Tests.Where(test => test.Result == result).ToList();
}
