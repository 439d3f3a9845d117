using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Threading;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Workers;

/// <summary>A delegate as the worker.</summary>
internal sealed class DelegateWorker : CompiledWorker
{
    private readonly Delegate _delegate;
    private readonly OverloadSet _overloads;

    public DelegateWorker(Delegate @delegate)
    {
        _delegate = @delegate;
        Description = "the delegate " + @delegate.GetType();
        MethodInfo invoke = @delegate.GetType().GetMethod("Invoke")!;
        var method = (PSMethod)PSObject.AsPSObject(@delegate).Methods["Invoke"];
        _overloads = new OverloadSet(method, MethodOverloads.Of(method), new[] { new Overload(invoke, @delegate, Names(invoke)) }, Description);
    }

    public override object Definition => _delegate;

    public override string Description { get; }

    public override IReadOnlyList<WorkerParameter> Parameters => _overloads.Parameters;

    public override string Method => "Invoke";

    public override Type? Owner => _delegate.Target?.GetType() ?? _delegate.Method.DeclaringType;

    public override IEnumerable<Type> ResultTypes => _overloads.All.Select(o => o.ResultType);

    public override bool TakesToken => _overloads.All[0].TakesToken;

    public override Func<object?[], CancellationToken, object?> Bind(IReadOnlyDictionary<string, object?> constants, int positional) => _overloads.Bind(constants, positional);

    // The method's names say more than the delegate type's; a closed or compiled one has parameters in front.
    private string[] Names(MethodInfo invoke)
    {
        ParameterInfo[] own = invoke.GetParameters(), method = _delegate.Method.GetParameters();
        return method.Skip(Math.Max(0, method.Length - own.Length)).Select((p, i) => p.Name ?? own[i].Name!).ToArray();
    }
}
