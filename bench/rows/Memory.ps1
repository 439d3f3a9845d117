# Whether memory grows with the number of items: looked at every 500,000, each side in a process of its own.
@{
    Name = 'memory'; About = '5 million piped items: the highest growth over the start (a minute or so)'; Items = 5000000; Unit = 'MB'; Fresh = $true; Rounds = 1; Long = $true
    Input = { param($n) $n }
    Loop = { param($n) $n, ([long] $n * ($n - 1) / 2) }
    With = {
        begin {
            $process = [Diagnostics.Process]::GetCurrentProcess()
            $live = $mostLive = [GC]::GetTotalMemory($true)
            $set = $mostSet = $process.WorkingSet64
            $seen = 0
            $sum = [long] 0
        }
        process {
            $sum += $_
            if (++$seen % 500000) { return }
            $process.Refresh()
            $mostSet = [Math]::Max($mostSet, $process.WorkingSet64)
            $mostLive = [Math]::Max($mostLive, [GC]::GetTotalMemory($true))
        }
        end { New-Measured ([ordered] @{ 'live' = ($mostLive - $live) / 1MB; 'working set' = ($mostSet - $set) / 1MB }) @($seen, $sum) }
    }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($n, $watch) & { for ($i = 0; $i -lt $n; $i++) { $i } } | Invoke-ParallelMap { $_ } | & $watch }
        'ForEach-Object' = { param($n, $watch) & { for ($i = 0; $i -lt $n; $i++) { $i } } | ForEach-Object { $_ } | & $watch }
    }
    Limit = @{ 'live' = 50; 'working set' = 50 }
}
