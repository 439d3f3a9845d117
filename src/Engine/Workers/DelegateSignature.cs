using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace ParallelCmdlets.Workers;

/// <summary>The conversions that a delegate made from a script block does around its call.</summary>
internal sealed class DelegateSignature
{
    private readonly ParameterInfo[] _parameters;
    private readonly Type _result;
    private readonly string _description;

    public DelegateSignature(Delegate @delegate)
    {
        MethodInfo invoke = @delegate.GetType().GetMethod("Invoke")!;
        _parameters = invoke.GetParameters();
        _result = invoke.ReturnType;
        _description = "the delegate " + @delegate.GetType();
    }

    /// <exception cref="MapException">The arguments are too many or too few, or one can't be converted.</exception>
    public object?[] Convert(object?[] arguments)
    {
        if (arguments.Length != _parameters.Length) throw Errors.ArgumentCount(_description, _parameters.Length, arguments.Length);
        return arguments.Select((a, i) => ArgumentConverter.Convert(a, _parameters[i].ParameterType, _parameters[i].Name ?? "")).ToArray();
    }

    /// <summary>Makes of the output, stream records aside, the one result that the delegate returns.</summary>
    public void ConvertResult(List<object?> records)
    {
        object?[] output = records.Where(r => r is not Streams.StreamRecord).ToArray();
        records.RemoveAll(r => r is not Streams.StreamRecord);
        if (_result == typeof(void)) return;
        object? result = output.Length == 1 ? output[0] : output.Length == 0 ? null : output;
        records.AddRange(CompiledWorker.Output(ArgumentConverter.Convert(result, _result, "result")));
    }
}
