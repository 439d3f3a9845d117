using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Workers;

/// <summary>A .NET method with its overloads, such as <c>[Math]::Sqrt</c>, as the worker.</summary>
internal sealed class MethodWorker : CompiledWorker
{
    private readonly PSMethod _method;
    private readonly MethodOverloads? _engine;
    private readonly OverloadSet _overloads;

    public MethodWorker(PSMethod method)
        : this(method, MethodOverloads.Of(method))
    {
    }

    /// <param name="method">The method.</param>
    /// <param name="engine">What the engine tells of it; null where it tells nothing: then it takes arguments by position, and the engine chooses.</param>
    internal MethodWorker(PSMethod method, MethodOverloads? engine)
    {
        _method = method;
        _engine = engine;
        Overload[] all = engine == null ? Array.Empty<Overload>() : engine.All.Select(m => new Overload(m, engine.Instance)).ToArray();
        _overloads = new OverloadSet(method, engine, all, Description);
    }

    public override object Definition => _method;

    public override string Description => "the method " + _method.Name;

    public override IReadOnlyList<WorkerParameter> Parameters => _overloads.Parameters;

    public override bool TakesMoreArguments => _engine == null;

    public override string Method => _method.Name;

    public override Type? Owner
    {
        get
        {
            object? owner = EngineState.OwnerOf(_method);
            return owner as Type ?? owner?.GetType();
        }
    }

    public override IEnumerable<Type> ResultTypes => _overloads.All.Select(o => o.ResultType);

    public override bool TakesToken => _overloads.All.Any(o => o.TakesToken);

    public override Func<object?[], CancellationToken, object?> Bind(IReadOnlyDictionary<string, object?> constants, int positional) => _overloads.Bind(constants, positional);
}
