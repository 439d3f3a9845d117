BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # What a worker does that is stopped. 5 seconds are generous; each of these would take longer.
    $busy = @{
        'Start-Sleep' = { $started.Set(); Start-Sleep 60 }
        'an endless loop' = { $started.Set(); while ($true) { } }
        'an endless loop of output' = { $started.Set(); while ($true) { 1 } }
        'a blocking .NET call' = { $started.Set(); [System.Threading.Thread]::Sleep(8000) }
        'a pipeline' = { $started.Set(); 1..[int]::MaxValue | ForEach-Object { $_ } }
        'a finally block that takes a while' = { try { $started.Set(); Start-Sleep 60 } finally { Start-Sleep -Milliseconds 200 } }
        'a finally block that takes too long' = { try { $started.Set(); Start-Sleep 60 } finally { [System.Threading.Thread]::Sleep(8000) } }
        'a catch of everything' = { while ($true) { try { $started.Set(); Start-Sleep 60 } catch { } } }
        'a nested map' = { $started.Set(); 1..2 | Invoke-ParallelMap { Start-Sleep 60 } }
        'nothing' = { $started.Set() }
    }
}

Describe 'Stop of the pipeline' {
    AfterEach {
        Close-Session $session
    }

    It 'ends within its bound while workers are in <Where>' -ForEach @(
        @{ Where = 'Start-Sleep' }
        @{ Where = 'an endless loop' }
        @{ Where = 'an endless loop of output' }
        @{ Where = 'a blocking .NET call' }
        @{ Where = 'a pipeline' }
        @{ Where = 'a finally block that takes a while' }
        @{ Where = 'a finally block that takes too long' }
        @{ Where = 'a catch of everything' }
        @{ Where = 'a nested map' }
    ) {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session { param($started, $worker) $worker = [scriptblock]::Create($worker); 1..100 | Invoke-ParallelMap $worker } $started, $busy[$Where].ToString()
        $started.Wait(10000) | Should -BeTrue
        Stop-Session $session | Should -BeLessThan 5000
        "$($session.Shell.InvocationStateInfo.State)" | Should -Be Stopped
    }

    It 'ends within its bound while <What>' -ForEach @(
        @{ What = 'a compiled worker runs'; Script = { param($started) 1, 8000 | ForEach-Object { $_; $null = $started.Set() } | Invoke-ParallelMap ([System.Delegate]::CreateDelegate([Action[int]], [System.Threading.Thread].GetMethod('Sleep', [type[]] [int]))) } }
        @{ What = 'an initialization script runs'; Script = { param($started) 1 | Invoke-ParallelMap { 1 } -InitializationScript { $started.Set(); Start-Sleep 60 } } }
        @{ What = 'an initialization script blocks'; Script = { param($started) 1 | Invoke-ParallelMap { 1 } -InitializationScript { $started.Set(); [System.Threading.Thread]::Sleep(8000) } } }
        @{ What = 'a finalization script blocks'; Script = { param($started) 1 | Invoke-ParallelMap { 1 } -FinalizationScript { $started.Set(); [System.Threading.Thread]::Sleep(8000) } } }
        @{ What = 'the input is waited for'; Script = { param($started) & { 1; $started.Set(); while ($true) { } } | Invoke-ParallelMap { $_ } } }
        @{ What = 'the window is full'; Script = { param($started) 1..100 | Invoke-ParallelMap -WindowSize 2 { $started.Set(); Start-Sleep 60 } } }
        @{ What = 'an endless input is taken'; Script = { param($started) Invoke-ParallelMap { $started.Set() } -InputObject ([System.Linq.Enumerable]::Range(0, [int]::MaxValue)) } }
    ) {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session $Script $started
        $started.Wait(10000) | Should -BeTrue
        Stop-Session $session | Should -BeLessThan 5000
    }

    It 'writes no error of the items that it ends, and lets the session map again' {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session { param($started) 1..9 | Invoke-ParallelMap { $started.Set(); Start-Sleep 60 } } $started
        $null = $started.Wait(10000)
        $null = Stop-Session $session
        $session.Shell.Streams.Error.Count | Should -Be 0
        $session.Shell.Commands.Clear()
        $session.Shell.AddScript('1, 2 | Invoke-ParallelMap { $_ * 2 }').Invoke() | Should -Be 2, 4
    }

    It 'runs the finally blocks of workers' {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $tidied = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session { param($started, $tidied) 1 | Invoke-ParallelMap { try { $started.Set(); Start-Sleep 60 } finally { $tidied.Set() } } } $started, $tidied
        $null = $started.Wait(10000)
        $null = Stop-Session $session
        $tidied.Wait(5000) | Should -BeTrue
    }

    It 'runs the finalization scripts' {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $final = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session { param($started, $final) 1 | Invoke-ParallelMap { $started.Set(); Start-Sleep 60 } -FinalizationScript { $final.Set() } } $started, $final
        $null = $started.Wait(10000)
        $null = Stop-Session $session
        $final.Wait(5000) | Should -BeTrue
    }

    It 'lets go of a finalization script that goes on beyond its grace: <Name>' -ForEach @(
        @{ Name = 'a sleep'; Endless = { Start-Sleep 60 } }
        @{ Name = 'a loop'; Endless = { while ($true) { } } }
    ) {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $ended = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session {
            param($started, $ended, $endless)
            $endless = [scriptblock]::Create($endless)
            1 | Invoke-ParallelMap { 1 } -FinalizationScript { try { $started.Set(); & $endless } finally { $ended.Set() } }
        } $started, $ended, "$Endless"
        $null = $started.Wait(10000)
        $null = Stop-Session $session
        $ended.Wait(10000) | Should -BeTrue
    }

    It 'cancels the token of $ParallelItem' {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $cancelled = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session {
            param($started, $cancelled)
            1 | Invoke-ParallelMap { $started.Set(); if ($ParallelItem.CancellationToken.WaitHandle.WaitOne(10000)) { $cancelled.Set() } }
        } $started, $cancelled
        $null = $started.Wait(10000)
        $null = Stop-Session $session
        $cancelled.Wait(5000) | Should -BeTrue
    }
}

