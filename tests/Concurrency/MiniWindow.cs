using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Coyote.Specifications;
using Monitor = System.Threading.Monitor;

namespace ParallelCmdlets.Concurrency;

/// <summary>A small window into which a test seeds the faults that the tester has to find.</summary>
internal sealed class MiniWindow
{
    private readonly object _gate = new();
    private readonly Queue<int> _waiting = new();

    /// <summary>Gets or sets whether a post wakes nobody where it finds an item that waits already.</summary>
    public bool DropsPulse { get; set; }

    /// <summary>Gets or sets whether the lock is left between the look at an item and its removal.</summary>
    public bool ClaimsInTwoSteps { get; set; }

    /// <summary>Two threads claim what a third posts: each item once.</summary>
    public static void Exchange(MiniWindow window)
    {
        Task<int> first = Task.Run(window.Claim), second = Task.Run(window.Claim);
        window.Post(1);
        window.Post(2);
        Specification.Assert(first.Result + second.Result == 3, "Claimed were {0} and {1}.", first.Result, second.Result);
    }

    private void Post(int item)
    {
        lock (_gate)
        {
            _waiting.Enqueue(item);
            if (!DropsPulse || _waiting.Count == 1) Monitor.Pulse(_gate);
        }
    }

    private int Claim()
    {
        int item;
        lock (_gate)
        {
            while (_waiting.Count == 0) Monitor.Wait(_gate);
            item = ClaimsInTwoSteps ? _waiting.Peek() : _waiting.Dequeue();
        }

        if (!ClaimsInTwoSteps) return item;
        lock (_gate) _waiting.Dequeue();
        return item;
    }
}
