using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ParallelCmdlets.Capture;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>Where an executor's items start: where its caller is, or where the initialization script went. It goes back there after an item, whatever left the place.</summary>
internal sealed class SessionLocation
{
    private readonly SessionState _session;
    private PSDriveInfo? _drive;
    private string? _inDrive;
    private string? _path;

    public SessionLocation(SessionState session) => _session = session;

    /// <summary>Gives the session the caller's drives, as far as it has their providers, and goes where the caller is.</summary>
    public void Take(CapturedSession captured)
    {
        foreach (PSDriveInfo drive in captured.Drives) Add(drive);
        if (captured.Location == null || captured.Location == _session.Path.CurrentLocation.Path) return;

        // The drive may be one that only the caller's session can have: its folder is everybody's.
        if (!TryGo(captured.Location) && captured.Folder != null) TryGo(captured.Folder);
    }

    /// <summary>Remembers the place to which <see cref="Restore"/> goes.</summary>
    public void Remember()
    {
        _drive = _session.Drive.Current;
        _inDrive = _drive?.CurrentLocation;
        _path = _drive == null ? null : _session.Path.CurrentLocation.Path;
    }

    /// <summary>Goes back to where items start. This is asked after each item: where nothing moved, it is two looks.</summary>
    public void Restore()
    {
        PSDriveInfo? drive = _session.Drive.Current;
        if (ReferenceEquals(drive, _drive) && (drive == null || drive.CurrentLocation == _inDrive)) return;
        if (_path != null) TryGo(_path);
    }

    private void Add(PSDriveInfo drive)
    {
        ProviderInfo? provider = _session.Provider.GetAll().FirstOrDefault(p => p.ImplementingType == drive.Provider.ImplementingType);
        if (provider == null || _session.Drive.GetAll().Any(d => string.Equals(d.Name, drive.Name, StringComparison.OrdinalIgnoreCase))) return;
        try
        {
            _session.Drive.New(new PSDriveInfo(drive.Name, provider, drive.Root, drive.Description, drive.Credential, drive.DisplayRoot), "global");
        }
        catch (Exception exception) when (exception is RuntimeException or NotSupportedException or ArgumentException)
        {
            // One that its provider makes for nobody else: the worker is told that there is no such drive.
        }
    }

    private bool TryGo(string path)
    {
        try
        {
            _session.Path.SetLocation(WildcardPattern.Escape(path));
            return true;
        }
        catch (Exception exception) when (exception is SessionStateException or ProviderInvocationException)
        {
            // The place is gone, or the caller's alone: the worker runs where its session is.
            return false;
        }
    }
}
