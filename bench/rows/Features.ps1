# What each convenience costs. Where the peer is the map without it, the ratio is its price.
@{
    Name = 'zip'; About = '-Zip of two sequences'; Items = 30000
    Input = { param($n) @{ A = 1..$n; B = ($n..1) } }
    With = { param($a, $b) $a * 3 + $b }
    Sides = [ordered] @{
        '-Zip' = { param($in, $worker) Invoke-ParallelMap $worker -Zip $in.A, $in.B }
        'plain loop' = { param($in, $worker) $a = $in.A; $b = $in.B; for ($k = 0; $k -lt $a.Count; $k++) { & $worker $a[$k] $b[$k] } }
    }
}
@{
    Name = 'splat'; About = '-Splat of objects with two properties'; Items = 20000
    Input = { param($n) foreach ($i in 1..$n) { [pscustomobject] @{ A = $i; B = $n - $i } } }
    With = { param($a, $b) $a * 3 + $b }
    Sides = [ordered] @{
        '-Splat' = { param($in, $worker) $in | Invoke-ParallelMap $worker -Splat }
        'plain loop' = { param($in, $worker) foreach ($o in $in) { & $worker -A $o.A -B $o.B } }
        'ForEach-Object' = { param($in, $worker) $in | ForEach-Object { & $worker -A $_.A -B $_.B } }
    }
}
@{
    Name = 'constant'; About = '-Constant for the second parameter'; Items = 20000
    With = { param($i, $factor) $i * $factor }
    Sides = [ordered] @{
        '-Constant' = { param($in, $worker) $in | Invoke-ParallelMap $worker -Constant @{ factor = 3 } }
        'plain loop' = { param($in, $worker) foreach ($i in $in) { & $worker $i -factor 3 } }
        'a literal' = { param($in) $in | Invoke-ParallelMap { param($i) $i * 3 } }
    }
}
@{
    Name = 'capture'; About = 'a function and a variable of the caller'; Items = 20000
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) $factor = 3; function Get-Scaled($i) { $i * $factor }; $in | Invoke-ParallelMap { Get-Scaled $_ } }
        'plain loop' = { param($in) $factor = 3; function Get-Scaled($i) { $i * $factor }; foreach ($i in $in) { Get-Scaled $i } }
        'loop of & $worker' = { param($in) $factor = 3; function Get-Scaled($i) { $i * $factor }; $worker = { Get-Scaled $args[0] }; foreach ($i in $in) { & $worker $i } }
        'ForEach-Object' = { param($in) $factor = 3; function Get-Scaled($i) { $i * $factor }; $in | ForEach-Object { Get-Scaled $_ } }
    }
}
@{
    Name = 'as-result'; About = '-AsResult against plain output'; Items = 50000
    With = { param($i) $i * 2 }
    Loop = { param($in, $worker) foreach ($i in $in) { & $worker $i } }
    Sides = [ordered] @{
        '-AsResult' = @{ Run = { param($in) $in | Invoke-ParallelMap { $_ * 2 } -AsResult }; Project = { param($results) foreach ($result in $results) { $result.Output } } }
        'without' = { param($in) $in | Invoke-ParallelMap { $_ * 2 } }
    }
}
@{
    Name = 'timeout'; About = '-ItemTimeoutSeconds against no limit'; Items = 50000
    With = { param($i) $i * 2 }
    Loop = { param($in, $worker) foreach ($i in $in) { & $worker $i } }
    Sides = [ordered] @{
        '-ItemTimeoutSeconds' = { param($in) $in | Invoke-ParallelMap { $_ * 2 } -ItemTimeoutSeconds 60 }
        'without' = { param($in) $in | Invoke-ParallelMap { $_ * 2 } }
    }
}
@{
    Name = 'large-output'; About = '1,000 objects from each item'; Items = 1000
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in) $in | Invoke-ParallelMap { $_..($_ + 999) } }
        'plain loop' = { param($in) foreach ($i in $in) { $i..($i + 999) } }
        'loop of & $worker' = { param($in) $worker = { $args[0]..($args[0] + 999) }; foreach ($i in $in) { & $worker $i } }
        'two bare runspaces' = { param($in) Invoke-TwoRunspace $in { param($i) $i..($i + 999) } }
        'ForEach-Object' = { param($in) $in | ForEach-Object { $_..($_ + 999) } }
        'ForEach-Object -Parallel' = @{ Unordered = $true; Run = { param($in) $in | ForEach-Object -Parallel { $_..($_ + 999) } -ThrottleLimit ([Environment]::ProcessorCount) } }
    }
}
