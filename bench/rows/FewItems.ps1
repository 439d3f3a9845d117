# Where opening runspaces is most of the work.
$folders = { param($n) 'src', 'tests', 'docs', 'examples' | ForEach-Object { Join-Path $repository $_ } }

@{
    Name = 'four-items'; About = '4 items, again and again in one process'; Items = 4; Unit = 'ms'; Rounds = 21
    Loop = { param($in) foreach ($i in $in) { $i * 2 } }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) $in | Invoke-ParallelMap { $_ * 2 } }
        'ForEach-Object -Parallel' = @{ Unordered = $true; Run = { param($in) $in | ForEach-Object -Parallel { $_ * 2 } } }
        'Start-ThreadJob' = @{ Module = 'Microsoft.PowerShell.ThreadJob', 'ThreadJob'; Unordered = $true; Run = { param($in) $in | ForEach-Object { Start-ThreadJob { $args[0] * 2 } -ArgumentList $_ } | Receive-Job -Wait -AutoRemoveJob } }
        'SplitPipeline' = @{ Module = 'SplitPipeline'; Run = { param($in) $in | Split-Pipeline -Order { process { $_ * 2 } } } }
        'PSParallelPipeline' = @{ Module = 'PSParallelPipeline'; Unordered = $true; Run = { param($in) $in | PSParallelPipeline\Invoke-Parallel { $_ * 2 } } }
        'PSParallel' = @{ Module = 'PSParallel'; Unordered = $true; Run = { param($in) $in | PSParallel\Invoke-Parallel { $_ * 2 } } }
        'PoshRSJob' = @{ Module = 'PoshRSJob'; Unordered = $true; Run = { param($in) $in | Start-RSJob { $_ * 2 } | Wait-RSJob | Receive-RSJob } }
    }
    Target = @{ 'ForEach-Object -Parallel' = 0.5 }
}
@{
    Name = 'four-random'; About = '4 items that call Get-Random'; Items = 4; Unit = 'ms'; Rounds = 15
    Loop = { param($in) foreach ($i in $in) { Get-Random -Minimum $i -Maximum ($i + 1) } }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) $in | Invoke-ParallelMap { Get-Random -Minimum $_ -Maximum ($_ + 1) } }
        'ForEach-Object -Parallel' = @{ Unordered = $true; Run = { param($in) $in | ForEach-Object -Parallel { Get-Random -Minimum $_ -Maximum ($_ + 1) } } }
    }
    Target = @{ 'ForEach-Object -Parallel' = 0.25 }
}
@{
    Name = 'four-childitem'; About = '4 items that call Get-ChildItem'; Items = 4; Unit = 'ms'; Rounds = 15; Input = $folders
    Loop = { param($in) foreach ($folder in $in) { (Get-ChildItem $folder).Count } }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) $in | Invoke-ParallelMap { (Get-ChildItem $_).Count } }
        'ForEach-Object -Parallel' = @{ Unordered = $true; Run = { param($in) $in | ForEach-Object -Parallel { (Get-ChildItem $_).Count } } }
    }
    Target = @{ 'ForEach-Object -Parallel' = 0.25 }
}
