# What the bench and its child processes share: where things are, the rows, the calibrated worker.

$benchRoot = $PSScriptRoot
$repository = [IO.Path]::GetFullPath((Join-Path $benchRoot '..'))
$resultFolder = Join-Path $repository 'out/results'
$modulePath = Join-Path $repository 'out/ParallelCmdlets/ParallelCmdlets.psd1'
$peersPath = Join-Path $benchRoot 'Peers/bin/Release/net8.0/ParallelCmdlets.Peers.dll'
foreach ($path in $modulePath, $peersPath) { if (-not (Test-Path $path)) { throw "$path is not there: 'build.ps1 Bench' makes it." } }
Add-Type -Path $peersPath
. (Join-Path $repository 'build/PowerShell.ps1')
. (Join-Path $benchRoot 'Measure.ps1')
. (Join-Path $benchRoot 'Python.ps1')
. (Join-Path $benchRoot 'Halves.ps1')
. (Join-Path $benchRoot 'Growth.ps1')

function Get-BenchRow {
    foreach ($file in Get-ChildItem (Join-Path $benchRoot 'rows') -Filter *.ps1 | Sort-Object Name) { . $file.FullName }
}

# A child process of the PowerShell that runs this; gives what the child wrote.
function Invoke-BenchChild([string] $Script, [string[]] $Argument) {
    $text = Invoke-ThisPowerShell -File (Join-Path $benchRoot $Script) @Argument
    if ($LASTEXITCODE -ne 0) { throw "$Script $Argument failed: $text" }
    $text
}

# A worker that computes for so long. It can be called with its item, and where $_ is the item.
function New-CpuWorker([double] $Milliseconds) {
    $make = { param($count) [scriptblock]::Create("param(`$i = `$_) `$x = `$i; for (`$k = 0; `$k -lt $count; `$k++) { `$x = (`$x * 31 + `$k) % 65521 }; `$x") }
    if ($Milliseconds -eq 0) { return & $make 0 }

    # Until the engine and the JIT have compiled it as far as they will; the best time is the undisturbed one.
    $probe = & $make 1000
    $best = [double]::MaxValue
    $all = [Diagnostics.Stopwatch]::StartNew()
    while ($all.ElapsedMilliseconds -lt 700) {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        foreach ($i in 1..50) { $null = & $probe $i }
        $best = [Math]::Min($best, $clock.Elapsed.TotalMilliseconds / 50000)
    }
    & $make ([Math]::Max(1, [int] ($Milliseconds / $best)))
}
