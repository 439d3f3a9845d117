using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ParallelCmdlets.Executors;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Tests.Executors.Tasks;

/// <summary>A third kind of executor, as small as can be: runs a function by tasks, several attempts at a time on each executor.</summary>
internal sealed class TaskBackend(MapContext map, Func<object?, CancellationToken, object?> function, int lanes) : ExecutorBackend
{
    public override IExecutor CreateExecutor(int number) => new TaskExecutor(function, lanes, number, map.Stopped);

    private sealed class TaskExecutor(Func<object?, CancellationToken, object?> function, int lanes, int number, CancellationToken stopped) : IExecutor
    {
        private readonly ConcurrentDictionary<(WorkItem, int), CancellationTokenSource> _running = new();
        private volatile bool _abandoned;

        public bool HasBegun => true;

        public TimeSpan StopGrace => TimeSpan.Zero;

        public void Run(SlidingWindow window)
        {
            using var free = new BlockingCollection<Lane>();
            for (int i = 0; i < lanes; i++)
            {
                var lane = new Lane(number);
                window.Watch(lane);
                free.Add(lane);
            }

            window.ExecutorIsOpen();
            window.ExecutorIsReady();
            while (free.Take() is var lane && !_abandoned && window.TryClaim(lane, out Attempt attempt)) _ = RunAsync(window, lane, attempt, free);
            for (int ended = 1; ended < lanes; ended++) free.Take();
        }

        public void BeginCancel(in Attempt attempt) => Cancellation.Begin(_running.GetValueOrDefault((attempt.Item, attempt.Ticket)));

        public void BeginStop()
        {
        }

        public void Abandon() => _abandoned = true;

        private async Task RunAsync(SlidingWindow window, Lane lane, Attempt attempt, BlockingCollection<Lane> free)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            object? input = attempt.Input;
            AttemptResult result;
            _running[(attempt.Item, attempt.Ticket)] = stop;
            try
            {
                object? output = await Task.Factory.StartNew(() => function(input, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                result = AttemptResult.Completed(ItemRecords.One(output));
            }
            catch (Exception exception)
            {
                result = AttemptResult.Failed(default, ItemFailure.Record(exception));
            }

            _running.TryRemove((attempt.Item, attempt.Ticket), out _);
            window.Complete(attempt, result);
            free.Add(lane);
        }
    }
}
