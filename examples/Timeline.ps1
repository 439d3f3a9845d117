# Where the time of a map went: 40 servers that answer sooner or later, 4 at a time, one of which does not.
# With -Path it writes what Show-ParallelTimeline draws to a file that ends in .svg or .json.
param([string] $Path)

$servers = 1..40 | ForEach-Object { 'server{0:d2}' -f $_ }
$random = [Random]::new(15)
$delays = @{}
foreach ($server in $servers) { $delays[$server] = $random.Next(20, 160) }
$delays['server31'] = 420

$results = $servers | Invoke-ParallelMap -ThrottleLimit 4 -AsResult {
    Start-Sleep -Milliseconds $delays[$_]
    if ($_ -eq 'server12') { throw "$_ does not answer" }
    "$_ answers"
}

if ($Path) { $results | Show-ParallelTimeline -Path $Path } else { $results | Show-ParallelTimeline }