Describe 'A map that downstream ends' {
    It 'by Select-Object -First ends within its bound while workers are in <Where>' -ForEach @(
        @{ Where = 'Start-Sleep' }
        @{ Where = 'an endless loop' }
        @{ Where = 'a blocking .NET call' }
        @{ Where = 'a finally block that takes too long' }
        @{ Where = 'nothing' }
    ) {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $blocked = [scriptblock]::Create("if (`$_ -eq 0) { `$null = `$started.Wait(5000); 0 } else { $($busy[$Where]) }")
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        0..100 | Invoke-ParallelMap $blocked -ThrottleLimit 2 | Select-Object -First 1 | Should -Be 0
        $watch.ElapsedMilliseconds | Should -BeLessThan 5000
    }

    It 'by an exception ends within its bound' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        { 0..100 | Invoke-ParallelMap { if ($_) { Start-Sleep 60 } else { 1 } } | ForEach-Object { throw 'downstream' } } | Should -Throw 'downstream'
        $watch.ElapsedMilliseconds | Should -BeLessThan 5000
    }

    It 'by break ends within its bound' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $first = foreach ($once in 1) { 0..100 | Invoke-ParallelMap { if ($_) { Start-Sleep 60 } else { 1 } } | ForEach-Object { $_; break } }
        $first | Should -Be 1
        $watch.ElapsedMilliseconds | Should -BeLessThan 5000
    }

    It 'runs its finalization scripts' {
        $final = [System.Threading.ManualResetEventSlim]::new()
        0..100 | Invoke-ParallelMap { if ($_) { Start-Sleep 60 } else { 1 } } -FinalizationScript { $final.Set() } | Select-Object -First 1 | Should -Be 1
        $final.Wait(5000) | Should -BeTrue
    }
}

Describe 'A map that an error ends' {
    It 'with -ErrorAction Stop ends within its bound' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        { 0..100 | Invoke-ParallelMap { if ($_) { Start-Sleep 60 } else { throw 'first' } } -ErrorAction Stop } | Should -Throw 'first'
        $watch.ElapsedMilliseconds | Should -BeLessThan 5000
    }

    It 'upstream ends within its bound' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        { & { 0..1; throw 'upstream' } | Invoke-ParallelMap { if ($_) { Start-Sleep 60 } } } | Should -Throw 'upstream'
        $watch.ElapsedMilliseconds | Should -BeLessThan 5000
    }

    It 'of an initialization script does not wait for the other executors' {
        $first = [System.Threading.SemaphoreSlim]::new(1)
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        { 0..10 | Invoke-ParallelMap { Start-Sleep 60 } -ThrottleLimit 2 -InitializationScript { if (-not $first.Wait(0)) { throw 'no' } } } | Should -Throw '*no*'
        $watch.ElapsedMilliseconds | Should -BeLessThan 5000
    }
}

