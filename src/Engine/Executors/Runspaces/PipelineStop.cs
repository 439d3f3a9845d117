using System;
using System.Management.Automation;
using System.Threading;

namespace ParallelCmdlets.Executors.Runspaces;

/// <summary>Stops a pipeline without waiting for it.</summary>
internal static class PipelineStop
{
    // BeginStop would wait for the pipeline's end in a foreground thread, which keeps the process from ending.
    public static void Begin(PowerShell? pipeline)
    {
        if (pipeline != null) new Thread(() => Stop(pipeline)) { IsBackground = true, Name = "ParallelMap stop" }.Start();
    }

    private static void Stop(PowerShell pipeline)
    {
        try
        {
            pipeline.Stop();
        }
        catch (Exception)
        {
            // It has ended meanwhile, which a PowerShell tells in several ways.
        }
    }
}
