# What the engine keeps of a loop's body in $Error and $LASTEXITCODE, it keeps of a map's items, in their order.
BeforeAll {
    . $PSScriptRoot/Common.ps1

    # Runs a body for the items 1 and 2, and gives the errors that are in the list afterwards.
    function Get-ErrorList([string] $Body, [string] $How) {
        $call = if ($How -eq 'loop') { "foreach (`$item in 1, 2) { `$_ = `$item; $Body }" } else { "1, 2 | Invoke-ParallelMap { $Body }" }
        $global:Error.Clear()
        $null = & ([scriptblock]::Create($call)) *>&1
        @($global:Error | ForEach-Object { "$_" }) -join '|'
    }
}

Describe '$Error after a map' {
    It 'has what it has after the loop: <Name>' -ForEach @(
        @{ Name = 'written errors'; Body = 'Write-Error "a$_"; Write-Error "b$_"' }
        @{ Name = 'redirected errors'; Body = 'Write-Error "a$_" 2>&1 | Out-Null; Write-Error "b$_"; & { Write-Error "c$_" } *> $null' }
        @{ Name = 'silenced errors among others'; Body = 'Write-Error "a$_" -ErrorAction SilentlyContinue; Write-Error "b$_"; Write-Error "c$_" 2> $null' }
        @{ Name = 'ignored errors'; Body = 'Write-Error "a$_" -ErrorAction Ignore' }
        @{ Name = 'caught errors'; Body = 'try { throw "a$_" } catch { }; Write-Error "b$_"' }
        @{ Name = 'errors of calculated properties'; Body = '1 | Select-Object @{ Name = "x"; Expression = { throw "a" } }' }
    ) {
        Get-ErrorList $Body map | Should -BeExactly (Get-ErrorList $Body loop)
    }

    It 'of an item holds that item''s errors alone' {
        1..3 | Invoke-ParallelMap { Write-Error "e$_" -ErrorAction SilentlyContinue; $Error.Count } -ThrottleLimit 1 | Should -Be 1, 1, 1
    }

    It 'has what the initialization and finalization scripts left' {
        $Error.Clear()
        $null = 1 | Invoke-ParallelMap { $_ } -InitializationScript { try { throw 'first' } catch { } } -FinalizationScript { try { throw 'last' } catch { } }
        @($Error | ForEach-Object { "$_" }) | Should -Be 'last', 'first'
    }
}

Describe 'The order of an error and what a trap writes' {
    It 'is that of the loop' {
        $written = 1 | Invoke-ParallelMap { trap { 'seen' } [int]::Parse('x') } 2>&1
        $written[0] | Should -Be 'seen'
        $written[1] | Should -BeOfType [Management.Automation.ErrorRecord]
    }
}

Describe '$LASTEXITCODE' -Skip:(-not (Test-Path '/bin/sh')) {
    It 'is that of the last item afterwards' {
        $global:LASTEXITCODE = 0
        1..5 | Invoke-ParallelMap { /bin/sh -c "exit $_" }
        $LASTEXITCODE | Should -Be 5
    }

    It 'is that of the last item that ran a program' {
        $global:LASTEXITCODE = 0
        1..4 | Invoke-ParallelMap { if ($_ -le 2) { /bin/sh -c "exit $_" } }
        $LASTEXITCODE | Should -Be 2
    }

    It 'of an item that fails counts, too' {
        $global:LASTEXITCODE = 0
        1..2 | Invoke-ParallelMap { /bin/sh -c "exit $_"; throw 'x' } -ErrorAction SilentlyContinue
        $LASTEXITCODE | Should -Be 2
    }

    It 'stays as it was where no item ran a program' {
        $global:LASTEXITCODE = 7
        1..3 | Invoke-ParallelMap { $_ } | Out-Null
        $LASTEXITCODE | Should -Be 7
    }

    It 'of the caller is what each item starts with' {
        $global:LASTEXITCODE = 7
        1..3 | Invoke-ParallelMap { $LASTEXITCODE; /bin/sh -c 'exit 3' } -ThrottleLimit 1 | Should -Be 7, 7, 7
    }

    It 'is set when the item''s output is written' {
        $global:LASTEXITCODE = 0
        1..3 | Invoke-ParallelMap { /bin/sh -c "exit $_" ; $_ } | ForEach-Object { "$_ $LASTEXITCODE" } | Select-Object -Last 1 | Should -Be '3 2'
    }
}

Describe 'A line that a worker writes to the host itself' {
    It 'is no record: <_>' -ForEach 'WriteWarningLine', 'WriteVerboseLine', 'WriteDebugLine' {
        $method = $_
        @(1 | Invoke-ParallelMap { $Host.UI.$method('shown') } *>&1).Count | Should -Be 0
    }
}

Describe 'A variable of the caller that is named like one of a statement' {
    It 'is captured: <_>' -ForEach 'switch', 'foreach', 'StackTrace' {
        & ([scriptblock]::Create("`$$_ = 'own'; 1 | Invoke-ParallelMap { `"`$$_`" }")) | Should -Be 'own'
    }
}

Describe 'A closure' {
    It 'keeps the preferences of the function in which it was made' {
        function Get-Closure { [CmdletBinding()] param() { Write-Warning 'w' }.GetNewClosure() }
        $closure = Get-Closure -WarningAction SilentlyContinue
        @(1 | Invoke-ParallelMap $closure 3>&1).Count | Should -Be 0
    }
}
