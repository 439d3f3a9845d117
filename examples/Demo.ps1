# What build.ps1 Demo shows. Each part runs once as a plain loop and once as a map, and compares what they wrote.
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '../out/ParallelCmdlets/ParallelCmdlets.psd1')

function Show-Title([string] $Text) {
    Write-Host ''
    Write-Host $Text
    Write-Host ('-' * $Text.Length)
}

function Compare-Run([string] $Code, [scriptblock] $Loop, [scriptblock] $Map) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $expected = @(& $Loop)
    $loopTime = $clock.Elapsed.TotalSeconds
    $clock.Restart()
    $actual = @(& $Map)
    $mapTime = $clock.Elapsed.TotalSeconds

    Write-Host "  $Code"
    if (($expected -join "`n") -cne ($actual -join "`n")) { throw 'The map and the loop differ.' }
    Write-Host ('  {0} results, the same in the same order.' -f $actual.Count)
    Write-Host ('  loop {0:n2} s, map {1:n2} s: {2:n2} times as fast on {3} processors.' -f $loopTime, $mapTime, ($loopTime / $mapTime), [Environment]::ProcessorCount)
}

Show-Title 'The cheat sheet: from a loop to a map, step by step'
$expected = @(& (Join-Path $PSScriptRoot '1-Loop.ps1'))
foreach ($step in '1-Loop.ps1', '2-Worker.ps1', '3-Partial.ps1', '4-Map.ps1') {
    $numbers = @(& (Join-Path $PSScriptRoot $step))
    if (($numbers -join ' ') -cne ($expected -join ' ')) { throw "$step gives other numbers than the loop." }
    Write-Host ('  {0,-14} {1} numbers: {2:n2}, {3:n2}, {4:n2}, ... {5:n2}' -f $step, $numbers.Count, $numbers[0], $numbers[1], $numbers[2], $numbers[-1])
}
Write-Host '  All four steps agree.'

$runtime = [IO.Path]::GetFullPath((Join-Path ([Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()) '../../..'))
$files = @(Get-ChildItem $runtime -Recurse -File | ForEach-Object FullName)
Show-Title "SHA-256 of the $($files.Count) files of the .NET installation in $runtime"
$null = $files | ForEach-Object { [IO.File]::ReadAllBytes($_).Length } # read once, so that neither side waits for the disk
Compare-Run '$files | Invoke-ParallelMap { (Get-FileHash $_).Hash }' {
    foreach ($file in $files) { (Get-FileHash $file).Hash }
} {
    $files | Invoke-ParallelMap { (Get-FileHash $_).Hash }
}

$folder = Join-Path ([IO.Path]::GetTempPath()) ('ParallelCmdlets-' + [Guid]::NewGuid().ToString('n'))
$null = New-Item $folder -ItemType Directory
try {
    $words = 'map', 'loop', 'worker', 'item', 'order', 'error', 'stream', 'window', 'partial', 'constant'
    foreach ($n in 1..40) {
        $text = foreach ($i in 1..6000) { $words[($i * $n * 7 + $i) % $words.Count] }
        Set-Content (Join-Path $folder "text$n.txt") ($text -join ' ')
    }
    $rows = Get-ChildItem $folder -File | Sort-Object Name | ForEach-Object { [pscustomobject]@{ Path = $_.FullName; Name = $_.Name } }

    Show-Title "Words in $(@($rows).Count) texts: a worker with two varying parameters and two constants"
    $count = {
        param($Name, $Path, $Word, $Separator)
        $found = 0
        foreach ($part in [IO.File]::ReadAllText($Path).Split($Separator)) { if ($part -eq $Word) { $found++ } }
        "${Name}: $found"
    }
    $fn = New-PartialWorker $count -Constant @{ Word = 'order'; Separator = ' ' }
    Compare-Run '$rows | Invoke-ParallelMap $fn -Splat' {
        foreach ($row in $rows) { $fn.Invoke($row.Name, $row.Path) }
    } {
        $rows | Invoke-ParallelMap $fn -Splat
    }
}
finally {
    Remove-Item $folder -Recurse -Force
}

Show-Title 'The Fermat test of 300 numbers of 1,280 bits: a compiled worker, which needs no runspace'
$moduli = @(0..299 | ForEach-Object { [bigint]::Pow(2, 1279) + 2 * $_ + 1 })
$exponents = @($moduli | ForEach-Object { $_ - 1 })
$bases = , 2 * 300
Compare-Run 'Invoke-ParallelMap ([bigint]::ModPow) -Zip $bases, $exponents, $moduli' {
    foreach ($i in 0..299) { [bigint]::ModPow($bases[$i], $exponents[$i], $moduli[$i]) }
} {
    Invoke-ParallelMap ([bigint]::ModPow) -Zip $bases, $exponents, $moduli
}

Show-Title 'Where the time went: 40 servers, four at a time, one of which does not answer (x)'
Write-Host '  $results | Show-ParallelTimeline'
foreach ($line in & (Join-Path $PSScriptRoot 'Timeline.ps1')) { Write-Host "  $line" }
Write-Host ''
