# Step 2: the body becomes a worker. What varies comes first, what is constant last.
$a = 0..19
$rng = [Random]::new(1)
$b = 0..19 | ForEach-Object { $rng.NextDouble() * 10 }

$worker = { param($AValue, $BValue, $Factor) ($AValue + $BValue) * $Factor }

foreach ($i in 0..19) {
    & $worker $a[$i] $b[$i] 100
}
