using System;
using System.Threading.Tasks;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Concurrency;

/// <summary>An executor that has several attempts under way; they end on tasks, stuck ones when the scenario lets them go.</summary>
internal sealed class FakeTaskExecutor : IExecutor
{
    private readonly MapUnderTest _map;
    private readonly int _number;
    private volatile PendingAttempts? _attempts;

    public FakeTaskExecutor(MapUnderTest map, int number)
    {
        _map = map;
        _number = number;
    }

    public bool HasBegun => true;

    public TimeSpan StopGrace => TimeSpan.Zero;

    public void Run(SlidingWindow window)
    {
        PendingAttempts attempts = _attempts = new PendingAttempts(window, _map.Slots!, _number, default);
        window.ExecutorIsOpen();
        while (attempts.TryClaim() is { } pending)
        {
            _map.TellCall(1);
            object? output = pending.Attempt.Input;
            bool isStuck = _map.IsStuck(pending.Attempt);
            if (isStuck && _map.IsStuckAtStart) _map.WaitForRelease();
            attempts.TellStarted(pending);
            _ = Task.Run(() => End(attempts, pending, output, isStuck));
        }

        attempts.WaitForAll();
    }

    public void BeginCancel(in Attempt attempt) => _attempts?.BeginCancel(attempt);

    public bool TryLetGo(in Attempt attempt) => _attempts?.TryLetGo(attempt) ?? true;

    public void BeginStop() => _attempts?.Wake();

    public void Abandon() => _attempts?.Close();

    private void End(PendingAttempts attempts, PendingAttempt pending, object? output, bool isStuck)
    {
        if (isStuck) _map.WaitForRelease();
        bool isLate = !pending.Attempt.IsRunning;
        attempts.End(pending, AttemptResult.Completed(ItemRecords.One(output)));
        if (isLate && _map.FreesTwice) _map.Slots!.Release();
        _map.TellCall(-1);
    }
}
