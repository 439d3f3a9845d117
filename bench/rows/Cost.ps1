# What an item costs, and from where on the map is faster than the loop: each about a quarter of a second of work.
$costs = [ordered] @{ '0' = 30000; '0.001' = 30000; '0.01' = 15000; '0.1' = 2500; '1' = 300; '10' = 30 }
foreach ($cost in $costs.Keys) {
    $row = @{
        Name = "cost-$cost-ms"; About = "items that compute for $cost ms in script, two executors"; Items = $costs[$cost]; Cost = [double]::Parse($cost, [cultureinfo]::InvariantCulture)
        Sides = [ordered] @{
            'Invoke-ParallelMap' = { param($in, $worker) Invoke-ParallelMap $worker -InputObject $in -ThrottleLimit 2 }
            'plain loop' = { param($in, $worker) foreach ($i in $in) { & $worker $i } }
            'ForEach-Object' = { param($in, $worker) $in | ForEach-Object { & $worker $_ } }
            'ForEach-Object -Parallel' = @{ Items = [Math]::Min(200, $costs[$cost]); Unordered = $true; Run = { param($in, $worker) $in | ForEach-Object -Parallel ([scriptblock]::Create("& { $worker } `$_")) -ThrottleLimit 2 } }
        }
    }
    if ($cost -eq '1') { $row.Target = @{ 'plain loop' = 1 / 1.9; 'two bare runspaces' = 1.03 } }
    $row
}

# Script code makes an object of each number, and two threads share the collector; a body that calls compiled code does not.
@{
    Name = 'cpu-1-ms'; About = 'items that hash for about 1 ms, two executors'; Items = 400
    Input = { param($n) $data = [byte[]]::new(1400000); , @(for ($k = 0; $k -lt $n; $k++) { , $data }) }
    With = { param($data = $_) [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($data)) }
    Sides = [ordered] @{
        'Invoke-ParallelMap' = { param($in, $worker) Invoke-ParallelMap $worker -InputObject $in -ThrottleLimit 2 }
        'plain loop' = { param($in, $worker) foreach ($i in $in) { & $worker $i } }
        'ForEach-Object -Parallel' = @{ Unordered = $true; Run = { param($in) $in | ForEach-Object -Parallel { [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($_)) } -ThrottleLimit 2 } }
    }
    Target = @{ 'plain loop' = 1 / 1.9 }
}
