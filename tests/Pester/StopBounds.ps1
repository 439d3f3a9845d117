# What maps may be doing when they are stopped, and how long the stop takes. The tests assert a bound;
# run by itself, this file measures: pwsh -NoProfile -File tests/Pester/StopBounds.ps1 [-Times 5]
param([int] $Times = 0)

# Signals: how often a case signals $started before everything is at its place. $pipe is a stream that nobody writes to.
$stopCases = @(
    @{ What = 'a script loop'; Script = { param($started) 1..100 | Invoke-ParallelMap -ThrottleLimit 2 { $null = $started.Signal(); while ($true) { } } }; Signals = 2 }
    @{ What = 'Start-Sleep'; Script = { param($started) 1..100 | Invoke-ParallelMap -ThrottleLimit 2 { $null = $started.Signal(); Start-Sleep 60 } }; Signals = 2 }
    @{ What = '[Threading.Thread]::Sleep(60000)'; Script = { param($started) 1..100 | Invoke-ParallelMap -ThrottleLimit 2 { $null = $started.Signal(); [System.Threading.Thread]::Sleep(60000) } }; Signals = 2 }
    @{ What = 'a compiled worker that sleeps'; Script = { param($started) 60000 | ForEach-Object { $null = $started.Signal(); $_ } | Invoke-ParallelMap ([System.Threading.Thread]::Sleep) }; Signals = 1 }
    @{ What = 'finally of 500 ms in each of 8 executors'; Script = { param($started) 1..100 | Invoke-ParallelMap -ThrottleLimit 8 { try { $null = $started.Signal(); Start-Sleep 60 } finally { [System.Threading.Thread]::Sleep(500) } } }; Signals = 8 }
    @{ What = 'a read of a pipe that nobody writes to'; Script = { param($started, $pipe) 1 | Invoke-ParallelMap { $null = $started.Signal(); $pipe.ReadByte() } }; Signals = 1 }
    @{ What = 'a nested map'; Script = { param($started) 1..100 | Invoke-ParallelMap -ThrottleLimit 2 { 1..2 | Invoke-ParallelMap { $null = $started.Signal(); Start-Sleep 60 } } }; Signals = 2 }
    @{ What = 'an initialization script that waits'; Script = { param($started) 1..100 | Invoke-ParallelMap -ThrottleLimit 2 { 1 } -InitializationScript { $null = $started.Signal(); Start-Sleep 60 } }; Signals = 2 }
    @{ What = 'a full window'; Script = { param($started) 1..100 | Invoke-ParallelMap -ThrottleLimit 2 -WindowSize 4 { $null = $started.Signal(); if ($_ -eq 1) { Start-Sleep 60 } } }; Signals = 4 }
    @{ What = 'an input that blocks'; Script = { param($started) & { 1; $null = $started.Signal(); Start-Sleep 60 } | Invoke-ParallelMap { $_ } }; Signals = 1 }
    @{ What = 'the pause before a retry'; Script = { param($started) 1 | Invoke-ParallelMap { $null = $started.Signal(); throw 'no' } -RetryCount 1 -RetryDelaySeconds 60 -ErrorAction Ignore }; Signals = 1 }
)

# Starts a case and stops it when all is at its place. Gives the milliseconds that the stop took; -1 where it did not start.
function Measure-Stop([hashtable] $Case) {
    $started = [System.Threading.CountdownEvent]::new($Case.Signals)
    $server = [System.IO.Pipes.AnonymousPipeServerStream]::new([System.IO.Pipes.PipeDirection]::Out)
    $pipe = [System.IO.Pipes.AnonymousPipeClientStream]::new([System.IO.Pipes.PipeDirection]::In, $server.ClientSafePipeHandle)
    $session = Start-Session $Case.Script $started, $pipe
    $milliseconds = -1
    if ($started.Wait(20000)) {
        # A moment, so that what comes after the signal has begun.
        [System.Threading.Thread]::Sleep(50)
        $milliseconds = Stop-Session $session
    }

    Close-Session $session
    $server.Dispose()
    $milliseconds
}

if ($Times -gt 0) {
    . (Join-Path $PSScriptRoot Common.ps1)
    foreach ($case in $stopCases) {
        $null = Measure-Stop $case
        $all = @(1..$Times | ForEach-Object { Measure-Stop $case } | Sort-Object)
        '| {0} | {1} | {2} |' -f $case.What, $all[[int][Math]::Floor(($Times - 1) / 2)], $all[-1]
    }
}
