using System;
using System.Management.Automation;
using System.Threading;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>
/// Imports of modules by several executors at once: code of modules, and what the engine keeps for the whole process,
/// are not always made for company. One that fails in company is tried once more, alone.
/// </summary>
internal static class ModuleImports
{
    // A module may map while it is imported, and wait for imports that wait for it: nobody waits longer than this.
    private const int LongestMilliseconds = 5000;

    private static readonly ReaderWriterLockSlim Turns = new();
    private static int s_begun;
    private static int s_underWay;

    /// <summary>Runs an import, and once more where it failed beside another one.</summary>
    public static void Run(Action import)
    {
        if (TryBeside(import)) return;
        bool isAlone = Turns.TryEnterWriteLock(LongestMilliseconds);
        try
        {
            import();
        }
        finally
        {
            if (isAlone) Turns.ExitWriteLock();
        }
    }

    // False when it failed and there was another one at that time.
    private static bool TryBeside(Action import)
    {
        bool isIn = Turns.TryEnterReadLock(LongestMilliseconds);
        int number = Interlocked.Increment(ref s_begun);
        bool company = Interlocked.Increment(ref s_underWay) > 1;
        try
        {
            import();
            return true;
        }
        catch (Exception exception) when (exception is not PipelineStoppedException && (company || Volatile.Read(ref s_begun) != number))
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref s_underWay);
            if (isIn) Turns.ExitReadLock();
        }
    }
}
