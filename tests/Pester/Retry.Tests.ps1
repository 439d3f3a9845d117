BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
}

Describe 'A failed item with -RetryCount' {
    BeforeEach {
        $fast = @{ RetryDelaySeconds = 0.01 }
        $quiet = @{ ErrorVariable = 'found'; ErrorAction = 'SilentlyContinue' }
    }

    It 'is tried again until it succeeds' {
        0..5 | Invoke-ParallelMap { if ($_ % 2 -and $ParallelItem.Attempt -lt 3) { throw 'not yet' }; "$_ $($ParallelItem.Attempt)" } -RetryCount 2 @fast @quiet |
            Should -Be '0 1', '1 3', '2 1', '3 3', '4 1', '5 3'
        $found.Count | Should -Be 0
    }

    It 'counts its attempts from 1' {
        $seen = [System.Collections.Concurrent.ConcurrentQueue[int]]::new()
        1 | Invoke-ParallelMap { $seen.Enqueue($ParallelItem.Attempt); throw 'no' } -RetryCount 2 @fast @quiet
        "$seen" | Should -Be '1 2 3'
    }

    It 'is written once, with its last error, when all attempts failed' {
        0..2 | Invoke-ParallelMap { if ($_ -eq 1) { throw "failed in attempt $($ParallelItem.Attempt)" }; $_ } -RetryCount 2 @fast @quiet | Should -Be 0, 2
        $found.Count | Should -Be 1
        "$($found[0])" | Should -Be 'failed in attempt 3'
        $found[0].ItemAttempt | Should -Be 3
        $found[0].ItemIndex | Should -Be 1
        $found[0].ItemInput | Should -Be 1
    }

    It 'has ItemAttempt 1 without a retry' {
        1 | Invoke-ParallelMap { throw 'no' } @quiet
        $found[0].ItemAttempt | Should -Be 1
    }

    It 'is not tried again with a RetryCount of 0' {
        1 | Invoke-ParallelMap { throw "in attempt $($ParallelItem.Attempt)" } -RetryCount 0 @quiet
        "$($found[0])" | Should -Be 'in attempt 1'
    }

    It 'is not tried again for non-terminating errors' {
        1 | Invoke-ParallelMap { Write-Error 'a pity'; $ParallelItem.Attempt } -RetryCount 2 @fast @quiet | Should -Be 1
        "$found" | Should -Be 'a pity'
    }

    It 'is tried again when it timed out' {
        $results = 0..1 | Invoke-ParallelMap { if ($_ -eq 0 -and $ParallelItem.Attempt -eq 1) { Start-Sleep 60 }; $_ } -ItemTimeoutSeconds 0.5 -RetryCount 1 @fast -AsResult
        "$($results.State)" | Should -Be 'Completed Completed'
        $results.Attempts | Should -Be 2, 1
        $results.ForEach('Output') | Should -Be 0, 1
    }

    It 'is tried again on another executor when it timed out and could not be stopped' {
        $release = [System.Threading.ManualResetEventSlim]::new()
        try {
            $result = 7 | Invoke-ParallelMap { if ($ParallelItem.Attempt -eq 1) { $null = $release.Wait(20000) }; $_ } -ThrottleLimit 1 -ItemTimeoutSeconds 0.5 -RetryCount 1 @fast -AsResult
        }
        finally {
            $release.Set()
        }

        "$($result.State)" | Should -Be Completed
        $result.Output | Should -Be 7
        $result.Attempts | Should -Be 2
        $result.Executor | Should -Be 2
    }

    It 'is tried again where the worker is compiled' {
        $results = 4, 'x' | Invoke-ParallelMap ([Math]::Sqrt) -RetryCount 2 @fast -AsResult
        $results.Attempts | Should -Be 1, 3
        "$($results.State)" | Should -Be 'Completed Failed'
    }

    It 'is tried again in a runspace of its own' {
        1 | Invoke-ParallelMap -UseNewRunspace -NoCapture { $global:count++; if ($ParallelItem.Attempt -lt 3) { throw 'no' }; $global:count } -RetryCount 2 @fast | Should -Be 1
    }

    It 'does not change the order' {
        0..9 | Invoke-ParallelMap -ThrottleLimit 2 { if ($_ -lt 5 -and $ParallelItem.Attempt -eq 1) { throw 'not yet' }; $_ } -RetryCount 1 -RetryDelaySeconds 0.1 |
            Should -Be (0..9)
    }

    It 'does not hold up what -Unordered writes' {
        0..3 | Invoke-ParallelMap -Unordered -ThrottleLimit 1 { if ($_ -eq 0 -and $ParallelItem.Attempt -eq 1) { throw 'not yet' }; $_ } -RetryCount 1 -RetryDelaySeconds 0.5 |
            Should -Be 1, 2, 3, 0
    }

    It 'fails only when all attempts did, for -ErrorAction Stop' {
        0..2 | Invoke-ParallelMap { if ($ParallelItem.Attempt -eq 1) { throw 'not yet' }; $_ } -RetryCount 1 @fast -ErrorAction Stop | Should -Be 0, 1, 2
    }
}