Describe 'However a map ends' {
    It 'its finalization scripts run and its runspaces close: <How>' -ForEach @(
        @{ How = 'with its last item'; Map = { 1..3 | Invoke-ParallelMap @both { 1 } } }
        @{ How = 'with items that fail'; Map = { 1..3 | Invoke-ParallelMap @both { throw 'bad' } } }
        @{ How = 'with items that leave'; Map = { 1..3 | Invoke-ParallelMap @both { exit } } }
        @{ How = 'with items that stop their pipeline'; Map = { 1..3 | Invoke-ParallelMap @both { throw [System.Management.Automation.PipelineStoppedException]::new() } } }
        @{ How = 'by -ErrorAction Stop'; Map = { 1..3 | Invoke-ParallelMap @both { throw 'bad' } -ErrorAction Stop } }
        @{ How = 'by an input that throws'; Map = { Invoke-ParallelMap @both { 1 } -InputObject (New-Generator @{ Given = 0 } -FailAt 3) } }
        @{ How = 'by a throw downstream'; Map = { 1..3 | Invoke-ParallelMap @both { 1 } | ForEach-Object { throw 'enough' } } }
    ) {
        $runspaces = [System.Collections.Concurrent.ConcurrentBag[runspace]]::new()
        $final = [System.Threading.ManualResetEventSlim]::new()
        $both = @{ InitializationScript = { $runspaces.Add([runspace]::DefaultRunspace) }; FinalizationScript = { $final.Set() } }
        try { $null = & $Map 2>$null } catch { $null = $_ }
        $final.Wait(5000) | Should -BeTrue
        Wait-Until { -not ($runspaces | Where-Object { "$($_.RunspaceStateInfo.State)" -ne 'Closed' }) }
        $runspaces.Count | Should -BeGreaterThan 0
        $runspaces | ForEach-Object { "$($_.RunspaceStateInfo.State)" } | Should -Be (@('Closed') * $runspaces.Count)
    }

    It 'no finalization script runs where the initialization failed' {
        $final = [System.Threading.ManualResetEventSlim]::new()
        { 1 | Invoke-ParallelMap { 1 } -InitializationScript { throw 'not ready' } -FinalizationScript { $final.Set() } } | Should -Throw '*not ready*'
        $final.IsSet | Should -BeFalse
    }
}

Describe 'What maps leave behind' {
    It 'is neither a runspace nor a thread after 50 maps, of which a third were stopped half-way' {
        $runspaces = { Get-RunspaceCount }
        $threads = { [System.Diagnostics.Process]::GetCurrentProcess().Threads.Count }
        $mapOnce = { param($how)
            switch ($how) {
                0 { $null = 1..20 | Invoke-ParallelMap { $_ } -ThrottleLimit 4 }
                1 { $null = 1..20 | Invoke-ParallelMap { if ($_ % 2) { throw 'no' }; $_ } -ThrottleLimit 4 -ErrorAction SilentlyContinue }
                2 { $null = 0..20 | Invoke-ParallelMap { if ($_ -gt 2) { Start-Sleep 60 }; $_ } -ThrottleLimit 4 | Select-Object -First 1 }
            }
        }
        0..5 | ForEach-Object { & $mapOnce ($_ % 3) }
        Wait-Until { (& $runspaces) -le 1 } 500
        $runspacesBefore = & $runspaces
        $threadsBefore = & $threads

        1..50 | ForEach-Object { & $mapOnce ($_ % 3) }
        Wait-Until { (& $runspaces) -le $runspacesBefore -and (& $threads) -le $threadsBefore + 4 } 10000
        & $runspaces | Should -BeLessOrEqual $runspacesBefore
        & $threads | Should -BeLessOrEqual ($threadsBefore + 4) -Because 'the thread pool may have grown by a few'
    }

    It 'is no executor that could be stopped, after Stop' {
        $runspaces = { Get-RunspaceCount }
        $before = & $runspaces
        $started = [System.Threading.CountdownEvent]::new(4)
        $session = Start-Session { param($started) 1..100 | Invoke-ParallelMap -ThrottleLimit 4 { $null = $started.Signal(); Start-Sleep 60 } } $started
        $null = $started.Wait(10000)
        $null = Stop-Session $session
        $session.Shell.Runspace.Dispose()
        Close-Session $session
        Wait-Until { (& $runspaces) -le $before }
        & $runspaces | Should -BeLessOrEqual $before
    }

    It 'is no runspace of a worker that did not end at a stop, once that has ended' {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $release = [System.Threading.ManualResetEventSlim]::new()
        $runspaces = [System.Collections.Concurrent.ConcurrentBag[runspace]]::new()
        $session = Start-Session {
            param($started, $release, $runspaces)
            1 | Invoke-ParallelMap { $runspaces.Add([runspace]::DefaultRunspace); $started.Set(); $null = $release.Wait(20000) }
        } $started, $release, $runspaces
        $null = $started.Wait(10000)
        $null = Stop-Session $session
        $release.Set()
        Wait-Until { "$(@($runspaces)[0].RunspaceStateInfo.State)" -eq 'Closed' }
        "$(@($runspaces)[0].RunspaceStateInfo.State)" | Should -Be Closed
        Close-Session $session
    }
}
