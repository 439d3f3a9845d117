# What comes before the first item; each round in new processes.
@{
    Name = 'import'; About = 'Import-Module in a new process'; Items = 1; Unit = 'ms'; Fresh = $true; ImportsItself = $true; Undivided = $true
    Input = { $path = Join-Path $resultFolder 'Empty.psm1'; $null = New-Item $path -ItemType File -Force; $path }
    Loop = { $true }
    Sides = [ordered] @{
        'Import-Module' = { Import-Module $modulePath; $true }
        'an empty script module' = { param($path) Import-Module $path; $true }
        'Microsoft.PowerShell.ThreadJob' = @{ Module = 'Microsoft.PowerShell.ThreadJob'; Run = { Import-Module Microsoft.PowerShell.ThreadJob; $true } }
        'SplitPipeline' = @{ Module = 'SplitPipeline'; Run = { Import-Module SplitPipeline; $true } }
        'PSParallelPipeline' = @{ Module = 'PSParallelPipeline'; Run = { Import-Module PSParallelPipeline; $true } }
        'PSParallel' = @{ Module = 'PSParallel'; Run = { Import-Module PSParallel; $true } }
        'PoshRSJob' = @{ Module = 'PoshRSJob'; Run = { Import-Module PoshRSJob; $true } }
    }
}
@{
    Name = 'four-items-fresh'; About = '4 items, the first and the second call in a new process'; Items = 4; Unit = 'ms'; Fresh = $true; Calls = 2; Rounds = 9
    Loop = { param($in) foreach ($i in $in) { $i * 2 } }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) $in | Invoke-ParallelMap { $_ * 2 } }
        'ForEach-Object -Parallel' = @{ Unordered = $true; Run = { param($in) $in | ForEach-Object -Parallel { $_ * 2 } } }
    }
    Target = @{ 'ForEach-Object -Parallel' = 0.5 }
    TargetPart = 'call 2'
}
@{
    Name = 'first-output'; About = 'from the start of the pipeline to the first result, items of 1 ms'; Items = 20; Unit = 'ms'; Rounds = 15; Undivided = $true
    With = {
        begin { $clock = [Diagnostics.Stopwatch]::StartNew(); $first = $null; $all = [Collections.Generic.List[object]]::new() }
        process { if ($null -eq $first) { $first = $clock.Elapsed.TotalSeconds }; $all.Add($_) }
        end { New-Measured $first $all.ToArray() }
    }
    Loop = { param($in) $in }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in, $watch) $in | Invoke-ParallelMap { [Threading.Thread]::Sleep(1); $_ } | & $watch }
        'ForEach-Object -Parallel' = @{ Unordered = $true; Run = { param($in, $watch) $in | ForEach-Object -Parallel { [Threading.Thread]::Sleep(1); $_ } | & $watch } }
    }
}
