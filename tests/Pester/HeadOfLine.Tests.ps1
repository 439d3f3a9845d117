BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
}

Describe 'A full window behind a running item' {
    BeforeEach {
        $release = [System.Threading.AutoResetEvent]::new($false)

        # An item 'slow' ends when the message came, or by itself after some seconds.
        $worker = { if ($_ -eq 'slow') { $null = $release.WaitOne(5000) } }
        function Invoke-Blocked([object[]] $items, [hashtable] $with) {
            $items | Invoke-ParallelMap $worker -ThrottleLimit 2 @with -Verbose 4>&1 | ForEach-Object {
                if ($_ -is [System.Management.Automation.VerboseRecord] -and "$_" -like '*window*') { $null = $release.Set(); "$_" }
            }
        }
    }

    It 'is told of once with -Verbose: item, index, size of the window and time' {
        $messages = @(Invoke-Blocked (@('quick', 'slow') + 1..20 + @('slow') + 1..20) @{ WindowSize = 4 })
        $messages.Count | Should -Be 2
        $messages[0] | Should -BeLike '*window of 4 items*item 1 (slow)*'
        $messages[1] | Should -BeLike '*window of 4 items*item 22 (slow)*'
        $messages[0] -match '(\d+)[.,]\d seconds' | Should -BeTrue
        [int] $Matches[1] | Should -BeGreaterOrEqual 1
    }

    It 'is not told of where the window has room' {
        @('slow') + 1..3 | Invoke-ParallelMap { if ($_ -eq 'slow') { [System.Threading.Thread]::Sleep(1300) } } -ThrottleLimit 2 -WindowSize 10 -Verbose 4>&1 |
            Where-Object { "$_" -like '*window*' } | Should -BeNullOrEmpty
    }

    It 'is not told of without -Verbose' {
        @('slow') + 1..20 | Invoke-ParallelMap { if ($_ -eq 'slow') { [System.Threading.Thread]::Sleep(1300) } } -ThrottleLimit 2 -WindowSize 4 *>&1 | Should -BeNullOrEmpty
    }
}
