BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $range = { $_..($_ + 99) }
    $many = foreach ($i in 1..20) { $i..($i + 99) }
}

Describe 'Items that write many values' {
    It 'write them in order into a variable' {
        $written = 1..20 | Invoke-ParallelMap $range
        $written | Should -Be $many
    }

    It 'write nulls and empty texts, too' {
        $written = 1..3 | Invoke-ParallelMap { $null, '', $_ }
        $written.Count | Should -Be 9
        $null -eq $written[3] | Should -BeTrue
        $written[4] | Should -BeExactly ''
        $written[5] | Should -Be 2
    }

    It 'write them through a pipeline one by one' {
        $seen = [Collections.Generic.List[object]]::new()
        1..20 | Invoke-ParallelMap $range | ForEach-Object { $seen.Add($_) }
        $seen | Should -Be $many
    }

    It 'write no more than are asked for' {
        $written = 1..20 | Invoke-ParallelMap $range | Select-Object -First 150
        $written | Should -Be $many[0..149]
    }

    It 'fill the variable of -OutVariable, <Where>' -ForEach @(
        @{ Where = 'assigned'; Run = { $written = 1..20 | Invoke-ParallelMap $range -OutVariable kept; @($written), $kept } }
        @{ Where = 'sent to nothing'; Run = { 1..20 | Invoke-ParallelMap $range -OutVariable kept > $null; $many, $kept } }
        @{ Where = 'of a function around'; Run = { function Get-Many { [CmdletBinding()] param() 1..20 | Invoke-ParallelMap $range }; $written = Get-Many -OutVariable kept; @($written), $kept } }
    ) {
        $written, $kept = & $Run
        $written | Should -Be $many
        $kept | Should -Be $many
    }

    It 'fill the variable of -PipelineVariable with each' {
        $written = 1..20 | Invoke-ParallelMap $range -PipelineVariable one | ForEach-Object { "$one" }
        $written | Should -Be @($many | ForEach-Object { "$_" })
    }

    It 'write them into a function''s pipeline, and to nothing' {
        function Get-Doubled { param([Parameter(ValueFromPipeline)] $Number) process { $Number * 2 } }
        $written = 1..20 | Invoke-ParallelMap $range | Get-Doubled
        $written | Should -Be @($many | ForEach-Object { $_ * 2 })
        $null = 1..20 | Invoke-ParallelMap $range
        1..20 | Invoke-ParallelMap $range | Out-Null
    }

    It 'keep their place among records of other streams and other objects' {
        $worker = { $_..($_ + 9); if ($_ % 2) { Write-Warning "w$_" }; if ($_ -eq 4) { [version] '1.2' }; $_..($_ + 9) }
        $written = 1..6 | Invoke-ParallelMap $worker 3>&1
        $expected = 1..6 | ForEach-Object $worker 3>&1
        "$written" | Should -BeExactly "$expected"
    }

    It 'write nothing of an item that fails' {
        $written = 1..3 | Invoke-ParallelMap { $_..($_ + 9); if ($_ -eq 2) { throw 'x' } } -ErrorAction SilentlyContinue
        $written | Should -Be (1..10 + 3..12)
    }

    It 'write objects with their identity' {
        $shared = [Text.StringBuilder]::new()
        $written = 1..3 | Invoke-ParallelMap { $_; $using:shared; $_ }
        [object]::ReferenceEquals($written[1], $shared) | Should -BeTrue
        [object]::ReferenceEquals($written[7], $shared) | Should -BeTrue
    }
}
