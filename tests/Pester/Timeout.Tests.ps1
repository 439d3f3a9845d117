BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # What goes on where the item is 'slow'; 'others' runs meanwhile. Each would take far longer than its limit.
    $slow = @{
        'Start-Sleep' = { Start-Sleep 60 }
        'an endless loop' = { while ($true) { } }
        'a catch of everything' = { while ($true) { try { Start-Sleep 60 } catch { } } }
        'a blocking .NET call' = { $release.Wait(20000) }
    }
}

Describe 'An item that runs longer than -ItemTimeoutSeconds' {
    BeforeEach {
        $release = [System.Threading.ManualResetEventSlim]::new()
        $quiet = @{ ErrorVariable = 'found'; ErrorAction = 'SilentlyContinue' }
    }

    AfterEach {
        $release.Set()
    }

    It 'is ended, and no other item notices: <Where>' -ForEach @(
        @{ Where = 'Start-Sleep' }
        @{ Where = 'an endless loop' }
        @{ Where = 'a catch of everything' }
        @{ Where = 'a blocking .NET call' }
    ) {
        $worker = [scriptblock]::Create("if (`$_ -eq 1) { $($slow[$Where]) } else { Start-Sleep -Milliseconds 50; `$_ }")
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        0..5 | Invoke-ParallelMap $worker -Variable release -ThrottleLimit 2 -ItemTimeoutSeconds 0.6 @quiet | Should -Be 0, 2, 3, 4, 5
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
        $found.Count | Should -Be 1
        $found[0].ItemIndex | Should -Be 1
    }

    It 'writes an error with the id ItemTimedOut, the category, the item and the limit' {
        'the item' | Invoke-ParallelMap { Start-Sleep 60 } -ItemTimeoutSeconds 0.25 @quiet
        $found[0].FullyQualifiedErrorId | Should -Be 'ItemTimedOut,ParallelCmdlets.InvokeParallelMapCommand'
        "$($found[0].CategoryInfo.Category)" | Should -Be OperationTimeout
        $found[0].TargetObject | Should -Be 'the item'
        $found[0].ItemInput | Should -Be 'the item'
        "$($found[0])" | Should -BeLike '*0?25 seconds*'
    }

    It 'writes the same error where it could not be stopped' {
        'the item' | Invoke-ParallelMap { $release.Wait(20000) } -ItemTimeoutSeconds 0.25 @quiet
        $found[0].FullyQualifiedErrorId | Should -Be 'ItemTimedOut,ParallelCmdlets.InvokeParallelMapCommand'
        "$($found[0].CategoryInfo.Category)" | Should -Be OperationTimeout
        $found[0].TargetObject | Should -Be 'the item'
        $found[0].ItemIndex | Should -Be 0
        $found[0].ItemAttempt | Should -Be 1
        "$($found[0])" | Should -BeLike '*0?25 seconds*'
    }

    It 'has no output, not even what it wrote before' {
        1 | Invoke-ParallelMap { 'before'; Start-Sleep 60 } -ItemTimeoutSeconds 0.3 @quiet | Should -BeNullOrEmpty
        $found[0].FullyQualifiedErrorId | Should -BeLike 'ItemTimedOut*'
    }

    It 'keeps what it wrote to other streams before' {
        1 | Invoke-ParallelMap { Write-Warning 'before'; Start-Sleep 60 } -ItemTimeoutSeconds 0.5 -WarningVariable warned -WarningAction SilentlyContinue @quiet
        "$warned" | Should -Be before
    }

    It 'stops the map where errors do' {
        { 1 | Invoke-ParallelMap { Start-Sleep 60 } -ItemTimeoutSeconds 0.3 -ErrorAction Stop } | Should -Throw -ErrorId 'ItemTimedOut,ParallelCmdlets.InvokeParallelMapCommand'
    }

    It 'has its token cancelled' {
        $cancelled = [System.Threading.ManualResetEventSlim]::new()
        1 | Invoke-ParallelMap { if ($ParallelItem.CancellationToken.WaitHandle.WaitOne(10000)) { $cancelled.Set() } } -ItemTimeoutSeconds 0.3 @quiet
        $cancelled.Wait(5000) | Should -BeTrue
        $found[0].FullyQualifiedErrorId | Should -BeLike 'ItemTimedOut*'
    }

    It 'leaves the token of the next item alone' {
        0, 1 | Invoke-ParallelMap -ThrottleLimit 1 { if ($_) { $ParallelItem.CancellationToken.IsCancellationRequested } else { Start-Sleep 60 } } -ItemTimeoutSeconds 0.5 @quiet | Should -Be $false
    }

    It 'runs its finally block' {
        $tidied = [System.Threading.ManualResetEventSlim]::new()
        1 | Invoke-ParallelMap { try { Start-Sleep 60 } finally { $tidied.Set() } } -ItemTimeoutSeconds 0.3 @quiet
        $tidied.Wait(5000) | Should -BeTrue
    }

    It 'does not hold what the initialization of its executor prepared from the next item' {
        $log = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
        0, 1 | Invoke-ParallelMap -ThrottleLimit 1 { if ($_) { Get-Prepared } else { Start-Sleep 60 } } -ItemTimeoutSeconds 0.5 @quiet `
            -InitializationScript { $log.Enqueue('init'); function Get-Prepared { 'prepared' } } -FinalizationScript { $log.Enqueue('final') } | Should -Be prepared
        "$log" | Should -Be 'init final'
    }
}

Describe 'The time of an item' {
    It 'does not count while the item waits for an executor' {
        0..3 | Invoke-ParallelMap -ThrottleLimit 1 { [System.Threading.Thread]::Sleep(250); $_ } -ItemTimeoutSeconds 0.7 | Should -Be (0..3)
    }

    It 'does not count while its executor is initialized' {
        1 | Invoke-ParallelMap { $_ } -InitializationScript { Start-Sleep -Milliseconds 900 } -ItemTimeoutSeconds 0.6 | Should -Be 1
    }

    It 'does not count while its outcome waits for its turn' {
        0..1 | Invoke-ParallelMap { $_ } -ItemTimeoutSeconds 0.7 | ForEach-Object { if ($_ -eq 0) { Start-Sleep -Milliseconds 900 }; $_ } | Should -Be 0, 1
    }
}

Describe 'An executor whose item can not be stopped' {
    BeforeEach {
        $release = [System.Threading.ManualResetEventSlim]::new()
        $quiet = @{ ErrorAction = 'SilentlyContinue' }
    }

    AfterEach {
        $release.Set()
    }

    It 'is replaced, so that as many items run at a time as before' {
        $together = [System.Threading.CountdownEvent]::new(2)
        0..3 | Invoke-ParallelMap -ThrottleLimit 2 { if ($_ -lt 2) { $release.Wait(20000) } else { $null = $together.Signal(); $together.Wait(700) } } -ItemTimeoutSeconds 0.8 @quiet |
            Should -Be $true, $true
    }

    It 'is replaced again and again' {
        0..3 | Invoke-ParallelMap -ThrottleLimit 1 { if ($_ % 2) { $_ } else { $null = $release.Wait(20000) } } -ItemTimeoutSeconds 0.4 @quiet | Should -Be 1, 3
    }

    It 'gets no further item when the call has ended at last' {
        $back = [System.Threading.ManualResetEventSlim]::new()
        $results = 0..3 | Invoke-ParallelMap -ThrottleLimit 1 -AsResult {
            if ($_ -eq 0) { $null = $release.Wait(20000); $back.Set(); 'too late' }
            elseif ($_ -eq 1) { $release.Set(); $back.Wait(700) }
            else { $_ }
        } -ItemTimeoutSeconds 0.8
        "$($results.State)" | Should -Be 'TimedOut Completed Completed Completed'
        "$($results.Output)" | Should -Be 'True 2 3'
        $results[1..3].Executor | Should -Be 2, 2, 2
    }

    It 'does not keep the map from ending' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        0 | Invoke-ParallelMap { $release.Wait(20000) } -ItemTimeoutSeconds 0.3 @quiet
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }
}

Describe 'A compiled worker that runs longer than -ItemTimeoutSeconds' {
    BeforeEach {
        $release = [System.Threading.ManualResetEventSlim]::new()
        $quiet = @{ ErrorVariable = 'found'; ErrorAction = 'SilentlyContinue' }
        $block = [System.Delegate]::CreateDelegate([Func[int, bool]], $release, $release.GetType().GetMethod('Wait', [type[]] [int]))
        $blockWithToken = [System.Delegate]::CreateDelegate(
            [Func[int, System.Threading.CancellationToken, bool]], $release, $release.GetType().GetMethod('Wait', [type[]] ([int], [System.Threading.CancellationToken])))
    }

    AfterEach {
        $release.Set()
    }

    It 'is abandoned with its executor, which is replaced' {
        0, 20000, 0 | Invoke-ParallelMap $block -ThrottleLimit 1 -ItemTimeoutSeconds 0.5 @quiet | Should -Be $false, $false
        $found.Count | Should -Be 1
        $found[0].FullyQualifiedErrorId | Should -Be 'ItemTimedOut,ParallelCmdlets.InvokeParallelMapCommand'
        $found[0].TargetObject | Should -Be 20000
        $found[0].ItemIndex | Should -Be 1
    }

    It 'has its token cancelled if it takes one, and its executor goes on' {
        $results = 0, 20000, 0 | Invoke-ParallelMap $blockWithToken -ThrottleLimit 1 -ItemTimeoutSeconds 0.5 -AsResult
        "$($results.State)" | Should -Be 'Completed TimedOut Completed'
        $results.Executor | Should -Be 1, 1, 1
        $results[1].Errors[0].FullyQualifiedErrorId | Should -BeLike 'ItemTimedOut*'
    }
}

Describe 'A map that runs longer than -TimeoutSeconds' {
    BeforeEach {
        $release = [System.Threading.ManualResetEventSlim]::new()
    }

    AfterEach {
        $release.Set()
    }

    It 'ends by an error that says how far it came, and leaves what was written: <Where>' -ForEach @(
        @{ Where = 'Start-Sleep'; Wait = { Start-Sleep 60 } }
        @{ Where = 'a blocking .NET call'; Wait = { $release.Wait(20000) } }
    ) {
        $written = [System.Collections.Generic.List[object]]::new()
        $map = { 0..9 | Invoke-ParallelMap { if ($_ -ge 3) { & $Wait }; $_ } -TimeoutSeconds 1 -ThrottleLimit 2 | ForEach-Object { $written.Add($_) } }
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $failure = try { & $map } catch { $_ }
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
        $failure.FullyQualifiedErrorId | Should -Be 'MapTimedOut,ParallelCmdlets.InvokeParallelMapCommand'
        "$($failure.CategoryInfo.Category)" | Should -Be OperationTimeout
        "$failure" | Should -BeLike '*3 items of 10*'
        $written | Should -Be 0, 1, 2
    }

    It 'has written what had finished, also where the command before it keeps the pipeline' {
        $written = [System.Collections.Generic.List[object]]::new()
        $ran = [System.Threading.ManualResetEventSlim]::new()
        $failure = try { & { 1; $null = $release.Wait(3000); 2 } | Invoke-ParallelMap { "r$_"; $ran.Set() } -TimeoutSeconds 1 | ForEach-Object { $written.Add($_) } } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'MapTimedOut*'
        $written | Should -Be 'r1'
        "$failure" | Should -BeLike '*1 items of 1*'
    }

    It 'is not disturbed by a limit that it keeps' {
        0..9 | Invoke-ParallelMap { $_ } -TimeoutSeconds 60 | Should -Be (0..9)
    }
}
