using System;
using System.Management.Automation.Host;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>Who a host says it is.</summary>
internal readonly struct HostIdentity : IEquatable<HostIdentity>
{
    public HostIdentity(PSHost host)
    {
        Name = host.Name;
        Version = host.Version;
    }

    public string Name { get; }

    public Version Version { get; }

    public bool Equals(HostIdentity other) => other.Name == Name && other.Version == Version;

    public override bool Equals(object? other) => other is HostIdentity identity && Equals(identity);

    public override int GetHashCode() => Name?.GetHashCode() ?? 0;
}
