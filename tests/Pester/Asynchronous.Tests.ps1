# Workers that return tasks, many of which are under way at a time; most of them ask a web server, which answers, fails or hangs as told.
BeforeDiscovery {
    $noServer = -not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)

    # What takes a token, and what reads a file line by line, is newer than Windows PowerShell.
    $isOld = $PSVersionTable.PSVersion -lt [version] '7.4'
}

BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $quiet = @{ ErrorVariable = 'found'; ErrorAction = 'SilentlyContinue' }
    Add-Type -TypeDefinition @'
using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

public static class AsyncShapes
{
    private static int s_here;

    // Each call waits until so many are here, and gives the number of the process's threads at that time.
    public static TaskCompletionSource<int> Met;

    public static Task<int> Meet(int item, int count)
    {
        if (Interlocked.Increment(ref s_here) % count == 0) Met.SetResult(Process.GetCurrentProcess().Threads.Count);
        return Met.Task;
    }

    public static async Task<string> Join(string left, string right)
    {
        await Task.Delay(1);
        return left + right;
    }

    public static async Task<int> Backwards(int item)
    {
        await Task.Delay(300 - 30 * item);
        return item;
    }

    public static Task Nothing(int item) { return Task.Delay(1); }

    public static Task Null(int item) { return null; }

    public static Task<int[]> Several(int item) { return Task.FromResult(new[] { item, -item }); }

    // The item 1 hangs, whatever its token says.
    public static Task<int> Hang(int item, CancellationToken stop) { return item == 1 ? new TaskCompletionSource<int>().Task : Task.FromResult(item); }

    // The item 1 hangs before it has returned its task.
    public static Task<int> HangAtStart(int item)
    {
        if (item == 1) Thread.Sleep(20000);
        return Task.FromResult(item);
    }

    public static int Attempts;

    public static async Task<int> FailOnce(int item)
    {
        await Task.Delay(1);
        if (Interlocked.Increment(ref Attempts) == 1) throw new InvalidTimeZoneException("once");
        return item;
    }
}
'@
}

