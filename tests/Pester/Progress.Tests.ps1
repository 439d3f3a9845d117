# What a host is given: the bar of a map, in sessions that record it.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # Runs a script in a session of its own and gives the records of progress, also of one that ends by an error.
    function Get-Progress([scriptblock] $Script) {
        $session = Start-Session $Script
        try {
            Wait-Session $session | Should -BeTrue
            $session.Shell.Streams.Progress.ReadAll()
        }
        finally { Close-Session $session }
    }

    function Get-LastText($Records) { @($Records | Where-Object RecordType -EQ Processing)[-1].StatusDescription }
}

Describe 'A map with -ShowProgress' {
    It 'shows what is done of how many, the failed ones, the rate, the part, the time left and an item that runs' {
        $all = @(Get-Progress { 0..7 | Invoke-ParallelMap { if ($_ -eq 1) { throw 'no' }; Start-Sleep -Milliseconds 400 } -ThrottleLimit 2 -ShowProgress -ErrorAction SilentlyContinue })
        $first = $all[0]
        $first.Activity | Should -Be Invoke-ParallelMap
        $first.StatusDescription | Should -Match '^[1-6] of 8, 1 failed, \d+[.,]\d/s$'
        $first.PercentComplete | Should -BeGreaterThan 0
        $first.SecondsRemaining | Should -BeGreaterThan 0
        $first.CurrentOperation | Should -Match '^Item (\d) \(\1\) has run for \d[.,]\d s$'
        $first.ParentActivityId | Should -Be -1
        $all[-1].RecordType | Should -Be Completed
        @($all.ActivityId | Select-Object -Unique).Count | Should -Be 1
    }

    It 'shows nothing when it is over within a second' {
        Get-Progress { 0..3 | Invoke-ParallelMap { $_ } -ShowProgress } | Should -BeNullOrEmpty
    }

    It 'writes four records a second at most' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $all = @(Get-Progress { 0..2000 | Invoke-ParallelMap { [System.Threading.Thread]::Sleep(1) } -ThrottleLimit 1 -ShowProgress })
        $all.Count | Should -BeGreaterThan 2
        $all.Count | Should -BeLessOrEqual (2 + 4 * ($watch.Elapsed.TotalSeconds - 1))
    }

    It 'knows how many items there are once the input has ended' {
        $all = @(Get-Progress { Write-Output 1 2 3 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1200 } -ThrottleLimit 3 -ShowProgress })
        $all[0].StatusDescription | Should -Match '^\d of 3'
    }

    It 'knows how many items there are before all are read: <Name>' -ForEach @(
        @{ Name = 'an array'; Map = { $a = @(1) * 50; $a | Invoke-ParallelMap { Start-Sleep -Milliseconds 30 } -ThrottleLimit 1 -WindowSize 1 -ShowProgress } }
        @{ Name = 'a range'; Map = { 1..50 | Invoke-ParallelMap { Start-Sleep -Milliseconds 30 } -ThrottleLimit 1 -WindowSize 1 -ShowProgress } }
        @{ Name = 'an array list'; Map = { [System.Collections.ArrayList] (1..50) | Invoke-ParallelMap { Start-Sleep -Milliseconds 30 } -ThrottleLimit 1 -WindowSize 1 -ShowProgress } }
        @{ Name = 'a list'; Map = { $l = [System.Collections.Generic.List[int]] (1..50); $l | Invoke-ParallelMap { Start-Sleep -Milliseconds 30 } -ThrottleLimit 1 -WindowSize 1 -ShowProgress } }
        @{ Name = 'an argument'; Map = { Invoke-ParallelMap { Start-Sleep -Milliseconds 30 } (1..50) -ThrottleLimit 1 -WindowSize 1 -ShowProgress } }
        @{ Name = '-Zip'; Map = { Invoke-ParallelMap { Start-Sleep -Milliseconds 30 } -Zip (1..50), (1..50) -ThrottleLimit 1 -WindowSize 1 -ShowProgress } }
    ) {
        $all = @(Get-Progress $Map)
        $all[0].StatusDescription | Should -Match '^[1-4]\d of 50, '
    }

    It 'does not know how many a command will give before that has ended' {
        $all = @(Get-Progress { & { foreach ($i in 1..20) { Start-Sleep -Milliseconds 100; $i } } | Invoke-ParallelMap { $_ } -ThrottleLimit 1 -ShowProgress })
        $all[0].StatusDescription | Should -Match '^\d+ done, '
        $all[0].PercentComplete | Should -Be -1
        $all[0].SecondsRemaining | Should -Be -1
    }

    It 'writes the output of the map as without it' {
        $all = 1..2000 | Invoke-ParallelMap { $_ } -ShowProgress
        $all | Should -Be (1..2000)
    }

    It 'shows the bar of a map in a worker below its own' {
        $all = @(Get-Progress { 1 | Invoke-ParallelMap { 1..2 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1600 } -ShowProgress } -ShowProgress })
        $outer = @($all | Where-Object ParentActivityId -EQ -1)
        $inner = @($all | Where-Object ParentActivityId -NE -1)
        $inner.Count | Should -BeGreaterThan 1
        $inner.ParentActivityId | Select-Object -Unique | Should -Be $outer[0].ActivityId
        $inner[-1].RecordType | Should -Be Completed
        $outer[-1].RecordType | Should -Be Completed
    }

    It 'shows the bar of a map in the worker of one without a bar by itself' {
        $all = @(Get-Progress { 1 | Invoke-ParallelMap { 1 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1300 } -ShowProgress } })
        $all.ParentActivityId | Select-Object -Unique | Should -Be -1
    }
}

