BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    . (Join-Path $PSScriptRoot ../Soak/RandomMap.ps1)
}

# The short form of tests/Soak/Soak.ps1, which see: what failed here runs again there with -Seed 3 -Only <number>.
Describe 'Random maps that end in random ways' {
    BeforeAll {
        $release = [System.Threading.ManualResetEventSlim]::new()
        $before = @(Get-OpenRunspace).Count
        $session = New-SoakSession $modulePath
    }

    AfterAll {
        $release.Set()
        $session.Dispose()
    }

    It 'write what the loop writes, or its beginning: maps <From> to <To>' -ForEach @(
        @{ From = 0; To = 19 }
        @{ From = 20; To = 39 }
        @{ From = 40; To = 59 }
    ) {
        foreach ($number in $From..$To) {
            $map = New-RandomMap 3 $number
            $problem = Test-RandomMap $map $session $release
            "$problem" | Should -BeNullOrEmpty -Because "map $number is $(Format-RandomMap $map)"
        }
    }

    It 'leave no runspace open' {
        $release.Set()
        Wait-Until { @(Get-OpenRunspace).Count -le $before + 1 } 10000
        @(Get-OpenRunspace).Count | Should -BeLessOrEqual ($before + 1)
    }
}
