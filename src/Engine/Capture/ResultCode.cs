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

    /// <summary>Whether a result is text or a value, which can hold no code.</summary>
    public static bool IsData(object? value) => value is null or string or ValueType;

    /// <summary>Gives what the caller gets of a result; an object keeps its identity, and has its members rebuilt.</summary>
    public object? Take(object? value)
    {
        if (IsData(value)) return value;
        if (!InstanceMembers.Any(value, MayHoldCode)) return TakeBare(value);
        foreach (PSNoteProperty note in InstanceMembers.Of(value).OfType<PSNoteProperty>().Where(HoldsObject))
        {
            object? taken = TakeOne(note.Value);
            if (taken != note.Value) note.Value = taken;
        }

        return TakeOne(value);
    }

    private static bool MayHoldCode(PSMemberInfo member) => HoldsObject(member) || ScriptMembers.IsScript(member);

    private static bool HoldsObject(PSMemberInfo member) => member is PSNoteProperty and not PSVariableProperty && !IsData(Bare(member.Value));

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    // One level and no more: what holds itself would have no end.
    private object? TakeOne(object? value)
    {
        if (Bare(value) is not (ScriptBlock or Delegate) && ScriptMembers.BlocksOf(value).Any(IsForeign)) Renew(value!);
        return TakeBare(value);
    }

    private object? TakeBare(object? value) => Bare(value) switch
    {
        ScriptBlock block => IsForeign(block) ? BlockRebuilder.Rebuild(block) : value,
        Delegate => HeldCode.RebuildBlock(value, new RebuiltModules(), IsForeign),
        _ => value,
    };

    private void Renew(object value)
    {
        var modules = new RebuiltModules();
        InstanceMembers.Replace(value, InstanceMembers.Of(value).Select(m => ScriptMembers.With(m, b => IsForeign(b) ? BlockRebuilder.Rebuild(b, modules) : b)).ToArray());
    }

    private bool IsForeign(ScriptBlock block) => EngineState.IsOfOtherSession(block, _caller);
}
