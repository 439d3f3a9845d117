# Writes the figures of a full run into docs/performance.md, between markers: <!-- bench NAME --> and <!-- end of NAME -->.

# The peers that have a column of their own; any other is named in the last.
$columnPeers = [ordered] @{
    'plain loop' = 'loop'; 'ForEach-Object' = '`ForEach-Object`'; 'ForEach-Object -Parallel' = '`-Parallel`'
    'two bare runspaces' = 'two runspaces'; 'two processes' = 'two processes'
}

function Format-Ratio($Result) { '{0} ({1}..{2})' -f (Format-Number $Result.Ratio), (Format-Number $Result.RatioMin), (Format-Number $Result.RatioMax) }

# What there is to reach, and whether it was.
function Get-TargetTable($Results) {
    '| row | against | to reach | measured | reached |'
    '|---|---|---|---|---|'
    foreach ($result in $Results) {
        if ($null -eq $result.Target) { continue }
        $against, $unit, $measured = if ($result.Peer) { $result.Peer, '', (Format-Ratio $result) } else { '', " $($result.Unit)", "$(Format-Number $result.Ours) $($result.Unit)" }
        "| $($result.Row) | $against | $(Format-Number $result.Target)$unit | $measured | $(if ($result.Reached) { 'yes' } else { 'no' }) |"
    }
}

# A line for each row: its own figure, and its ratio to each peer.
function Get-RowTable($Results) {
    "| row | what | ours | $($columnPeers.Values -join ' | ') | others |"
    '|---|---|' + ('---|' * ($columnPeers.Count + 2))
    $rows = [ordered] @{}
    foreach ($result in $Results) { $rows[$result.Row] = @($rows[$result.Row] | Where-Object { $_ }) + $result }
    foreach ($row in $rows.Values) {
        $first = $row[0]
        $ratios = @{}
        $others = @()
        foreach ($result in $row) {
            if (-not $result.Peer) { continue }
            if ($columnPeers.Contains($result.Peer)) { $ratios[$result.Peer] = Format-Number $result.Ratio } else { $others += "$($result.Peer) $(Format-Number $result.Ratio)" }
        }
        $cells = @($first.Row, $first.About, "$(Format-Number $first.Ours) $($first.Unit)") + @(foreach ($peer in $columnPeers.Keys) { $ratios[$peer] }) + ($others -join ', ')
        "| $($cells -join ' | ') |"
    }
}

# Gives the text with the lines between a part's markers replaced.
function Set-Part([string] $Text, [string] $Name, [string[]] $Lines) {
    $start = "<!-- bench $Name -->"
    $end = "<!-- end of $Name -->"
    $from = $Text.IndexOf($start)
    $to = $Text.IndexOf($end)
    if ($from -lt 0 -or $to -lt $from) { throw "The markers '$start' and '$end' are not there, in this order." }
    $Text.Substring(0, $from + $start.Length) + "`n" + ($Lines -join "`n") + "`n" + $Text.Substring($to)
}

function Update-Document([string] $Path, $Results, $About) {
    $text = [IO.File]::ReadAllText($Path).Replace("`r`n", "`n")
    $text = Set-Part $text 'machine' "Measured on $(Format-About $About)."
    $text = Set-Part $text 'targets' @(Get-TargetTable $Results)
    $text = Set-Part $text 'rows' @(Get-RowTable $Results)
    [IO.File]::WriteAllText($Path, $text)
}
