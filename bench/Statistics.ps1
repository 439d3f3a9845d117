# Medians, and a figure against those of earlier runs.

function Get-Median([double[]] $Values) {
    $sorted = [double[]] @($Values | Sort-Object)
    $middle = [int] [Math]::Floor($sorted.Length / 2)
    if ($sorted.Length % 2) { $sorted[$middle] } else { ($sorted[$middle - 1] + $sorted[$middle]) / 2 }
}

# How much more than the median of the earlier ones: 0.1 is a tenth more. Nothing where there are none.
function Get-Change([double] $Value, [double[]] $Earlier) {
    if (-not $Earlier) { return }
    $Value / [Math]::Max((Get-Median $Earlier), 1e-9) - 1
}

# A regression is a fifth more than the median of three runs at least, and more than any of them was: noise is seldom both.
function Test-Regression([double] $Value, [double[]] $Earlier) {
    if (-not $Earlier -or $Earlier.Length -lt 3) { return $false }
    (Get-Change $Value $Earlier) -gt 0.2 -and $Value -gt ($Earlier | Measure-Object -Maximum).Maximum
}
