BeforeDiscovery {
    . (Join-Path $PSScriptRoot StopBounds.ps1)
}

BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    . (Join-Path $PSScriptRoot StopBounds.ps1)
}

# The figures are in docs/reliability.md; 5 seconds are generous for a busy machine.
Describe 'Stop' {
    It 'ends within its bound: <What>' -ForEach $stopCases {
        $milliseconds = Measure-Stop $_
        $milliseconds | Should -BeGreaterOrEqual 0 -Because 'the case must have started'
        $milliseconds | Should -BeLessThan 5000
    }
}
