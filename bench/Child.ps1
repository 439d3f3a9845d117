# One side of a row in a process of its own: writes its parts as JSON, a part for each call where it does not measure itself.
param([string] $Row, [string] $Side, [int] $Count)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'Common.ps1')
$declared = Get-BenchRow | Where-Object { $_.Name -eq $Row }
if (-not $declared['ImportsItself']) { Import-Module $modulePath }
$plan = New-Plan $declared
$chosen = $plan.Sides | Where-Object { $_.Name -eq $Side }
$chosen.Count = $Count

$parts = @()
$wrong = $null
foreach ($call in 1..[Math]::Max(1, [int] $declared['Calls'])) {
    $done = Measure-Side $plan $chosen
    if ($done.Wrong) { $wrong = $done.Wrong }
    foreach ($name in $done.Parts.Keys) { $parts += @{ Name = $(if ($name -or -not $declared['Calls']) { $name } else { "call $call" }); Value = $done.Parts[$name] } }
}Stop-HalfProcess
@{ Parts = $parts; Wrong = $wrong } | ConvertTo-Json -Depth 5 -Compress
