using System;
using Xunit;

namespace ParallelCmdlets.Tests;

/// <summary>Errors of the module by their ids.</summary>
internal static class Rejected
{
    public static MapException As(string id, Action code)
    {
        MapException exception = Assert.Throws<MapException>(code);
        Assert.Equal(id, exception.ErrorRecord.FullyQualifiedErrorId);
        return exception;
    }

    public static MapException As(string id, Func<object?> code) => As(id, () => { code(); });
}
