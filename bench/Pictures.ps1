# Which pictures are drawn of the results. One whose rows were not all measured is left out.

# The values of a row by side, ours under the name of the row's first side.
function Get-SideValue($Results, [string] $Row) {
    $values = @{}
    foreach ($result in $Results) {
        if ($result.Row -ne $Row -or $result.Wrong) { continue }
        $values['Invoke-ParallelMap'] = $result.Ours
        if ($result.Peer) { $values[$result.Peer] = $result.Theirs }
    }
    $values
}

# Lines from points of which one or more sides may be missing. Points: x and the values by side, in order.
function Get-Series([string[]] $Names, $Points) {
    $series = [ordered] @{}
    foreach ($name in $Names) {
        $line = @(foreach ($point in $Points) { if ($point.Values.ContainsKey($name)) { , @($point.X, $point.Values[$name]) } })
        if ($line) { $series[$name] = $line }
    }
    $series
}

function Format-Microsecond([double] $Value) {
    if ($Value -ge 1e6) { "$($Value / 1e6) s" } elseif ($Value -ge 1e3) { "$($Value / 1e3) ms" } else { "$($Value.ToString('0.####', [cultureinfo]::InvariantCulture)) &#181;s" }
}

function Format-Count([double] $Value) { $Value.ToString('#,##0.###', [cultureinfo]::InvariantCulture) }

# The rows of a family, such as sleep-1, sleep-4 and so on, in order of what Match finds in their names.
function Get-Family($Results, [string] $Match) {
    $rows = @{}
    foreach ($result in $Results) { if ($result.Row -match $Match) { $rows[$result.Row] = [double]::Parse($Matches[1], [cultureinfo]::InvariantCulture) } }
    foreach ($row in $rows.Keys | Sort-Object { $rows[$_] }) { @{ X = $rows[$row]; Values = Get-SideValue $Results $row } }
}

function Get-CostChart($Results) {
    # An item costs what it costs in the loop, in the same run.
    $points = @(Get-Family $Results '^cost-([\d.]+)-ms$' | ForEach-Object { @{ X = $_.Values['plain loop']; Values = $_.Values } } | Sort-Object { $_.X })
    if ($points.Count -lt 2) { return }
    $series = Get-Series 'Invoke-ParallelMap', 'plain loop', 'ForEach-Object', 'ForEach-Object -Parallel', 'two bare runspaces', 'two processes' $points
    New-Chart 'Time per item, by what an item costs' $series 'what an item costs in the plain loop' 'time per item' ${function:Format-Microsecond} ${function:Format-Microsecond} -Dashed 'two bare runspaces', 'two processes'
}

function Get-SleepChart($Results) {
    $points = @(foreach ($point in Get-Family $Results '^sleep-(\d+)$') {
        $perSecond = @{ 'ideal' = 100 * $point.X }
        foreach ($name in 'Invoke-ParallelMap', 'ForEach-Object -Parallel') { if ($point.Values.ContainsKey($name)) { $perSecond[$name] = 1e6 / $point.Values[$name] } }
        @{ X = $point.X; Values = $perSecond }
    })
    if ($points.Count -lt 2) { return }
    New-Chart 'Items that sleep for 10 ms, by how many do so at a time' (Get-Series 'Invoke-ParallelMap', 'ideal', 'ForEach-Object -Parallel' $points) '-ThrottleLimit' 'items per second' ${function:Format-Count} ${function:Format-Count} -TicksX @($points.X) -Dashed 'ideal'
}

function Get-GrowthChart($Results, [string] $Part, [string] $Title, [string] $TitleY, [scriptblock] $FormatY, [double] $Least) {
    $points = @(foreach ($point in Get-Family $Results "^growth-10\^(\d), $Part`$") {
        $values = @{}
        foreach ($name in $point.Values.Keys) { $values[$name] = [Math]::Max($Least, $point.Values[$name]) }
        @{ X = [Math]::Pow(10, $point.X); Values = $values }
    })
    if ($points.Count -lt 2) { return }
    New-Chart $Title (Get-Series 'Invoke-ParallelMap', 'ForEach-Object' $points) 'number of items' $TitleY ${function:Format-Count} $FormatY
}

function Save-Picture($Results, [string] $Folder) {
    $null = New-Item $Folder -ItemType Directory -Force
    $pictures = [ordered] @{
        'cost' = @(Get-CostChart $Results)
        'sleeping' = @(Get-SleepChart $Results)
        'growth-time' = @(Get-GrowthChart $Results 'time' 'Time per item, by how many are piped' 'time per item' ${function:Format-Microsecond} 1e-3)
        'growth-memory' = @(Get-GrowthChart $Results 'live memory' 'Live memory, by how many items are piped' 'highest growth over the start, MB (0.01 at least)' ${function:Format-Count} 0.01)
    }
    foreach ($name in $pictures.Keys) {
        if ($pictures[$name]) { [IO.File]::WriteAllText((Join-Path $Folder "$name.svg"), ($pictures[$name] -join "`n") + "`n") }
    }
}
