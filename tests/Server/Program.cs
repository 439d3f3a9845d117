using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Answers on a free port of this machine, which is the first line that it writes, until its standard input ends: with the test.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using WebApplication server = builder.Build();
int now = 0, most = 0, dropped = 0, waiting = 0;
var gate = new object();
var together = new TaskCompletionSource();

// The answer is the item: after so many milliseconds, -1 for never, or when so many have come.
server.MapGet("/item/{item:int}", async (int item, int? delay, int? meet, int? status, HttpContext context) =>
{
    Task met;
    lock (gate)
    {
        most = Math.Max(most, ++now);
        met = meet > 0 ? together.Task : Task.CompletedTask;
        if (meet > 0 && ++waiting == meet)
        {
            waiting = 0;
            together.SetResult();
            together = new TaskCompletionSource();
        }
    }

    try
    {
        await Task.Delay(delay ?? 0, context.RequestAborted);
        await met.WaitAsync(context.RequestAborted);
    }
    catch (OperationCanceledException)
    {
        Interlocked.Increment(ref dropped);
    }

    lock (gate) now--;
    return Results.Text(item.ToString(CultureInfo.InvariantCulture), statusCode: status);
});

// How many requests are here, how many there were at a time, and how many were given up.
server.MapGet("/most", () => most);
server.MapGet("/running", () => now);
server.MapGet("/dropped", () => dropped);
await server.StartAsync();
Console.WriteLine(server.Urls.First());
await Console.In.ReadToEndAsync();
