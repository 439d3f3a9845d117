using System;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets;

/// <summary>The item that an exception ended, for the properties that ParallelCmdlets.types.ps1xml gives to error records.</summary>
/// <remarks>The engine remakes a record that it turns into an exception, without its notes; the exception that the record is of stays the same.</remarks>
public static class ErrorItem
{
    private static readonly ConditionalWeakTable<Exception, Item> Items = new();

    /// <summary>Gets the place of the item in the input, from 0; null for an error of no map.</summary>
    public static object? ItemIndex(PSObject record) => Find(record)?.Index;

    /// <summary>Gets the item; null for an error of no map.</summary>
    public static object? ItemInput(PSObject record) => Find(record)?.Input;

    /// <summary>Gets how often the item was started, from 1; null for an error of no map.</summary>
    public static object? ItemAttempt(PSObject record) => Find(record)?.Attempt;

    /// <summary>Notes the item on an error record.</summary>
    internal static void Note(ErrorRecord record, in Outcome outcome)
    {
        PSObject noted = PSObject.AsPSObject(record);
        Note(noted, nameof(ItemIndex), outcome.Index);
        Note(noted, nameof(ItemInput), outcome.Input);
        Note(noted, nameof(ItemAttempt), outcome.Attempts);
    }

    /// <summary>Says of which item an exception tells, for records of it to come; a newer item wins.</summary>
    internal static void Attach(Exception exception, in Outcome outcome)
    {
        Items.Remove(exception);
        Items.Add(exception, new Item(outcome.Index, outcome.Input, outcome.Attempts));
    }

    /// <summary>Takes that back: an exception can be of several items, or of none.</summary>
    internal static void Detach(Exception exception) => Items.Remove(exception);

    // The type has members of these names, too; those of the object win.
    private static void Note(PSObject on, string name, object? value)
    {
        on.Properties.Remove(name);
        on.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
    }

    private static Item? Find(PSObject record) =>
        record?.BaseObject is ErrorRecord { Exception: { } exception } && Items.TryGetValue(exception, out Item? item) ? item : null;

    private sealed class Item
    {
        public Item(long index, object? input, int attempt)
        {
            Index = index;
            Input = input;
            Attempt = attempt;
        }

        public long Index { get; }

        public object? Input { get; }

        public int Attempt { get; }
    }
}
