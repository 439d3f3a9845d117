<#
.SYNOPSIS
    Measures the map against the loop and against others, each row as ratios within one run.
.DESCRIPTION
    pwsh build.ps1 Bench                                        all of it, built first
    pwsh build.ps1 Bench cost-*                                 some rows, built first
    pwsh -NoProfile -File bench/Bench.ps1 -List
    pwsh -NoProfile -File bench/Bench.ps1 -Row piped-ints,cost-* -Rounds 5 -Quick -Markdown

    The sides of a row run in turn, round after round, in one process; what each wrote is compared with the plain loop
    every time. A ratio is ours to theirs in the same round: below 1 we are faster. Shown are medians, and the lowest
    and highest ratio, and the change against the median of the runs in bench/history.csv. Only wrong output fails the run,
    never a time.

    What is measured as the rows say, neither quick nor with other rounds, is added to the history. A run of all rows also
    draws docs/images and writes the tables of docs/performance.md; any other leaves its pictures in out/results.
.PARAMETER Row
    The rows to run, by name or wildcard; all but those that are asked for by name only, where it is not given.
.PARAMETER Rounds
    How often each side is measured, instead of what the rows say.
.PARAMETER Quick
    A fifth of the items, three rounds: to look at, not to quote.
.PARAMETER Markdown
    Also shows the table as Markdown; it is always in out/results/bench.md.
#>
param(
    [string[]] $Row = @(),
    [int] $Rounds = 0,
    [switch] $Quick,
    [switch] $Markdown,
    [switch] $List
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'Common.ps1')
foreach ($part in 'Statistics', 'Report', 'History', 'Chart', 'Pictures', 'Document') { . (Join-Path $PSScriptRoot "$part.ps1") }

# An array does not come through pwsh -File.
$wanted = @($Row | ForEach-Object { $_ -split ',' } | Where-Object { $_ })
$all = @(Get-BenchRow)
if ($List) { $all | ForEach-Object { '{0,-22} {1}' -f $_.Name, $_.About }; return }
foreach ($name in $wanted) { if (-not ($all.Name -like $name)) { throw "There is no row '$name'." } }
$rows = @($all | Where-Object { $one = $_.Name; if ($wanted) { $wanted | Where-Object { $one -like $_ } } else { -not ($Quick -and $_['Long']) } })

Import-Module $modulePath
$clock = [Diagnostics.Stopwatch]::StartNew()
$historyPath = Join-Path $PSScriptRoot 'history.csv'
$history = Read-History $historyPath
$results = @()
$notes = @()
$wrong = @()
Write-BenchHeader
foreach ($declared in $rows) {
    $measured = Measure-Row $declared $Rounds -Quick:$Quick
    foreach ($line in $measured.Notes) { $notes += $line }
    foreach ($side in $measured.Wrong.Keys) { $wrong += "WRONG: $($declared.Name), ${side}: $($measured.Wrong[$side])" }
    foreach ($result in Get-RowResult $measured) {
        Set-Change $result (Get-Earlier $history $result ([Environment]::ProcessorCount))
        $results += $result
        Write-BenchResult $result
    }
}
Stop-Python
Stop-HalfProcess

foreach ($note in $notes | Select-Object -Unique) { Write-Host "Skipped: $note" }
foreach ($line in $wrong) { Write-Host $line }
$about = Get-BenchAbout $clock.Elapsed.TotalSeconds -Quick:$Quick
Save-BenchResult $results $about
Save-Picture $results $resultFolder
if (-not $Quick -and -not $Rounds -and -not $wrong) {
    Add-History $historyPath @(ConvertTo-HistoryLine $results $about.Date $about.Processors $about.PowerShell)
    if (-not $wanted) {
        Save-Picture $results (Join-Path $repository 'docs/images')
        Update-Document (Join-Path $repository 'docs/performance.md') $results $about
    }
}
if ($Markdown) { Write-Host (Get-Content (Join-Path $resultFolder 'bench.md') -Raw) }
foreach ($result in $results | Where-Object IsRegression) { Write-Host "Slower than in any of $($result.Earlier) earlier runs: $($result.Row)$(if ($result.Peer) { ", against $($result.Peer)" }), $(Format-Change $result)" }
Write-Host ('{0} rows in {1:0} s{2}' -f $rows.Count, $clock.Elapsed.TotalSeconds, $(if ($wrong) { "; $($wrong.Count) WRONG" }))
exit [int] [bool] $wrong
