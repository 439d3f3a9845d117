using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>
/// Sessions opened ahead, in which no code has run: who ran a map may soon run another, and to open its first session is
/// what a short map waits for longest. A session that ends leaves a spare, up to one for each processor; after a minute
/// in which none ended they are dropped.
/// </summary>
internal sealed class SpareSessions : IDisposable
{
    /// <summary>How long spares are kept after the last session ended.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly List<Task<OpenSession?>> _spares = new();
    private readonly int _most;
    private readonly Func<HostIdentity, OpenSession> _open;
    private readonly Timer _expiry;
    private HostIdentity _host;
    private int _wanted;
    private bool _isOpening;

    /// <param name="most">How many there are at most.</param>
    /// <param name="open">Opens one.</param>
    public SpareSessions(int most, Func<HostIdentity, OpenSession> open)
    {
        _most = most;
        _open = open;
        _expiry = new Timer(_ => Drop(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Those of the process.</summary>
    public static SpareSessions OfProcess { get; } = new(Environment.ProcessorCount, OpenSession.Open);

    /// <summary>Takes a spare, or opens a session where there is none for such a host; one that is being opened is waited for, as it is ahead.</summary>
    public OpenSession Take(HostIdentity host)
    {
        Task<OpenSession?>? spare = null;
        lock (_gate)
        {
            if (_spares.Count > 0 && host.Equals(_host))
            {
                spare = _spares[0];
                _spares.RemoveAt(0);
            }
        }

        return spare?.GetAwaiter().GetResult() ?? _open(host);
    }

    /// <summary>Lets a further one be opened in the background, as a session ended.</summary>
    public void Add(HostIdentity host)
    {
        lock (_gate)
        {
            if (!host.Equals(_host)) Drop();
            _expiry.Change(KeptFor, Timeout.InfiniteTimeSpan);
            _host = host;
            if (_spares.Count + _wanted >= _most) return;
            _wanted++;
            if (_isOpening) return;
            _isOpening = true;
        }

        // No thread of its own: where the pool is busy, the spares can wait.
        ThreadPool.UnsafeQueueUserWorkItem(_ => OpenWanted(), null);
    }

    /// <summary>Drops all of them.</summary>
    public void Drop()
    {
        Task<OpenSession?>[] dropped;
        lock (_gate)
        {
            _wanted = 0;
            dropped = _spares.ToArray();
            _spares.Clear();
        }

        foreach (Task<OpenSession?> spare in dropped) spare.ContinueWith(s => s.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _expiry.Dispose();
        Drop();
    }

    private void OpenWanted()
    {
        while (Begin(out HostIdentity host) is { } opening) opening.SetResult(TryOpen(host));
    }

    private TaskCompletionSource<OpenSession?>? Begin(out HostIdentity host)
    {
        lock (_gate)
        {
            host = _host;
            _isOpening = _wanted > 0;
            if (!_isOpening) return null;
            _wanted--;
            var opening = new TaskCompletionSource<OpenSession?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _spares.Add(opening.Task);
            return opening;
        }
    }

    // Who takes it opens its own, and is told why that fails.
    private OpenSession? TryOpen(HostIdentity host)
    {
        try
        {
            return _open(host);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
