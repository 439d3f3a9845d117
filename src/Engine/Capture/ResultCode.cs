using System;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Internals;

namespace ParallelCmdlets.Capture;

/// <summary>
/// Makes the code in results the caller's: blocks of an executor, delegates made of them, and members of script that a
/// worker added to an object are dead once the executor has ended. Called on the caller's thread.
/// </summary>
internal sealed class ResultCode
{
    private readonly SessionState _caller;

    public ResultCode(SessionState caller) => _caller = caller;

    /// <summary>Gives what the caller gets of a result; an object keeps its identity, and has its members rebuilt.</summary>
    public object? Take(object? value)
    {
        if (value is null or string or ValueType) return value;
        if (InstanceMembers.Any(value, HoldsObject))
        {
            foreach (PSNoteProperty note in InstanceMembers.Of(value).OfType<PSNoteProperty>().Where(HoldsObject))
            {
                object? taken = TakeOne(note.Value);
                if (taken != note.Value) note.Value = taken;
            }
        }

        return TakeOne(value);
    }

    private static bool HoldsObject(PSMemberInfo member) => member is PSNoteProperty and not PSVariableProperty && Bare(member.Value) is not (null or string or ValueType);

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    // One level and no more: what holds itself would have no end.
    private object? TakeOne(object? value)
    {
        object? bare = Bare(value);
        if (bare is ScriptBlock block) return IsForeign(block) ? BlockRebuilder.Rebuild(block) : value;
        if (bare is Delegate) return HeldCode.RebuildBlock(value, new RebuiltModules(), IsForeign);
        if (ScriptMembers.BlocksOf(value).Any(IsForeign)) Renew(value!);
        return value;
    }

    private void Renew(object value)
    {
        var modules = new RebuiltModules();
        InstanceMembers.Replace(value, InstanceMembers.Of(value).Select(m => ScriptMembers.With(m, b => IsForeign(b) ? BlockRebuilder.Rebuild(b, modules) : b)).ToArray());
    }

    private bool IsForeign(ScriptBlock block) => EngineState.IsOfOtherSession(block, _caller);
}
