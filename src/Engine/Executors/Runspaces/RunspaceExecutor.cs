using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using ParallelCmdlets.Scheduling;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>
/// Runs script and command workers in a runspace of its own, all attempts in one long-lived pipeline:
/// a pipeline for each costs a hundred times a simple item. Where items are isolated, each has a runspace.
/// </summary>
internal sealed class RunspaceExecutor : IExecutor, IAttemptRunner
{
    private readonly RunspaceBackend _map;
    private readonly int _number;
    private readonly RunspaceSession _session;
    private readonly ItemOutput _output;
    private volatile AttemptLoop? _loop;
    private ItemRunner? _runner;
    private volatile bool _needsPipeline;
    private volatile bool _hasBegun;
    private bool _isOpen;

    public RunspaceExecutor(RunspaceBackend map, int number)
    {
        _map = map;
        _number = number;
        _session = new RunspaceSession(map, number);
        _output = new ItemOutput(_session.Recorder);
    }

    public bool HasBegun => _hasBegun;

    public TimeSpan StopGrace => _map.StopGrace;

    public void BeginStop() => _session.BeginStop();

    public void BeginCancel(in Attempt attempt) => _loop?.BeginCancel(attempt, () =>
    {
        _needsPipeline = true;
        _session.StopPipeline();
    });

    public bool TryLetGo(in Attempt attempt) => false;

    public void Abandon()
    {
        _loop?.Close();
        _output.Free();
        _session.Abandon();
    }

    public void Run(SlidingWindow window)
    {
        AttemptLoop loop = _loop = new AttemptLoop(window, _number, _map.Attempts);
        if (!_map.Options.UseNewRunspace)
        {
            RunSession(window, () => RunAttempts(loop));
            return;
        }

        while (loop.TryClaim(out Attempt attempt))
        {
            _hasBegun = true;
            Attempt only = attempt;
            RunSession(window, () =>
            {
                // Its time begins when its session is open.
                window.Restart(only);
                RunAttempt(loop, only);
                return false;
            });
        }
    }

    public AttemptResult Run(in Attempt attempt, CancellationToken stop)
    {
        ErrorRecord? failure = null;
        _session.Recorder.Records = _output.Records;
        try
        {
            if (_map.Items.BroughtBy(attempt.Input) is { } names) _session.Bring(names);
            _runner!.Run(attempt, _output, stop);
        }
        catch (PipelineStoppedException) when (_session.IsStopping)
        {
            _output.Free();
            throw;
        }
        catch (Exception exception)
        {
            failure = ItemFailure.Record(exception);

            // A worker that stopped its own pipeline: the next attempt needs another one.
            if (exception is PipelineStoppedException) _needsPipeline = true;
        }
        finally
        {
            _session.Recorder.Records = null;
            _session.Variables!.Take(_output.Records);
        }

        return failure == null ? AttemptResult.Completed(_output.TakeAll()) : AttemptResult.Failed(_output.TakeAllBut(failure.Exception), failure);
    }

    // A pipeline that was stopped for the sake of one attempt is followed by another, as the code says; the session stays.
    private void RunSession(SlidingWindow window, Func<bool> code)
    {
        try
        {
            _session.Open();
            bool more;
            do
            {
                more = false;
                _needsPipeline = false;
            }
            while (_session.Run(cmdlet => more = RunGuarded(window, cmdlet, code)) && more);
        }
        finally
        {
            _session.Close();
        }
    }

    // Who waits for the end sees that this one has begun, or this one sees the end.
    private bool Begin(SlidingWindow window)
    {
        if (!_isOpen) window.ExecutorIsOpen();
        _isOpen = true;
        if (_hasBegun) return true;
        if (_map.Options.Initialization == null && _map.Options.Finalization == null) return window.MayNeedExecutor;
        _hasBegun = true;
        Interlocked.MemoryBarrier();
        return window.MayNeedExecutor;
    }

    private bool RunGuarded(SlidingWindow window, PSCmdlet cmdlet, Func<bool> code)
    {
        try
        {
            if (!_session.Prepare(cmdlet, () => Begin(window))) return false;
            window.ExecutorIsReady();
            _runner = new ItemRunner(_map);
            return code();
        }
        catch (Exception exception) when (!_session.IsStopping)
        {
            // The pipeline would take it for an error of a script, and the items would wait for ever.
            _map.OutOfBand.Fail(Errors.ExecutorFailed(exception));
            window.Stop();
            return false;
        }
    }

    // True when a further pipeline is needed.
    private bool RunAttempts(AttemptLoop loop)
    {
        while (loop.TryClaim(out Attempt attempt))
        {
            _hasBegun = true;
            if (!RunAttempt(loop, attempt)) return false;
            if (_needsPipeline) return true;
            _session.RestoreLocation();
        }

        return false;
    }

    // Nothing leaks from item to item.
    private bool RunAttempt(AttemptLoop loop, in Attempt attempt)
    {
        CultureInfo culture = CultureInfo.CurrentCulture, uiCulture = CultureInfo.CurrentUICulture;
        bool counts = loop.Run(attempt, this);
        if (CultureInfo.CurrentCulture != culture) CultureInfo.CurrentCulture = culture;
        if (CultureInfo.CurrentUICulture != uiCulture) CultureInfo.CurrentUICulture = uiCulture;
        return counts;
    }
}
