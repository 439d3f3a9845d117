# A line chart with logarithmic axes, as SVG written by hand: small, the same on every machine, and readable in a light and in
# a dark theme, as it brings its own background for each. A line's name stands beside its end, where it covers nothing.

# A side has its colour in every chart; the colour-blind can tell them apart.
$chartColors = @{
    'Invoke-ParallelMap' = '#d55e00'; 'plain loop' = '#7d8590'; 'ideal' = '#7d8590'; 'ForEach-Object' = '#0083c9'
    'ForEach-Object -Parallel' = '#c060a0'; 'two bare runspaces' = '#009e73'; 'two processes' = '#c99700'
}
$chartStyle = @'
text { font: 12px system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: #1f2328 }
.back { fill: #ffffff } .grid { stroke: #d8dee4 } .axis { stroke: #59636e } .tick { fill: #59636e } .title { font-weight: 600; font-size: 14px } .ours { font-weight: 600 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .back { fill: #0d1117 } .grid { stroke: #30363d } .axis { stroke: #8d96a0 } .tick { fill: #9198a1 } }
'@

# Coordinates with one decimal, whatever the culture.
function Format-Point([double] $Value) { $Value.ToString('0.#', [cultureinfo]::InvariantCulture) }

# Where on an axis of so many pixels a value lies.
function Get-Place([double] $Value, [double[]] $Ticks, [double] $Length) { [Math]::Log($Value / $Ticks[0]) / [Math]::Log($Ticks[-1] / $Ticks[0]) * $Length }

# The powers of ten that hold all values, two at least; one that is missed by less than a twentieth counts as reached.
function Get-Decade([double[]] $Values) {
    $range = $Values | Measure-Object -Minimum -Maximum
    $first = [int] [Math]::Floor([Math]::Log10($range.Minimum * 1.05))
    $last = [int] [Math]::Ceiling([Math]::Log10($range.Maximum / 1.05))
    foreach ($power in $first..[Math]::Max($last, $first + 1)) { [Math]::Pow(10, $power) }
}

# Labels in the order of their lines, moved apart until each has its own row of pixels.
function Get-LabelPlace([double[]] $Wanted, [double] $Row, [double] $Highest) {
    $order = @(0..($Wanted.Length - 1) | Sort-Object { $Wanted[$_] })
    $places = [double[]]::new($Wanted.Length)
    $last = [double]::NegativeInfinity
    foreach ($i in $order) { $last = $places[$i] = [Math]::Max($Wanted[$i], $last + $Row) }
    $next = $Highest + $Row
    for ($k = $order.Length - 1; $k -ge 0; $k--) { $next = $places[$order[$k]] = [Math]::Min($places[$order[$k]], $next - $Row) }
    $places
}

# Series: names and points, ours first; a point is an array of x and y. Dashed: the names of what is a limit, not a rival.
# FormatX and FormatY make the labels of the ticks, which are powers of ten where they are not given.
function New-Chart([string] $Title, [Collections.IDictionary] $Series, [string] $TitleX, [string] $TitleY, [scriptblock] $FormatX, [scriptblock] $FormatY, [double[]] $TicksX, [string[]] $Dashed = @()) {
    $left = 76; $top = 44; $width = 470; $height = 330; $right = 210; $bottom = 56
    $points = @(foreach ($name in $Series.Keys) { $Series[$name] })
    if (-not $TicksX) { $TicksX = @(Get-Decade @($points | ForEach-Object { $_[0] })) }
    $ticksY = @(Get-Decade @($points | ForEach-Object { $_[1] }))
    $toX = { param($value) $left + (Get-Place $value $TicksX $width) }
    $toY = { param($value) $top + $height - (Get-Place $value $ticksY $height) }

    "<svg xmlns=`"http://www.w3.org/2000/svg`" viewBox=`"0 0 $($left + $width + $right) $($top + $height + $bottom)`" width=`"$($left + $width + $right)`" height=`"$($top + $height + $bottom)`" role=`"img`">"
    "<title>$Title</title>"
    "<style>$chartStyle</style>"
    '<rect class="back" width="100%" height="100%" rx="6"/>'
    "<text class=`"title`" x=`"$left`" y=`"24`">$Title</text>"
    foreach ($tick in $TicksX) {
        $x = Format-Point (& $toX $tick)
        "<line class=`"grid`" x1=`"$x`" x2=`"$x`" y1=`"$top`" y2=`"$($top + $height)`"/>"
        "<text class=`"tick`" x=`"$x`" y=`"$($top + $height + 18)`" text-anchor=`"middle`">$(& $FormatX $tick)</text>"
    }
    foreach ($tick in $ticksY) {
        $y = & $toY $tick
        "<line class=`"grid`" x1=`"$left`" x2=`"$($left + $width)`" y1=`"$(Format-Point $y)`" y2=`"$(Format-Point $y)`"/>"
        "<text class=`"tick`" x=`"$($left - 8)`" y=`"$(Format-Point ($y + 4))`" text-anchor=`"end`">$(& $FormatY $tick)</text>"
    }
    "<path class=`"axis`" fill=`"none`" d=`"M$left,${top}V$($top + $height)H$($left + $width)`"/>"
    "<text x=`"$($left + $width / 2)`" y=`"$($top + $height + 42)`" text-anchor=`"middle`">$TitleX</text>"
    "<text transform=`"translate(18 $($top + $height / 2)) rotate(-90)`" text-anchor=`"middle`">$TitleY</text>"

    $names = @($Series.Keys)
    $ends = @(foreach ($name in $names) { & $toY $Series[$name][-1][1] })
    $labels = @(Get-LabelPlace $ends 18 ($top + $height))
    # Ours is drawn last, over the others.
    for ($i = $names.Count - 1; $i -ge 0; $i--) {
        $color = $chartColors[$names[$i]]
        $line = @(foreach ($point in $Series[$names[$i]]) { "$(Format-Point (& $toX $point[0])),$(Format-Point (& $toY $point[1]))" })
        $isDashed = $names[$i] -in $Dashed
        "<polyline fill=`"none`" stroke=`"$color`" stroke-width=`"$(if ($i) { '1.8' } else { '2.8' })`"$(if ($isDashed) { ' stroke-dasharray="6 4"' }) points=`"$($line -join ' ')`"/>"
        if (-not $isDashed) { foreach ($point in $line) { "<circle fill=`"$color`" cx=`"$(($point -split ',')[0])`" cy=`"$(($point -split ',')[1])`" r=`"$(if ($i) { '2.6' } else { '3.6' })`"/>" } }
        $end = ($line[-1] -split ',')[0]
        $place = Format-Point $labels[$i]
        "<path fill=`"none`" stroke=`"$color`" stroke-width=`"0.8`" d=`"M$end,$(Format-Point $ends[$i])L$($left + $width + 20),$place`"/>"
        "<path fill=`"none`" stroke=`"$color`" stroke-width=`"$(if ($i) { '2.2' } else { '3.2' })`"$(if ($isDashed) { ' stroke-dasharray="6 3"' }) d=`"M$($left + $width + 20),${place}h16`"/>"
        "<text x=`"$($left + $width + 42)`" y=`"$(Format-Point ($labels[$i] + 4))`"$(if (-not $i) { ' class="ours"' })>$($names[$i])</text>"
    }
    '</svg>'
}