Describe 'A worker that asks a web server' -Skip:$noServer {
    BeforeAll {
        $project = Join-Path $PSScriptRoot ../Server
        & dotnet build $project -c Release -v quiet -nologo | Out-Host
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', '"' + (Join-Path $project bin/Release/net10.0/ParallelCmdlets.Server.dll) + '"')
        $start.UseShellExecute = $false
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $server = [System.Diagnostics.Process]::Start($start)
        $line = $server.StandardOutput.ReadLineAsync()
        if (-not $line.Wait(30000)) { throw 'The server did not start in time.' }
        $address = $line.Result

        Add-Type -AssemblyName System.Net.Http
        [System.Net.ServicePointManager]::DefaultConnectionLimit = 1000
        $client = [System.Net.Http.HttpClient]::new()
        $client.Timeout = [TimeSpan]::FromSeconds(60)
        function Get-Count([string] $What) { [int] $client.GetStringAsync("$address/$What").GetAwaiter().GetResult() }
    }

    # The server notices a moment later that a request was given up.
    BeforeEach {
        if ($client) { Wait-Until { (Get-Count running) -eq 0 } }
    }

    AfterAll {
        if ($client) { $client.Dispose() }
        if ($server) {
            $server.StandardInput.Close()
            if (-not $server.WaitForExit(5000)) { $server.Kill() }
            $server.Dispose()
        }
    }

    It 'gives the answers in the order of the items, whichever comes first' {
        $urls = 0..199 | ForEach-Object { "$address/item/$($_)?delay=$(($_ * 37) % 100)" }
        $urls | Invoke-ParallelMap $client.GetStringAsync -ThrottleLimit 200 | Should -Be (0..199)
    }

    It 'has as many items in flight as -ThrottleLimit says, and never more' {
        $most = Get-Count most
        $most | Should -BeLessThan 250 -Because 'the server counts from its start'
        $urls = 0..749 | ForEach-Object { "$address/item/$($_)?meet=250" }

        # Each answer waits for 250 requests.
        $urls | Invoke-ParallelMap $client.GetStringAsync -ThrottleLimit 250 -ItemTimeoutSeconds 30 | Should -Be (0..749)
        Get-Count most | Should -Be 250
    }

    It 'fails the items that the server fails, as a call in a script does' {
        $urls = 0..9 | ForEach-Object { if ($_ % 4 -eq 3) { "$address/item/$($_)?status=500" } else { "$address/item/$_" } }
        $urls | Invoke-ParallelMap $client.GetStringAsync -ThrottleLimit 5 @quiet | Should -Be 0, 1, 2, 4, 5, 6, 8, 9
        $found.ItemIndex | Should -Be 3, 7
        $found[0].ItemInput | Should -Be $urls[3]
        try { $client.GetStringAsync($urls[3]).GetAwaiter().GetResult() } catch { $expected = $_ }
        $found[0].FullyQualifiedErrorId | Should -Be $expected.FullyQualifiedErrorId
        $found[0].Exception.GetType() | Should -Be $expected.Exception.GetType()
        $found[0].Exception.InnerException.Message | Should -Be $expected.Exception.InnerException.Message
    }

    It 'ends the item that hangs at its time limit, and no other' {
        $urls = 0..5 | ForEach-Object { if ($_ -eq 2) { "$address/item/$($_)?delay=-1" } else { "$address/item/$($_)?delay=50" } }
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $urls | Invoke-ParallelMap $client.GetStringAsync -ThrottleLimit 3 -ItemTimeoutSeconds 1.5 @quiet | Should -Be 0, 1, 3, 4, 5
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $found.Count | Should -Be 1
        $found[0].FullyQualifiedErrorId | Should -BeLike 'ItemTimedOut,*'
        $found[0].ItemIndex | Should -Be 2
    }

    It 'drops the request of an item whose time is over' -Skip:$isOld {
        $before = Get-Count dropped
        "$address/item/1?delay=-1" | Invoke-ParallelMap $client.GetStringAsync -ItemTimeoutSeconds 0.5 @quiet
        Wait-Until { (Get-Count dropped) -gt $before }
        Get-Count dropped | Should -Be ($before + 1)
    }

    It 'ends within the bound of a stop, though all others hang' {
        $urls = 0..19 | ForEach-Object { if ($_ -eq 0) { "$address/item/0" } else { "$address/item/$($_)?delay=-1" } }
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $urls | Invoke-ParallelMap $client.GetStringAsync -ThrottleLimit 20 | Select-Object -First 1 | Should -Be 0
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'drops the requests that run when the map is stopped' -Skip:$isOld {
        $before = Get-Count dropped
        $session = Start-Session { param($client, $urls) $urls | Invoke-ParallelMap $client.GetStringAsync -ThrottleLimit 20 } $client, (1..20 | ForEach-Object { "$address/item/$($_)?delay=-1" })
        try {
            Wait-Until { (Get-Count running) -eq 20 }
            Get-Count running | Should -Be 20
            Stop-Session $session | Should -BeLessThan 5000
        }
        finally { Close-Session $session }
        Wait-Until { (Get-Count dropped) -eq $before + 20 }
        Get-Count dropped | Should -Be ($before + 20)
    }
}

Describe 'A worker that returns a task' {
    It 'has its result written, a collection item by item' {
        1, 2 | Invoke-ParallelMap ([AsyncShapes]::Several) | Should -Be 1, -1, 2, -2
    }

    It 'writes nothing where the task has no result' {
        @(1..3 | Invoke-ParallelMap ([AsyncShapes]::Nothing) @quiet).Count | Should -Be 0
        $found.Count | Should -Be 0
    }

    It 'fails where it returns no task' {
        1 | Invoke-ParallelMap ([AsyncShapes]::Null) @quiet | Should -BeNullOrEmpty
        $found[0].FullyQualifiedErrorId | Should -Be 'NothingToAwait,ParallelCmdlets.InvokeParallelMapCommand'
    }

    It 'needs no thread for each item' {
        [AsyncShapes]::Met = [System.Threading.Tasks.TaskCompletionSource[int]]::new()
        $before = [System.Diagnostics.Process]::GetCurrentProcess().Threads.Count
        $threads = 1..500 | Invoke-ParallelMap ([AsyncShapes]::Meet) -Constant @{ count = 500 } -ThrottleLimit 500
        $threads.Count | Should -Be 500
        $threads[0] - $before | Should -BeLessThan 50
    }

    It 'writes what has ended first with -Unordered' {
        0..9 | Invoke-ParallelMap ([AsyncShapes]::Backwards) -ThrottleLimit 10 -Unordered | Select-Object -First 1 | Should -BeGreaterThan 0
    }

    It 'takes <What>' -ForEach @(
        @{ What = 'the tuples of -Zip'; Map = { Invoke-ParallelMap ([AsyncShapes]::Join) -Zip ('a', 'b'), ('c', 'd') }; Expected = 'ac', 'bd' }
        @{ What = 'the keys of -Splat'; Map = { @{ right = 'a'; left = 'b' }, @{ left = 'c'; right = 'd' } | Invoke-ParallelMap ([AsyncShapes]::Join) -Splat }; Expected = 'ba', 'cd' }
        @{ What = 'constants'; Map = { 'a', 'b' | Invoke-ParallelMap ([AsyncShapes]::Join) -Constant @{ left = 'x' } }; Expected = 'xa', 'xb' }
        @{ What = 'leading arguments'; Map = { 'a', 'b' | Invoke-ParallelMap (New-PartialWorker ([AsyncShapes]::Join) -ArgumentList 'y') }; Expected = 'ya', 'yb' }
        @{ What = 'more items than the window holds'; Map = { 0..9 | Invoke-ParallelMap ([AsyncShapes]::Join) -Constant @{ left = '' } -WindowSize 2 -ThrottleLimit 5 }; Expected = 0..9 }
    ) {
        & $Map | Should -Be $Expected
    }

    It 'gives a result for each item with -AsResult' {
        $results = 0..2 | Invoke-ParallelMap ([AsyncShapes]::Hang) -AsResult -ItemTimeoutSeconds 0.3
        $results.State | Should -Be Completed, TimedOut, Completed
        $results[0].Output | Should -Be 0
        $results[1].Duration.TotalSeconds | Should -BeGreaterThan 0.3
    }

    It 'is tried again where it failed' {
        [AsyncShapes]::Attempts = 0
        1 | Invoke-ParallelMap ([AsyncShapes]::FailOnce) -RetryCount 1 -RetryDelaySeconds 0.01 -AsResult | ForEach-Object { $_.Output; $_.Attempts } | Should -Be 1, 2
    }

    It 'counts for -ErrorLimit' {
        { 1..20 | Invoke-ParallelMap ([AsyncShapes]::Null) -ErrorLimit 3 -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'ErrorLimitReached,ParallelCmdlets.InvokeParallelMapCommand'
    }

    It 'makes room for others where it hangs <Where>' -ForEach @(
        @{ Where = 'and hears of no token'; Method = 'Hang' }
        @{ Where = 'before it has returned its task'; Method = 'HangAtStart' }
    ) {
        0..5 | Invoke-ParallelMap ([AsyncShapes]::$Method) -ThrottleLimit 1 -ItemTimeoutSeconds 0.4 @quiet | Should -Be 0, 2, 3, 4, 5
        $found.ItemIndex | Should -Be 1
        $found[0].FullyQualifiedErrorId | Should -BeLike 'ItemTimedOut,*'
    }

    It 'makes room for others, though all hang' {
        1, 1, 1, 1, 1, 2 | Invoke-ParallelMap ([AsyncShapes]::Hang) -ThrottleLimit 2 -ItemTimeoutSeconds 0.2 @quiet | Should -Be 2
        $found.ItemIndex | Should -Be (0..4)
    }

    It 'holds up no stop where it hangs' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        0, 1, 1 | Invoke-ParallelMap ([AsyncShapes]::Hang) -ThrottleLimit 3 | Select-Object -First 1 | Should -Be 0
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'holds up no end of the process where it hangs' {
        $type = 'public static class Hanging { public static System.Threading.Tasks.Task<int> One(int item) { return item == 0 ? System.Threading.Tasks.Task.FromResult(0) : new System.Threading.Tasks.TaskCompletionSource<int>().Task; } }'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Invoke-ThisPowerShell -Command "Import-Module '$modulePath'; Add-Type -TypeDefinition '$type'; 0..9 | Invoke-ParallelMap ([Hanging]::One) -ThrottleLimit 10 | Select-Object -First 1" | Should -Be 0
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'may give an asynchronous sequence, whose elements are written' -Skip:$isOld {
        $files = 'a', 'b' | ForEach-Object { Set-Content "TestDrive:/$_.txt" "$_ 1", "$_ 2"; Convert-Path "TestDrive:/$_.txt" }
        $files | Invoke-ParallelMap ([System.IO.File]::ReadLinesAsync) | Should -Be 'a 1', 'a 2', 'b 1', 'b 2'
    }
}
