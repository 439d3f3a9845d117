BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $shared = 'shared'
}

Describe 'Wildcards' {
    It 'bring the caller''s functions' {
        function Get-WildOne { 'one' }
        function Get-WildTwo { 'two' }
        1 | Invoke-ParallelMap -NoCapture -Function Get-Wild* { & "Get-Wild$('One')"; & "Get-Wild$('Two')" } | Should -Be one, two
    }

    It 'bring the caller''s variables' {
        $wildOne = 1
        $wildTwo = 2
        1 | Invoke-ParallelMap -NoCapture -Variable wild* { (Get-Variable wildOne).Value + (Get-Variable wildTwo).Value } | Should -Be 3
    }

    It 'bring all of them' {
        $wildOne = 1
        1 | Invoke-ParallelMap -NoCapture -Variable * { (Get-Variable wildOne).Value } | Should -Be 1
    }

    It 'bring modules that the caller has imported' {
        $path = Join-Path $TestDrive 'WildModule.psm1'
        'function Get-OfWildModule { "of the module" }' | Set-Content $path
        Import-Module $path
        try { 1 | Invoke-ParallelMap -NoCapture -Module WildMod* { & "Get-Of$('WildModule')" } | Should -Be 'of the module' }
        finally { Remove-Module WildModule }
    }

    It 'are refused where nothing fits: <Parameter>' -ForEach @(
        @{ Parameter = 'Function'; Id = 'UnknownFunction' }
        @{ Parameter = 'Variable'; Id = 'UnknownVariable' }
        @{ Parameter = 'Module'; Id = 'UnknownModule' }
    ) {
        $given = @{ $Parameter = 'NoSuchThing*' }
        { 1 | Invoke-ParallelMap { $_ } @given } | Should -Throw -ErrorId "$Id,ParallelCmdlets.InvokeParallelMapCommand"
    }
}

Describe 'A table that workers write' {
    It 'does not disturb executors that start late: <How>' -ForEach @(
        @{ How = 'captured'; Map = { 1..4000 | Invoke-ParallelMap { $table["k$_"] = $_ } -ThrottleLimit 8 } }
        @{ How = 'a constant'; Map = { 1..4000 | Invoke-ParallelMap { param($n, $t) $t["k$n"] = $n } -Constant @{ t = $table } -ThrottleLimit 8 } }
        @{ How = '$using:'; Map = { 1..4000 | Invoke-ParallelMap { ($using:table)["k$_"] = $_ } -ThrottleLimit 8 } }
        @{ How = 'a nested map'; Map = { 0..39 | Invoke-ParallelMap { $from = $_ * 100; 1..100 | Invoke-ParallelMap { $table["k$($from + $_)"] = $_ } -ThrottleLimit 2 } -ThrottleLimit 4 } }
    ) {
        $table = [hashtable]::Synchronized(@{})
        & $Map
        $table.Count | Should -Be 4000
    }

    It 'has its blocks rebuilt all the same, where it holds some' {
        $table = [hashtable]::Synchronized(@{ Twice = { param($n) $n * 2 } })
        1..20 | Invoke-ParallelMap { & $table.Twice $_ } -ThrottleLimit 4 | Should -Be (1..20 | ForEach-Object { $_ * 2 })
    }
}

Describe 'A preference with a value that it does not take' {
    It 'does not disturb the map: <Line>' -ForEach @(
        @{ Line = '$ConfirmPreference = $false' }
        @{ Line = '$VerbosePreference = $true' }
        @{ Line = '$OutputEncoding = "utf8"' }
        @{ Line = '$ErrorActionPreference = $null' }
    ) {
        & ([scriptblock]::Create("$Line; 1..3 | Invoke-ParallelMap { `$_ * 2 }")) | Should -Be 2, 4, 6
    }
}