Describe 'The records of a retried item' {
    It 'are those of its last attempt' {
        $worker = {
            "output $($ParallelItem.Attempt)"
            Write-Warning "warning $($ParallelItem.Attempt)"
            Write-Error "error $($ParallelItem.Attempt)"
            Write-Information "information $($ParallelItem.Attempt)"
            if ($ParallelItem.Attempt -lt 3) { throw 'not yet' }
        }
        $all = 1 | Invoke-ParallelMap $worker -RetryCount 2 -RetryDelaySeconds 0.01 *>&1
        "$all" | Should -Be 'output 3 warning 3 error 3 information 3'
    }

    It 'show the errors of earlier attempts as verbose messages, with the item and the attempt' {
        $all = 5, 6 | Invoke-ParallelMap { if ($_ -eq 6 -and $ParallelItem.Attempt -lt 3) { throw "failed $($ParallelItem.Attempt)" }; $_ } -RetryCount 2 -RetryDelaySeconds 0.01 -Verbose 4>&1
        $earlier = @($all | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and "$_" -like '*failed*' })
        $earlier.Count | Should -Be 2
        "$($earlier[0])" | Should -BeLike '*Item 1*attempt 1*failed 1*'
        "$($earlier[1])" | Should -BeLike '*Item 1*attempt 2*failed 2*'
        [array]::IndexOf($all, 5) | Should -BeLessThan ([array]::IndexOf($all, $earlier[0]))
    }

    It 'say nothing of earlier attempts without -Verbose' {
        1 | Invoke-ParallelMap { if ($ParallelItem.Attempt -lt 2) { throw 'not yet' } } -RetryCount 1 -RetryDelaySeconds 0.01 *>&1 | Should -BeNullOrEmpty
    }
}

Describe 'The pause before a retry' {
    It 'holds no executor: another item runs meanwhile' {
        $log = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
        0..3 | Invoke-ParallelMap -ThrottleLimit 1 { $log.Enqueue("$_"); if ($_ -eq 0 -and $ParallelItem.Attempt -eq 1) { throw 'not yet' }; $_ } -RetryCount 1 -RetryDelaySeconds 0.5 |
            Should -Be (0..3)
        "$log" | Should -Be '0 1 2 3 0'
    }

    It 'is at least three quarters of -RetryDelaySeconds, and doubles' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $times = [System.Collections.Concurrent.ConcurrentQueue[long]]::new()
        1 | Invoke-ParallelMap { $times.Enqueue($watch.ElapsedMilliseconds); throw 'no' } -RetryCount 2 -RetryDelaySeconds 0.3 -ErrorAction SilentlyContinue
        $at = $times.ToArray()
        $at[1] - $at[0] | Should -BeGreaterOrEqual 215
        $at[2] - $at[1] | Should -BeGreaterOrEqual 440
    }

    It 'can be 0' {
        1 | Invoke-ParallelMap { if ($ParallelItem.Attempt -lt 50) { throw 'no' }; $ParallelItem.Attempt } -RetryCount 49 -RetryDelaySeconds 0 | Should -Be 50
    }

    It 'does not count as time of the item' {
        1 | Invoke-ParallelMap { if ($ParallelItem.Attempt -lt 2) { throw 'no' }; 'done' } -RetryCount 1 -RetryDelaySeconds 1 -ItemTimeoutSeconds 0.6 | Should -Be done
    }

    It 'ends at once with the map: Stop' {
        $failed = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session { param($failed) 1 | Invoke-ParallelMap { $failed.Set(); throw 'no' } -RetryCount 3 -RetryDelaySeconds 60 } $failed
        $failed.Wait(10000) | Should -BeTrue
        Stop-Session $session | Should -BeLessThan 5000
        "$($session.Shell.InvocationStateInfo.State)" | Should -Be Stopped
        Close-Session $session
    }

    It 'ends at once with the map: Select-Object -First' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        0..1 | Invoke-ParallelMap { if ($_) { throw 'no' }; $_ } -RetryCount 3 -RetryDelaySeconds 60 | Select-Object -First 1 | Should -Be 0
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }
}

Describe 'A stop of the pipeline' {
    It 'is no failure: nothing is tried again' {
        $attempts = [System.Collections.Concurrent.ConcurrentQueue[int]]::new()
        $started = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session {
            param($attempts, $started)
            1 | Invoke-ParallelMap { $attempts.Enqueue($ParallelItem.Attempt); $started.Set(); Start-Sleep 60 } -RetryCount 3 -RetryDelaySeconds 0
        } $attempts, $started
        $started.Wait(10000) | Should -BeTrue
        $null = Stop-Session $session
        Close-Session $session
        Wait-Until { $attempts.Count -gt 1 } 300
        "$attempts" | Should -Be 1
    }
}
