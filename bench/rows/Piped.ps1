# Many small items.
@{
    Name = 'piped-ints'; About = '{ $_ * 2 } for piped integers, in order'; Items = 100000
    With = { param($i) $i * 2 }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) $in | Invoke-ParallelMap { $_ * 2 } }
        'ForEach-Object' = { param($in) $in | ForEach-Object { $_ * 2 } }
        'plain loop' = { param($in, $worker) foreach ($i in $in) { & $worker $i } }
        'ForEach-Object -Parallel' = @{ Items = 200; Unordered = $true; Run = { param($in) $in | ForEach-Object -Parallel { $_ * 2 } -ThrottleLimit ([Environment]::ProcessorCount) } }
        'SplitPipeline' = @{ Module = 'SplitPipeline'; Run = { param($in) $in | Split-Pipeline -Order { process { $_ * 2 } } } }
        'PSParallelPipeline' = @{ Module = 'PSParallelPipeline'; Items = 1000; Unordered = $true; Run = { param($in) $in | PSParallelPipeline\Invoke-Parallel { $_ * 2 } -ThrottleLimit ([Environment]::ProcessorCount) } }
        'PSParallel' = @{ Module = 'PSParallel'; Items = 1000; Unordered = $true; Run = { param($in) $in | PSParallel\Invoke-Parallel { $_ * 2 } -ThrottleLimit ([Environment]::ProcessorCount) } }
        'PoshRSJob' = @{ Module = 'PoshRSJob'; Items = 100; Unordered = $true; Run = { param($in) $in | Start-RSJob { $_ * 2 } -Throttle ([Environment]::ProcessorCount) | Wait-RSJob | Receive-RSJob } }
    }
    Target = @{ 'ForEach-Object' = 1 }
}
@{
    Name = 'piped-unordered'; About = 'the same, in order against as they complete'; Items = 100000
    With = { param($i) $i * 2 }
    Loop = { param($in, $worker) foreach ($i in $in) { & $worker $i } }
    Sides = [ordered] @{
        'in order' = { param($in) $in | Invoke-ParallelMap { $_ * 2 } }
        '-Unordered' = @{ Unordered = $true; Run = { param($in) $in | Invoke-ParallelMap { $_ * 2 } -Unordered } }
    }
}
