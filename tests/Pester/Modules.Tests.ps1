BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $stateful = Join-Path $TestDrive 'ParallelStateful.psm1'
    Set-Content $stateful @'
$script:setting = 1
function Set-Setting($Value) { $script:setting = $Value }
function Get-Setting { $script:setting }
function Get-Hidden { 'hidden' }
function Invoke-OwnMap { 1..2 | Invoke-ParallelMap { Get-Setting } }
function Invoke-MapOf([scriptblock] $Worker) { 1..2 | Invoke-ParallelMap $Worker }
function Get-Block { { Get-Hidden } }
Export-ModuleMember Set-Setting, Get-Setting, Invoke-OwnMap, Invoke-MapOf, Get-Block
'@
    Import-Module $stateful
    $prefixed = Join-Path $TestDrive 'ParallelPrefixed.psm1'
    Set-Content $prefixed 'function Get-Px($n) { "px $n" }'
    Import-Module $prefixed -Prefix My
}

AfterAll {
    Remove-Module ParallelStateful, ParallelPrefixed
}

Describe 'A map within a module' {
    It 'sees the state of the module' {
        Set-Setting 5
        Invoke-OwnMap | Should -Be 5, 5
    }

    It 'finds the functions of the session in which the worker was written' {
        function Get-Hidden { "the user's" }
        Invoke-MapOf { Get-Hidden } | Should -Be "the user's", "the user's"
    }
}

Describe 'A worker from a module' {
    It 'finds the private functions of that module' {
        1..2 | Invoke-ParallelMap (Get-Block) | Should -Be 'hidden', 'hidden'
    }
}

Describe 'A function' {
    It 'of a module that was imported with a prefix is found by its name here' {
        1..2 | Invoke-ParallelMap { Get-MyPx $_ } | Should -Be 'px 1', 'px 2'
    }

    It 'of a dynamic module is found with what it calls' {
        $null = New-Module -Name ParallelDynamic { function Get-Inner { 'inner' }; function Get-Outer { Get-Inner }; Export-ModuleMember Get-Outer } | Import-Module
        try { 1 | Invoke-ParallelMap { Get-Outer } | Should -Be inner }
        finally { Remove-Module ParallelDynamic }
    }

    It 'is brought under the name that it has, whatever its definition said' {
        function Get-Old($n) { "old $n" }
        Set-Item function:Get-Renamed ${function:Get-Old}
        1 | Invoke-ParallelMap { Get-Renamed $_ } | Should -Be 'old 1'
    }

    It 'is defined in the executors in spite of $WhatIfPreference' {
        $function:GetPlain = { 'plain' }
        & { $WhatIfPreference = $true; 1 | Invoke-ParallelMap { GetPlain } } | Should -Be plain
    }
}
