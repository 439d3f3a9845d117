# Step 3: bind the constant. The loop still runs in sequence, so it is easy to check.
$a = 0..19
$rng = [Random]::new(1)
$b = 0..19 | ForEach-Object { $rng.NextDouble() * 10 }

$worker = { param($AValue, $BValue, $Factor) ($AValue + $BValue) * $Factor }
$fn = New-PartialWorker $worker -Constant @{ Factor = 100 }

foreach ($i in 0..19) {
    $fn.Invoke($a[$i], $b[$i])
}
