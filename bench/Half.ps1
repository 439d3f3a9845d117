# One of two processes: makes half of a row's items when it gets the row's name, and runs the row's loop over them at each 'go'.
param([int] $Which)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'Common.ps1')

# As a user's session would, without the bench's strictness.
function Invoke-Loop($Plan, $Half) {
    Set-StrictMode -Off
    $ErrorActionPreference = 'Continue'
    @(& $Plan.Loop $Half $Plan.With).Count
}

$plan = $null
$half = $null
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $answer = switch ($line) {
        'collect' { [GC]::Collect(); [GC]::WaitForPendingFinalizers(); 'collected' }
        'go' { Invoke-Loop $plan $half }
        default {
            $order = ConvertFrom-Json $line
            $plan = New-LoopPlan (Get-BenchRow | Where-Object { $_.Name -eq $order.Row }) $order.Worker
            $half = Get-Half (Get-RowInput $plan.Row $order.Count) $Which
            'made'
        }
    }
    [Console]::Out.WriteLine($answer)
}
