# From samples to ratios, and how they are shown and kept.

$benchLine = '{0,-26} {1,-26} {2,10} {3,10} {4,-8} {5,-24} {6,-12} {7,-7} {8}'

# Samples in the row's unit: per item, as sides may have different numbers of items, or of the whole.
function ConvertTo-Unit($Samples, [string] $Unit, [int] $Count) {
    $factor = switch ($Unit) { 'us/item' { 1e6 / $Count } 'ms/item' { 1e3 / $Count } 'ms' { 1e3 } 'MB' { 1 } }
    foreach ($sample in $Samples) { $sample * $factor }
}

# A result for each part and each peer; the first side is ours.
function Get-RowResult([hashtable] $Plan) {
    $row = $Plan.Row
    $ours = $Plan.Sides[0]
    $peers = @($Plan.Sides | Select-Object -Skip 1)
    $limits = if ($row['Limit'] -is [hashtable]) { $row.Limit } else { @{ '' = $row['Limit'] } }
    foreach ($part in $Plan.Samples[$ours.Name].Keys) {
        $unit = if ($row['Units']) { $row.Units[$part] } elseif ($row['Unit']) { $row.Unit } else { 'us/item' }
        $mine = @(ConvertTo-Unit $Plan.Samples[$ours.Name][$part] $unit $ours.Count)
        $base = [ordered] @{
            Row = $row.Name + $(if ($part) { ", $part" }); About = $row.About; Items = $ours.Count; Rounds = $mine.Count; Unit = $unit; Peer = $null
            Ours = Get-Median $mine; OursMin = ($mine | Measure-Object -Minimum).Minimum; OursMax = ($mine | Measure-Object -Maximum).Maximum
            Theirs = $null; PeerItems = $null; Ratio = $null; RatioMin = $null; RatioMax = $null; Target = $null; Reached = $null
            Wrong = $Plan.Wrong[$ours.Name]; Change = $null; Earlier = 0; IsRegression = $false
        }
        if ($null -ne $limits[$part] -or -not $peers) {
            $result = [pscustomobject] $base
            $result.Target = $limits[$part]
            if ($null -ne $result.Target) { $result.Reached = $result.Ours -le $result.Target }
            $result
        }
        foreach ($peer in $peers) {
            if (-not $Plan.Samples[$peer.Name].Contains($part)) { continue }
            $theirs = @(ConvertTo-Unit $Plan.Samples[$peer.Name][$part] $unit $peer.Count)
            $ratios = @(foreach ($i in 0..([Math]::Min($mine.Count, $theirs.Count) - 1)) { $mine[$i] / [Math]::Max($theirs[$i], 1e-9) })
            $result = [pscustomobject] $base
            $result.Peer = $peer.Name
            $result.PeerItems = $peer.Count
            if (-not $result.Wrong) { $result.Wrong = $Plan.Wrong[$peer.Name] }
            $result.Theirs = Get-Median $theirs
            $result.Ratio = Get-Median $ratios
            $result.RatioMin = ($ratios | Measure-Object -Minimum).Minimum
            $result.RatioMax = ($ratios | Measure-Object -Maximum).Maximum
            if ($row['Target'] -and $row.Target.ContainsKey($peer.Name) -and (-not $part -or $row['TargetPart'] -in $null, $part)) {
                $result.Target = $row.Target[$peer.Name]
                $result.Reached = $result.Ratio -le $result.Target
            }
            $result
        }
    }
}

function Format-Number($Value) {
    if ($null -eq $Value) { return '' }
    $format = if ([Math]::Abs($Value) -ge 100) { '0' } elseif ([Math]::Abs($Value) -ge 10) { '0.0' } elseif ([Math]::Abs($Value) -ge 1) { '0.00' } else { '0.000' }
    $Value.ToString($format, [cultureinfo]::InvariantCulture)
}

function Get-ResultCell($Result) {
    $Result.Row
    if ($Result.Peer) { $Result.Peer } else { '(alone)' }
    Format-Number $Result.Ours
    Format-Number $Result.Theirs
    $Result.Unit
    if ($null -ne $Result.Ratio) { '{0} ({1}..{2})' -f (Format-Number $Result.Ratio), (Format-Number $Result.RatioMin), (Format-Number $Result.RatioMax) } else { '' }
    if ($null -ne $Result.Target) { "<= $(Format-Number $Result.Target)$(if (-not $Result.Peer) { " $($Result.Unit)" })" } else { '' }
    if ($Result.Wrong) { 'WRONG' } elseif ($null -eq $Result.Reached) { '' } elseif ($Result.Reached) { 'yes' } else { 'NO' }
    Format-Change $Result
}

# How much more than the median of so many earlier runs.
function Format-Change($Result) {
    if ($null -eq $Result.Change) { return '' }
    '{0} % of {1}{2}' -f ($Result.Change * 100).ToString('+0;-0;0', [cultureinfo]::InvariantCulture), $Result.Earlier, $(if ($Result.IsRegression) { ' SLOWER' })
}

# Sets the result beside the values of earlier runs.
function Set-Change($Result, [double[]] $Earlier) {
    if (-not $Earlier) { return }
    $value = if ($Result.Peer) { $Result.Ratio } else { $Result.Ours }
    $Result.Change = Get-Change $value $Earlier
    $Result.Earlier = $Earlier.Length
    $Result.IsRegression = Test-Regression $value $Earlier
}

$benchTitles = 'row', 'against', 'ours', 'theirs', 'unit', 'ours/theirs (min..max)', 'target', 'reached', 'change'

function Write-BenchHeader { Write-Host ($benchLine -f $benchTitles) }

function Write-BenchResult($Result) { Write-Host ($benchLine -f @(Get-ResultCell $Result)) }

# What the figures were measured on; a machine's name is nobody's business.
function Get-BenchAbout([double] $Seconds, [switch] $Quick) {
    [ordered] @{
        PowerShell = "$($PSVersionTable.PSVersion)"; Runtime = [Runtime.InteropServices.RuntimeInformation]::FrameworkDescription
        System = [Runtime.InteropServices.RuntimeInformation]::OSDescription; Processors = [Environment]::ProcessorCount
        Memory = '{0:0} GiB' -f ([GC]::GetGCMemoryInfo().TotalAvailableMemoryBytes / 1GB)
        Date = [DateTime]::UtcNow.ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture); Quick = [bool] $Quick; Seconds = [Math]::Round($Seconds)
    }
}

function Format-About($About) { "$($About.Date) UTC, $($About.Processors) processors and $($About.Memory), $($About.System), PowerShell $($About.PowerShell) on $($About.Runtime)$(if ($About.Quick) { ', quick' })" }

function Save-BenchResult($Results, $About) {
    if (-not (Test-Path $resultFolder)) { $null = New-Item $resultFolder -ItemType Directory -Force }
    @{ About = $About; Results = @($Results) } | ConvertTo-Json -Depth 6 | Set-Content (Join-Path $resultFolder 'bench.json')

    $lines = @((Format-About $About), '')
    $lines += "| $($benchTitles -join ' | ') |"
    $lines += '|' + ('---|' * $benchTitles.Count)
    foreach ($result in $Results) { $lines += "| $(@(Get-ResultCell $result) -join ' | ') |" }
    $lines | Set-Content (Join-Path $resultFolder 'bench.md')
}
