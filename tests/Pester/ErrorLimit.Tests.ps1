BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
}

Describe 'A map with -ErrorLimit' {
    BeforeEach {
        $written = [System.Collections.Generic.List[object]]::new()
        $failed = [System.Collections.Generic.List[object]]::new()

        # Runs a map of 0..($count - 1) to its end by the limit; $written and $failed have what came before.
        function Invoke-Limited([int] $count, [scriptblock] $worker, [string] $limit, [hashtable] $with = @{}) {
            try {
                0..($count - 1) | Invoke-ParallelMap $worker -ErrorLimit $limit @with 2>&1 |
                    ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $failed.Add($_) } else { $written.Add($_) } }
            }
            catch {
                $_
            }
        }
    }

    It 'ends with the N-th failed item' {
        $end = Invoke-Limited 100 { if ($_ -in 2, 5, 7, 9) { throw "no $_" }; $_ } 3
        $end.FullyQualifiedErrorId | Should -Be 'ErrorLimitReached,ParallelCmdlets.InvokeParallelMapCommand'
        "$($end.CategoryInfo.Category)" | Should -Be LimitsExceeded
        $written | Should -Be 0, 1, 3, 4, 6
        "$failed" | Should -Be 'no 2 no 5 no 7'
    }

    It 'says how many items of how many failed, and the limit' {
        $end = Invoke-Limited 100 { if ($_ -in 2, 5, 7) { throw 'no' } } 3
        "$end" | Should -BeLike '3 of 8 items failed*limit of 3*'
    }

    It 'ends with the first failed item at a limit of 1' {
        $end = Invoke-Limited 10 { if ($_ -eq 4) { throw 'no' }; $_ } 1
        "$end" | Should -BeLike '1 of 5 items failed*'
        $written | Should -Be (0..3)
        $failed.Count | Should -Be 1
    }

    It 'goes on below the limit: <Limit>' -ForEach @(
        @{ Limit = '4' }
        @{ Limit = '10%' }
        @{ Limit = '100%' }
    ) {
        Invoke-Limited 40 { if ($_ -in 21, 25, 30) { throw 'no' }; $_ } $Limit | Should -BeNullOrEmpty
        $written.Count | Should -Be 37
        $failed.Count | Should -Be 3
    }

    It 'ends when N% of the finished items failed' {
        $end = Invoke-Limited 100 { if ($_ -ge 30) { throw 'no' }; $_ } '25%'
        "$end" | Should -BeLike '10 of 40 items failed*25%*'
        $written | Should -Be (0..29)
        $failed.Count | Should -Be 10
    }

    It 'judges a part from 20 finished items on: <Name>' -ForEach @(
        @{ Name = 'all of 19 may fail'; Count = 19; Says = $null }
        @{ Name = 'the 20th ends the map'; Count = 20; Says = '20 of 20 items failed*' }
    ) {
        "$(Invoke-Limited $Count { throw 'no' } '1%')" | Should -BeLike "$Says"
        $failed.Count | Should -Be $Count
    }

    It 'takes a fraction of a percent: 0.5%' {
        $end = Invoke-Limited 300 { if ($_ -eq 150) { throw 'no' } } '0.5%'
        "$end" | Should -BeLike '1 of 151 items failed*'
    }

    It 'counts timed-out items as failed' {
        $end = Invoke-Limited 10 { if ($_ -eq 1) { Start-Sleep 60 }; $_ } 1 @{ ItemTimeoutSeconds = 0.7 }
        "$end" | Should -BeLike '1 of 2 items failed*'
    }

    It 'does not count items that wrote non-terminating errors' {
        Invoke-Limited 5 { Write-Error 'a pity'; $_ } 1 | Should -BeNullOrEmpty
        $written | Should -Be (0..4)
    }

    It 'does not count attempts that a retry made good' {
        Invoke-Limited 5 { if ($ParallelItem.Attempt -eq 1) { throw 'not yet' }; $_ } 1 @{ RetryCount = 1; RetryDelaySeconds = 0.01 } | Should -BeNullOrEmpty
        $written | Should -Be (0..4)
    }

    It 'counts failures where they are not shown' {
        { 0..9 | Invoke-ParallelMap { throw 'no' } -ErrorLimit 5 -ErrorAction Ignore } | Should -Throw '5 of 5 items failed*' -ErrorId 'ErrorLimitReached,ParallelCmdlets.InvokeParallelMapCommand'
    }

    It 'counts the failures of -AsResult' {
        $results = [System.Collections.Generic.List[object]]::new()
        { 0..9 | Invoke-ParallelMap { if ($_ -gt 2) { throw 'no' } } -ErrorLimit 2 -AsResult | ForEach-Object { $results.Add($_) } } | Should -Throw '2 of 5 items failed*'
        "$($results.State)" | Should -Be 'Completed Completed Completed Failed Failed'
    }

    It 'counts in the order of writing with -Unordered' {
        $release = [System.Threading.ManualResetEventSlim]::new()
        $end = Invoke-Limited 3 { if ($_ -eq 0) { $null = $release.Wait(10000) } else { throw "no $_" } } 2 @{ Unordered = $true; ThrottleLimit = 2 }
        $release.Set()
        "$end" | Should -BeLike '2 of 2 items failed*'
    }

    It 'stops the items that still run' {
        $tidied = [System.Threading.ManualResetEventSlim]::new()
        $running = [System.Threading.ManualResetEventSlim]::new()
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $end = Invoke-Limited 2 { if ($_ -eq 0) { $null = $running.Wait(10000); throw 'no' }; try { $running.Set(); Start-Sleep 60 } finally { $tidied.Set() } } 1 @{ ThrottleLimit = 2 }
        $end.FullyQualifiedErrorId | Should -BeLike 'ErrorLimitReached*'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $tidied.Wait(5000) | Should -BeTrue
    }

    It 'runs the finalization scripts' {
        $final = [System.Threading.ManualResetEventSlim]::new()
        $null = Invoke-Limited 10 { throw 'no' } 1 @{ FinalizationScript = { $final.Set() } }
        $final.Wait(5000) | Should -BeTrue
    }

    It 'takes no more input than its window' {
        $counter = @{ Given = 0 }
        { Invoke-ParallelMap { throw 'no' } -InputObject (New-Generator $counter) -ErrorLimit 3 -WindowSize 8 -ErrorAction SilentlyContinue } | Should -Throw '3 of 3 items failed*'
        $counter.Given | Should -BeLessOrEqual 12
    }

    It 'can be given as a number' {
        { 0..9 | Invoke-ParallelMap { throw 'no' } -ErrorLimit 2 -ErrorAction SilentlyContinue } | Should -Throw '2 of 2 items failed*'
    }
}
