# Whether an item's time or memory depends on how many there are, each side in a process of its own. Time is measured first,
# as looking at memory, ten times in the second pass, takes time itself.
foreach ($power in 3..7) {
    @{
        Name = "growth-10^$power"; About = "10^$power piped items: the time of each, and the highest growth over the start"; Items = [int] [Math]::Pow(10, $power)
        Fresh = $true; Undivided = $true; Rounds = $(if ($power -lt 6) { 3 } else { 1 }); Long = $power -gt 5
        Units = @{ 'time' = 'us/item'; 'live memory' = 'MB'; 'working set' = 'MB' }
        Input = { param($n) $n }
        Loop = { param($n) $n, ([long] $n * ($n - 1) / 2) }
        Sides = [ordered] @{
            'Invoke-ParallelMap' = { param($n) Measure-Growth $n { & { for ($i = 0; $i -lt $n; $i++) { $i } } | Invoke-ParallelMap { $_ } } }
            'ForEach-Object' = { param($n) Measure-Growth $n { & { for ($i = 0; $i -lt $n; $i++) { $i } } | ForEach-Object { $_ } } }
        }
        Limit = $(if ($power -eq 7) { @{ 'live memory' = 50; 'working set' = 50 } })
    }
}
