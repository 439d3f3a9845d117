# Items that wait: what counts is how many do so at a time. The loop, one or two at a time, needs no more than 50 of them.
foreach ($limit in 1, 4, 16, 64, 256) {
    @{
        Name = "sleep-$limit"; About = "items that sleep for 10 ms, $limit at a time"; Items = [Math]::Max(50, 10 * $limit); LoopItems = 50; Rounds = 3; With = $limit
        Loop = { param($in) foreach ($i in $in) { [Threading.Thread]::Sleep(10); $i } }
        Answer = { param($in) $in }
        Sides = [ordered] @{
            'Invoke-ParallelMap' = { param($in, $limit) $in | Invoke-ParallelMap { [Threading.Thread]::Sleep(10); $_ } -ThrottleLimit $limit }
            'ForEach-Object -Parallel' = @{ Unordered = $true; Run = { param($in, $limit) $in | ForEach-Object -Parallel { [Threading.Thread]::Sleep(10); $_ } -ThrottleLimit $limit } }
        }
    }
}

# One item of a thousand times the others' cost. While it runs, only as many items can go before it as the window holds.
@{
    Name = 'skewed'; About = '5,000 items of 1 ms and one of 1 s that sleep, two at a time'; Items = 5000; Unit = 'ms'; Rounds = 1; NoWarmUp = $true
    With = { param($i = $_) [Threading.Thread]::Sleep($(if ($i -eq 200) { 1000 } else { 1 })); $i }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in, $worker) Invoke-ParallelMap $worker -InputObject $in -ThrottleLimit 2 }
        '-WindowSize 4000' = { param($in, $worker) Invoke-ParallelMap $worker -InputObject $in -ThrottleLimit 2 -WindowSize 4000 }
        '-Unordered' = @{ Unordered = $true; Run = { param($in, $worker) Invoke-ParallelMap $worker -InputObject $in -ThrottleLimit 2 -Unordered } }
        'plain loop' = { param($in, $worker) foreach ($i in $in) { & $worker $i } }
    }
}
