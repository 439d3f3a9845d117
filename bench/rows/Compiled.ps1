# Compiled workers, against what other languages have for it.
@{
    Name = 'compiled-argument'; About = '[Math]::Sqrt for a collection given as an argument'; Items = 1000000
    Loop = { param($in) foreach ($i in $in) { [Math]::Sqrt($i) } }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) Invoke-ParallelMap ([Math]::Sqrt) -InputObject $in }
        'plain loop' = { param($in) foreach ($i in $in) { [Math]::Sqrt($i) } }
        'Python Pool.map' = @{ Command = 'python3'; Run = { param($in) Invoke-Python map $in.Count } }
        'Python Pool.imap, chunks' = @{ Command = 'python3'; Run = { param($in) Invoke-Python imap $in.Count } }
        'C# PLINQ AsOrdered' = { param($in) $done = [ParallelCmdlets.Peers.Timed]::Plinq([int[]] $in); New-Measured $done.Seconds $done.Output }
        'C# Parallel.ForEachAsync' = { param($in) $done = [ParallelCmdlets.Peers.Timed]::ForEachAsync([int[]] $in); New-Measured $done.Seconds $done.Output }
    }
    Limit = 0.3
    Target = @{ 'Python Pool.map' = 1; 'Python Pool.imap, chunks' = 1 }
}
@{
    Name = 'compiled-piped'; About = '[Math]::Sqrt for piped items'; Items = 200000
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) $in | Invoke-ParallelMap ([Math]::Sqrt) }
        'ForEach-Object' = { param($in) $in | ForEach-Object { [Math]::Sqrt($_) } }
        'plain loop' = { param($in) foreach ($i in $in) { [Math]::Sqrt($i) } }
    }
}
