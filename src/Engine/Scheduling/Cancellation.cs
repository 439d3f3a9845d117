using System.Threading;

namespace ParallelCmdlets.Scheduling;

/// <summary>Cancels tokens without waiting for what their receivers do about it.</summary>
internal static class Cancellation
{
    public static void Begin(CancellationTokenSource? source)
    {
        if (source == null) return;
        ThreadPool.QueueUserWorkItem(static state =>
        {
            try
            {
                ((CancellationTokenSource)state!).Cancel();
            }
            catch (System.ObjectDisposedException)
            {
                // The item has ended meanwhile.
            }
            catch (System.AggregateException)
            {
                // A receiver threw: its own affair.
            }
        }, source);
    }
}
