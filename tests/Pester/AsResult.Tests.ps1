BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
}

Describe 'A map with -AsResult' {
    It 'writes one result per item, in input order' {
        $results = 0..9 | Invoke-ParallelMap { Start-Sleep -Milliseconds (10 - $_); $_ * 2 } -ThrottleLimit 4 -AsResult
        $results.Index | Should -Be (0..9)
        $results.InputObject | Should -Be (0..9)
        $results.Output | Should -Be (0, 2, 4, 6, 8, 10, 12, 14, 16, 18)
        $results[0].GetType().FullName | Should -Be ParallelCmdlets.ParallelResult
    }

    It 'writes them as they complete with -Unordered' {
        $release = [System.Threading.ManualResetEventSlim]::new()
        $results = 0..1 | Invoke-ParallelMap -Unordered -ThrottleLimit 2 -AsResult { if ($_ -eq 0) { $null = $release.Wait(10000) }; $_ } |
            ForEach-Object { $release.Set(); $_ }
        $results.Index | Should -Be 1, 0
    }

    It 'tells of each item: <Property>' -ForEach @(
        @{ Property = 'Index'; Value = 1 }
        @{ Property = 'InputObject'; Value = 'b' }
        @{ Property = 'Output'; Value = 'b', 'b' }
        @{ Property = 'Errors'; Value = $null }
        @{ Property = 'State'; Value = 'Completed' }
        @{ Property = 'Attempts'; Value = 1 }
        @{ Property = 'Executor'; Value = 1 }
    ) {
        $results = 'a', 'b' | Invoke-ParallelMap { $_, $_ } -ThrottleLimit 1 -AsResult
        "$($results[1].$Property)" | Should -Be "$Value"
    }

    It 'has the time that the last attempt ran' {
        $result = 1 | Invoke-ParallelMap { [System.Threading.Thread]::Sleep(200) } -AsResult
        $result.Duration.TotalMilliseconds | Should -BeGreaterOrEqual 190
        $result.Duration.TotalMilliseconds | Should -BeLessThan 5000
    }

    It 'has the time that a stuck item ran until it was given up' {
        $release = [System.Threading.ManualResetEventSlim]::new()
        $result = 1 | Invoke-ParallelMap { $null = $release.Wait(20000) } -ItemTimeoutSeconds 0.3 -AsResult
        $release.Set()
        $result.Duration.TotalMilliseconds | Should -BeGreaterOrEqual 290
        $result.Duration.TotalMilliseconds | Should -BeLessThan 8000
    }

    It 'names the executor: as many as ran' {
        $together = [System.Threading.CountdownEvent]::new(3)
        $results = 1..3 | Invoke-ParallelMap -ThrottleLimit 3 { $null = $together.Signal(); $null = $together.Wait(10000) } -AsResult
        $results.Executor | Sort-Object | Should -Be 1, 2, 3
    }

    It 'has no output, as an empty list, where the worker writes none' {
        $result = 1 | Invoke-ParallelMap { } -AsResult
        $result.Output.Count | Should -Be 0
        $result.Errors.Count | Should -Be 0
    }

    It 'keeps $null and arrays in the output as they were written' {
        $result = 1 | Invoke-ParallelMap { $null; , (1, 2); 'end' } -AsResult
        $result.Output.Count | Should -Be 3
        $result.Output[1].Count | Should -Be 2
    }

    It 'keeps the input as it was given' {
        $item = [System.Text.StringBuilder]::new()
        $result = $item | Invoke-ParallelMap { 1 } -AsResult
        [object]::ReferenceEquals($result.InputObject, $item) | Should -BeTrue
    }
}

Describe 'A failed item with -AsResult' {
    It 'has the state <State>, its error and no output: <Name>' -ForEach @(
        @{ Name = 'a throw'; State = 'Failed'; Says = 'no'; Worker = { 'lost'; throw 'no' } }
        @{ Name = 'a time limit'; State = 'TimedOut'; Says = 'The item did not end within 0?5 seconds*'; Worker = { 'lost'; Start-Sleep 60 } }
    ) {
        $result = 1 | Invoke-ParallelMap $Worker -ItemTimeoutSeconds 0.5 -AsResult
        "$($result.State)" | Should -Be $State
        $result.Output.Count | Should -Be 0
        $result.Errors.Count | Should -Be 1
        "$($result.Errors[0])" | Should -BeLike $Says
    }

    It 'has the non-terminating errors as well, and is completed by those alone' {
        $results = 0..1 | Invoke-ParallelMap { Write-Error 'first'; if ($_) { throw 'last' }; 'out' } -AsResult
        "$($results.State)" | Should -Be 'Completed Failed'
        "$($results[0].Errors)" | Should -Be first
        "$($results[0].Output)" | Should -Be out
        "$($results[1].Errors)" | Should -Be 'first last'
    }

    It 'has the attempts that it took, and the errors of the last one' {
        $result = 1 | Invoke-ParallelMap { throw "in $($ParallelItem.Attempt)" } -RetryCount 2 -RetryDelaySeconds 0.01 -AsResult
        $result.Attempts | Should -Be 3
        "$($result.Errors)" | Should -Be 'in 3'
    }

    It 'has the item noted in its errors' {
        $result = 4 | Invoke-ParallelMap { throw 'no' } -AsResult
        $result.Errors[0].ItemIndex | Should -Be 0
        $result.Errors[0].ItemInput | Should -Be 4
        $result.Errors[0].ItemAttempt | Should -Be 1
    }

    It 'writes nothing to the error stream, and does not stop the map' {
        $all = 0..2 | Invoke-ParallelMap { Write-Error 'a pity'; if ($_ -eq 1) { throw 'no' }; $_ } -AsResult -ErrorAction Stop -ErrorVariable found 2>&1
        $found.Count | Should -Be 0
        @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 0
        $all.Index | Should -Be 0, 1, 2
    }
}

