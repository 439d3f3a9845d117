# What earlier full runs measured, in one CSV: a line for each row's own figure, and one for its ratio to each peer. Figures are
# compared with those of machines with as many processors only.

$ratioUnit = 'ratio'

# The lines of a run's results; the row's own figure comes once, however many peers it has.
function ConvertTo-HistoryLine($Results, [string] $Date, [int] $Processors, [string] $PowerShell) {
    $own = @{}
    foreach ($result in $Results) {
        if ($result.Wrong) { continue }
        if (-not $own[$result.Row]) {
            $own[$result.Row] = $true
            New-HistoryLine $Date $result.Row $result.Ours $result.Unit '' $Processors $PowerShell
        }
        if ($result.Peer) { New-HistoryLine $Date $result.Row $result.Ratio $ratioUnit $result.Peer $Processors $PowerShell }
    }
}

function New-HistoryLine([string] $Date, [string] $Row, [double] $Value, [string] $Unit, [string] $Peer, [int] $Processors, [string] $PowerShell) {
    [pscustomobject] @{ date = $Date; row = $Row; value = $Value.ToString('G4', [cultureinfo]::InvariantCulture); unit = $Unit; peer = $Peer; processors = $Processors; powershell = $PowerShell }
}

function Get-HistoryKey([string] $Row, [string] $Unit, [string] $Peer, [int] $Processors) { "$Row|$Unit|$Peer|$Processors" }

# Gives the values by key.
function Read-History([string] $Path) {
    $values = @{}
    if (-not (Test-Path $Path)) { return $values }
    foreach ($line in Import-Csv $Path) {
        $key = Get-HistoryKey $line.row $line.unit $line.peer $line.processors
        if (-not $values.ContainsKey($key)) { $values[$key] = [Collections.Generic.List[double]]::new() }
        $values[$key].Add([double]::Parse($line.value, [cultureinfo]::InvariantCulture))
    }
    $values
}

# The earlier values that a result is compared with: its ratio's where it has a peer, else its own figure's.
function Get-Earlier([hashtable] $History, $Result, [int] $Processors) {
    $unit = if ($Result.Peer) { $ratioUnit } else { $Result.Unit }
    $key = Get-HistoryKey $Result.Row $unit $Result.Peer $Processors
    if ($History.ContainsKey($key)) { $History[$key].ToArray() }
}

function Add-History([string] $Path, $Lines) { $Lines | Export-Csv $Path -Append -UseQuotes AsNeeded }