Describe 'The bar of -ShowProgress is silenced' {
    It 'by <Name>' -ForEach @(
        @{ Name = '$ProgressPreference'; Map = { $ProgressPreference = 'SilentlyContinue'; 1 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1300 } -ShowProgress } }
        @{ Name = '-ProgressAction'; Map = { $with = @{}; if ($PSVersionTable.PSVersion -ge [version] '7.4') { $with.ProgressAction = 'SilentlyContinue' } else { $ProgressPreference = 'SilentlyContinue' }; 1 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1300 } -ShowProgress @with } }
    ) {
        Get-Progress $Map | Should -BeNullOrEmpty
    }
}

Describe 'The bar of -ShowProgress is completed' {
    It 'when the map ends by <Name>' -ForEach @(
        @{ Name = 'its last item'; Map = { 1..2 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1300 } -ThrottleLimit 2 -ShowProgress } }
        @{ Name = '-ErrorLimit'; Map = { 1..2 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1300; throw 'no' } -ThrottleLimit 2 -ErrorLimit 1 -ShowProgress } }
        @{ Name = '-ErrorAction Stop'; Map = { 1..2 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1300; throw 'no' } -ThrottleLimit 2 -ErrorAction Stop -ShowProgress } }
        @{ Name = '-TimeoutSeconds'; Map = { 1 | Invoke-ParallelMap { Start-Sleep 20 } -TimeoutSeconds 1.5 -ShowProgress } }
        @{ Name = 'a failed initialization'; Map = { 1 | Invoke-ParallelMap { 1 } -InitializationScript { Start-Sleep -Milliseconds 1300; throw 'no' } -ShowProgress } }
        @{ Name = 'Select-Object -First'; Map = { 1..9 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1300; 1 } -ThrottleLimit 2 -ShowProgress | Select-Object -First 1 } }
        @{ Name = 'a throw after it'; Map = { 1..9 | Invoke-ParallelMap { Start-Sleep -Milliseconds 1300; 1 } -ThrottleLimit 2 -ShowProgress | ForEach-Object { throw 'no' } } }
        @{ Name = 'a throw before it'; Map = { & { 1; Start-Sleep -Milliseconds 1300; 2; 3; 4; throw 'no' } | Invoke-ParallelMap { Start-Sleep -Milliseconds 100; 1 } -ThrottleLimit 1 -WindowSize 1 -ShowProgress } }
    ) {
        $all = @(Get-Progress $Map)
        $all.Count | Should -BeGreaterThan 1
        $all[-1].RecordType | Should -Be Completed
    }

    It 'when the map is stopped' {
        $session = Start-Session { 1 | Invoke-ParallelMap { Start-Sleep 20 } -ShowProgress }
        try {
            Wait-Until { $session.Shell.Streams.Progress.Count -gt 0 }
            Stop-Session $session | Should -BeLessThan 5000
            $all = @($session.Shell.Streams.Progress.ReadAll())
            $all.Count | Should -BeGreaterThan 1
            $all[-1].RecordType | Should -Be Completed
        }
        finally { Close-Session $session }
    }
}