Describe 'The other streams with -AsResult' {
    It 'are written as without it: <Stream>' -ForEach @(
        @{ Stream = 'warning'; Redirect = 3; Worker = { Write-Warning "of $_" } }
        @{ Stream = 'verbose'; Redirect = 4; Worker = { Write-Verbose "of $_" -Verbose } }
        @{ Stream = 'information'; Redirect = 6; Worker = { Write-Information "of $_" } }
        @{ Stream = 'host'; Redirect = 6; Worker = { Write-Host "of $_" } }
    ) {
        $all = 0..1 | Invoke-ParallelMap $Worker -AsResult 3>&1 4>&1 6>&1
        "$($all | Where-Object { $_.GetType().Name -ne 'ParallelResult' })" | Should -Be 'of 0 of 1'
        @($all | Where-Object { $_.GetType().Name -eq 'ParallelResult' }).Count | Should -Be 2
    }
}

Describe 'The table of results' {
    BeforeAll {
        $results = 'left', 'right' | Invoke-ParallelMap { if ($_ -eq 'left') { 1, 2 } else { throw 'went wrong' } } -AsResult
        $table = $results | Format-Table | Out-String
        $lines = @($table.Split("`n") | ForEach-Object { ($_ -replace '\x1b\[[0-9;]*m').Trim() } | Where-Object { $_ })
    }

    It 'has the columns Index, State, Duration, Attempts, Input, and output or error' {
        $lines[0] | Should -Match '^Index +State +Duration +Attempts +Input +Output or error$'
    }

    It 'shows the output of an item in a line' {
        $lines[2] | Should -Match '^0 +Completed +[\d.,]+ m?s +1 +left +1, 2$'
    }

    It 'shows the error of a failed item in a line' {
        $lines[3] | Should -Match '^1 +Failed +[\d.,]+ m?s +1 +right +went wrong$'
    }

    It 'is what results are shown as, one line each' {
        $lines.Count | Should -Be 4
        ($results | Out-String).Trim() | Should -Be $table.Trim()
    }
}

Describe 'The time of a result' {
    It 'is when its last attempt started, in UTC' {
        $before = [DateTime]::UtcNow
        $result = 1 | Invoke-ParallelMap { Start-Sleep -Milliseconds 30 } -AsResult
        $result.StartTime.Kind | Should -Be Utc
        $result.StartTime | Should -BeGreaterOrEqual $before.AddMilliseconds(-20)
        $result.StartTime + $result.Duration | Should -BeLessOrEqual ([DateTime]::UtcNow.AddMilliseconds(20))
    }
}

Describe 'Results as the input of -Rerun' {
    It 'may have been exported' {
        $path = Join-Path $TestDrive 'results.xml'
        1, 2 | Invoke-ParallelMap { throw 'no' } -AsResult | Export-Clixml $path
        Import-Clixml $path | Invoke-ParallelMap { "again $_" } -Rerun | Should -Be 'again 1', 'again 2'
    }

    It 'stand for their items' {
        $results = 0..5 | Invoke-ParallelMap { if ($_ % 2) { throw 'no' }; $_ } -AsResult
        $results | Where-Object State -eq Failed | Invoke-ParallelMap { "again $_" } -Rerun | Should -Be 'again 1', 'again 3', 'again 5'
    }

    It 'stand for their items as -InputObject, and for param()' {
        $results = 'a', 'b' | Invoke-ParallelMap { throw 'no' } -AsResult
        Invoke-ParallelMap { param($text) "$text!" } -InputObject $results -Rerun | Should -Be 'a!', 'b!'
    }

    It 'give results that have the item again' {
        $again = 'a', 'b' | Invoke-ParallelMap { throw 'no' } -AsResult | Invoke-ParallelMap { $_ } -Rerun -AsResult
        $again.InputObject | Should -Be 'a', 'b'
        "$($again.State)" | Should -Be 'Completed Completed'
    }

    It 'stand for their items where the worker is compiled' {
        4, 9 | Invoke-ParallelMap { throw 'no' } -AsResult | Invoke-ParallelMap ([Math]::Sqrt) -Rerun | Should -Be 2, 3
    }

    It 'of -Zip run again with -Splat' {
        $worker = { param($a, $b) if ($a -eq $using:bad) { throw 'no' }; "$a$b" }
        $bad = 2
        $results = Invoke-ParallelMap $worker -Zip (1, 2, 3), ('x', 'y', 'z') -AsResult
        "$($results.State)" | Should -Be 'Completed Failed Completed'
        $bad = 0
        $results | Where-Object State -eq Failed | Invoke-ParallelMap $worker -Splat -Rerun | Should -Be '2y'
    }

    It 'of -Splat run again with -Splat' {
        $worker = { param($Name, $Size) if ($Size -gt $using:most) { throw 'no' }; "$Name $Size" }
        $most = 1
        $results = [pscustomobject] @{ Name = 'a'; Size = 1 }, [pscustomobject] @{ Name = 'b'; Size = 2 } | Invoke-ParallelMap $worker -Splat -AsResult
        $most = 5
        $results | Where-Object State -eq Failed | Invoke-ParallelMap $worker -Splat -Rerun | Should -Be 'b 2'
    }

    It 'are items like others without it' {
        1 | Invoke-ParallelMap { $_ } -AsResult | Invoke-ParallelMap { $_.State } | Should -Be Completed
    }

    It 'are refused where they are none' {
        { 1 | Invoke-ParallelMap { $_ } -Rerun } | Should -Throw -ErrorId 'NotAResult,ParallelCmdlets.InvokeParallelMapCommand'
    }
}
