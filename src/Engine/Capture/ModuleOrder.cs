using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace ParallelCmdlets.Capture;

/// <summary>
/// The order in which executors import modules: of two that export one name, the one that the caller means by it comes
/// later, as the last import of a name counts.
/// </summary>
internal static class ModuleOrder
{
    /// <summary>Puts modules in order, and else leaves them where they are.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="ownerOf">The module whose command the caller means by a name.</param>
    public static void Sort(List<CapturedModule> modules, Func<string, PSModuleInfo?> ownerOf)
    {
        if (modules.Count(m => m.Original != null) < 2) return;
        var before = new HashSet<(CapturedModule Earlier, CapturedModule Later)>();
        IEnumerable<IGrouping<string, CapturedModule>> shared = modules.Where(m => m.Original != null)
            .SelectMany(m => m.Original!.ExportedCommands.Keys.Select(name => (Name: name, Module: m)))
            .GroupBy(c => c.Name, c => c.Module, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any());
        foreach (IGrouping<string, CapturedModule> name in shared)
        {
            PSModuleInfo? owner = ownerOf(name.Key);
            if (name.FirstOrDefault(m => m.Original == owner) is not { } later) continue;
            foreach (CapturedModule earlier in name.Where(m => m != later)) before.Add((earlier, later));
        }

        if (before.Count == 0) return;
        var left = new List<CapturedModule>(modules);
        modules.Clear();
        while (left.Count > 0)
        {
            // Where each of two is meant by some name, the caller imported them in part: no order serves both.
            CapturedModule next = left.Find(m => !left.Any(other => before.Contains((other, m)))) ?? left[0];
            left.Remove(next);
            modules.Add(next);
        }
    }
}
