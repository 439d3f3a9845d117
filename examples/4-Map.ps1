# Step 4: the loop becomes a map over the two sequences. Same numbers, same order, on all cores.
$a = 0..19
$rng = [Random]::new(1)
$b = 0..19 | ForEach-Object { $rng.NextDouble() * 10 }

$worker = { param($AValue, $BValue, $Factor) ($AValue + $BValue) * $Factor }
$fn = New-PartialWorker $worker -Constant @{ Factor = 100 }

Invoke-ParallelMap $fn -Zip $a, $b
