using System.Runtime.InteropServices;

namespace ParallelCmdlets.Scheduling;

/// <summary>
/// What the thread that posts and takes counts with each item, on a cache line of its own: each of its writes would
/// take the line away from the executors, which read the fields next to it all the time.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct PaddedCounters
{
    [FieldOffset(64)]
    public long Accepted;

    [FieldOffset(72)]
    public long Taken;
}
