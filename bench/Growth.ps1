# The time and the memory of a pipeline that makes its items itself.

function Measure-Growth([int] $Count, [scriptblock] $Pipeline) {
    # What the first call compiles is another row's.
    & { $n = 1000; $null = & $Pipeline }
    $n = $Count
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $live = $mostLive = [GC]::GetTotalMemory($true)
    $set = $mostSet = $process.WorkingSet64
    $clock = [Diagnostics.Stopwatch]::StartNew()
    & $Pipeline | & { process { } }
    $seconds = $clock.Elapsed.TotalSeconds

    $watch = {
        begin {
            $seen = 0
            $sum = [long] 0
        }
        process {
            $sum += $_
            if (++$seen % ($Count / 10)) { return }
            $process.Refresh()
            $mostSet = [Math]::Max($mostSet, $process.WorkingSet64)
            $mostLive = [Math]::Max($mostLive, [GC]::GetTotalMemory($true))
        }
        end { [ordered] @{ 'time' = $seconds; 'live memory' = ($mostLive - $live) / 1MB; 'working set' = ($mostSet - $set) / 1MB }, $seen, $sum }
    }
    $parts, $output = & $Pipeline | & $watch
    New-Measured $parts $output
}
