using System;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using ParallelCmdlets.Executors.Runspaces;
using Xunit;

namespace ParallelCmdlets.Tests.Executors.Runspaces;

/// <summary>Sessions that are opened ahead.</summary>
public sealed class SpareSessionsTests : IDisposable
{
    private static readonly HostIdentity Host = new(new RecordingHost());

    private readonly ManualResetEventSlim _mayOpen = new(true);
    private readonly SpareSessions _spares;
    private int _opened;
    private bool _fails;
    private volatile Runspace? _last;

    public SpareSessionsTests() => _spares = new SpareSessions(most: 2, Open);

    public void Dispose()
    {
        _spares.Dispose();
        _mayOpen.Dispose();
    }

    [Fact]
    public void Where_there_is_no_spare_a_session_is_opened()
    {
        using OpenSession session = _spares.Take(Host);

        Assert.Equal(1, _opened);
    }

    [Fact]
    public void A_spare_is_taken_once()
    {
        _spares.Add(Host);
        WaitForOpened(1);

        using OpenSession first = _spares.Take(Host);
        Assert.Equal(1, _opened);
        using OpenSession second = _spares.Take(Host);

        Assert.Equal(2, _opened);
        Assert.NotSame(first.Runspace, second.Runspace);
    }

    [Fact]
    public void There_are_no_more_than_at_most()
    {
        for (int i = 0; i < 5; i++) _spares.Add(Host);
        WaitForOpened(2);

        _spares.Take(Host).Dispose();
        _spares.Take(Host).Dispose();
        Assert.Equal(2, _opened);
        _spares.Take(Host).Dispose();

        Assert.Equal(3, _opened);
    }

    [Fact]
    public async Task One_that_is_being_opened_is_waited_for()
    {
        _mayOpen.Reset();
        _spares.Add(Host);
        WaitForOpened(1);
        Task<OpenSession> taking = Task.Run(() => _spares.Take(Host));

        _mayOpen.Set();
        using OpenSession session = await taking;

        Assert.Equal(1, _opened);
    }

    [Fact]
    public void One_that_could_not_be_opened_leaves_it_to_who_takes_it()
    {
        _fails = true;
        _spares.Add(Host);
        WaitForOpened(1);

        Assert.Throws<InvalidTimeZoneException>(() => _spares.Take(Host));
    }

    [Fact]
    public void One_for_another_host_is_not_taken()
    {
        _spares.Add(default);
        WaitForOpened(1);

        _spares.Take(Host).Dispose();

        Assert.Equal(2, _opened);
    }

    [Fact]
    public void Dropped_ones_are_closed()
    {
        _spares.Add(Host);
        WaitForOpened(1);
        OpenSession kept = _spares.Take(Host);
        _spares.Add(Host);
        Assert.True(SpinWait.SpinUntil(() => _last != kept.Runspace, 10_000));
        Runspace? dropped = _last;

        _spares.Drop();

        Assert.True(SpinWait.SpinUntil(() => dropped!.RunspaceStateInfo.State == RunspaceState.Closed, 10_000));
        Assert.Equal(RunspaceState.Opened, kept.Runspace.RunspaceStateInfo.State);
        kept.Dispose();
    }

    private OpenSession Open(HostIdentity host)
    {
        Interlocked.Increment(ref _opened);
        _mayOpen.Wait();
        if (_fails) throw new InvalidTimeZoneException();
        OpenSession session = OpenSession.Open(host);
        _last = session.Runspace;
        return session;
    }

    private void WaitForOpened(int count) => Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _opened) == count, 10_000));
}
