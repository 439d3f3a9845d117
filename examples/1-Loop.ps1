# Step 1: find the loop, and what varies in it. Here: $a[$i] and $b[$i]. The factor stays constant.
$a = 0..19
$rng = [Random]::new(1)
$b = 0..19 | ForEach-Object { $rng.NextDouble() * 10 }

foreach ($i in 0..19) {
    ($a[$i] + $b[$i]) * 100
}
