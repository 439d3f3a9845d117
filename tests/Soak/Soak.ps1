<#
.SYNOPSIS
    Runs many random maps that end in random ways, and judges each by the loop.
.DESCRIPTION
    pwsh -NoProfile -File tests/Soak/Soak.ps1 [-Maps 2000] [-Seed 17] [-Minutes 4] [-Only 123]

    After each map: it has ended (a watchdog of 30 s fails the run), its output is a beginning of what the loop would
    write (all of it, where nothing ended the map early), the failed items are those that had to fail, and each
    executor's final script ran as often as its initial one. At the end: no runspace is left open, no thread, no timer.
    Every map has a random source of its own, from the seed and its number: -Only runs that one again.
#>
param(
    [int] $Maps = 2000,
    [int] $Seed = [Random]::new().Next(1000000),
    [double] $Minutes = 4,
    [int] $Only = -1
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$modulePath = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../out/ParallelCmdlets/ParallelCmdlets.psd1'))
Import-Module $modulePath
. (Join-Path $PSScriptRoot 'RandomMap.ps1')

Write-Host "Soak: at most $Maps maps in $Minutes minutes, seed $Seed."
$clock = [Diagnostics.Stopwatch]::StartNew()
$release = [Threading.ManualResetEventSlim]::new()
$session = New-SoakSession $modulePath
$threadsBefore = 0
$timersBefore = 0
$run = 0
$ends = @{}
$failed = 0
$slowest = 0

foreach ($number in $(if ($Only -ge 0) { $Only } else { 0..($Maps - 1) })) {
    if ($clock.Elapsed.TotalMinutes -ge $Minutes) { break }
    $map = New-RandomMap $Seed $number
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $problem = Test-RandomMap $map $session $release
    if ($watch.ElapsedMilliseconds -gt $slowest) { $slowest = $watch.ElapsedMilliseconds }
    $run++
    $ends[$map.End] = 1 + [int] $ends[$map.End]
    if ($run -eq 20) {
        $threadsBefore = [Diagnostics.Process]::GetCurrentProcess().Threads.Count
        $timersBefore = [Threading.Timer]::ActiveCount
    }
    if ($problem) {
        $failed++
        Write-Host "Map $number failed (again: -Seed $Seed -Only $number): $problem"
        Write-Host "  $(Format-RandomMap $map)"
        if ($problem -like 'HANG*') {
            foreach ($runspace in Get-OpenRunspace) { Write-Host "  runspace $($runspace.Id) '$($runspace.Name)': $($runspace.RunspaceStateInfo.State), $($runspace.RunspaceAvailability)" }
            # The map's threads are foreground to nobody, but its session can't be closed.
            [Environment]::Exit(1)
        }
    }
}

$release.Set()
$session.Dispose()
$left = @()
$threads = 0
$timers = 0
$settle = [Diagnostics.Stopwatch]::StartNew()
do {
    [Threading.Thread]::Sleep(100)
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    $left = @(Get-OpenRunspace)
    $threads = [Diagnostics.Process]::GetCurrentProcess().Threads.Count
    # The thread pool keeps some, and had fewer after the first maps.
    $most = $threadsBefore + 2 * [Environment]::ProcessorCount + 8
    $timers = [Threading.Timer]::ActiveCount
    $settled = $left.Count -le 1 -and ($run -lt 20 -or ($threads -le $most -and $timers -le $timersBefore))
} until ($settled -or $settle.ElapsedMilliseconds -gt 15000)

if ($left.Count -gt 1) { $failed++; Write-Host "Runspaces left: $($left.Count - 1)." }
if (-not $settled -and $left.Count -le 1) { $failed++; Write-Host "Left: $threads threads and $timers timers, after the first 20 maps $threadsBefore and $timersBefore." }
if ($run -eq 0) { $failed++ }
$how = ($ends.Keys | Sort-Object | ForEach-Object { "$_ $($ends[$_])" }) -join ', '
Write-Host ('{0} maps in {1:0} s ({2}), slowest {3:0.0} s, threads {4} -> {5}, timers {6} -> {7}, runspaces left {8}: {9}' -f
    $run, $clock.Elapsed.TotalSeconds, $how, ($slowest / 1000), $threadsBefore, $threads, $timersBefore, $timers, [Math]::Max($left.Count - 1, 0), $(if ($failed) { "$failed FAILED" } else { 'passed' }))
[Environment]::Exit([int] ($failed -gt 0))
