BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
}

Describe 'With -UseNewRunspace an item' {
    It 'has a runspace of its own' {
        $ids = 0..5 | Invoke-ParallelMap -UseNewRunspace -ThrottleLimit 2 { [runspace]::DefaultRunspace.InstanceId }
        @($ids | Sort-Object -Unique).Count | Should -Be 6
    }

    It 'sees nothing that an earlier one left behind: <Kind>' -ForEach @(
        @{ Kind = 'a global variable'; Worker = { "[$global:left]"; $global:left = $_ } }
        @{ Kind = 'a global function'; Worker = { "[$(if (Test-Path function:left) { 1 })]"; function global:left { } } }
        @{ Kind = 'a global alias'; Worker = { "[$(if (Test-Path alias:left) { 1 })]"; Set-Alias left Get-Date -Scope Global } }
        @{ Kind = 'a location'; Worker = { "[$(if ($PWD.Path -ne $using:here) { 1 })]"; Set-Location ([System.IO.Path]::GetTempPath()) } }
    ) {
        $here = $PWD.Path
        0..2 | Invoke-ParallelMap -UseNewRunspace -NoCapture -ThrottleLimit 1 $Worker | Should -Be '[]', '[]', '[]'
    }

    It 'writes what the loop writes, in order' {
        $factor = 3
        function Get-Product($n) { $n * $factor }
        $worker = { param($n) if ($n -eq 2) { throw 'no' }; Write-Warning "of $n"; Get-Product $n }
        $all = 0..4 | Invoke-ParallelMap -UseNewRunspace -ThrottleLimit 2 $worker *>&1
        "$all" | Should -Be 'of 0 0 of 1 3 no of 3 9 of 4 12'
    }

    It 'has its own initialization and finalization' {
        $log = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
        0..2 | Invoke-ParallelMap -UseNewRunspace -ThrottleLimit 1 { $log.Enqueue("$_ $prepared") } -InitializationScript { $prepared = 'ready'; $log.Enqueue('init') } -FinalizationScript { $log.Enqueue("final $prepared") }
        $log -join ', ' | Should -Be 'init, 0 ready, final ready, init, 1 ready, final ready, init, 2 ready, final ready'
    }

    It 'that times out is ended, and the others run on: <Where>' -ForEach @(
        @{ Where = 'Start-Sleep'; Slow = { Start-Sleep 60 } }
        @{ Where = 'a blocking .NET call'; Slow = { $release.Wait(20000) } }
    ) {
        $release = [System.Threading.ManualResetEventSlim]::new()
        $worker = [scriptblock]::Create("if (`$_ -eq 1) { $Slow }; `$_")
        0..3 | Invoke-ParallelMap -UseNewRunspace -ThrottleLimit 2 -Variable release $worker -ItemTimeoutSeconds 1 -ErrorVariable found -ErrorAction SilentlyContinue | Should -Be 0, 2, 3
        $release.Set()
        $found.Count | Should -Be 1
        $found[0].FullyQualifiedErrorId | Should -BeLike 'ItemTimedOut*'
    }

    It 'leaves no runspace behind' {
        $runspaces = { Get-RunspaceCount }
        $before = & $runspaces
        0..9 | Invoke-ParallelMap -UseNewRunspace -ThrottleLimit 2 { $_ } | Should -Be (0..9)
        Wait-Until { (& $runspaces) -le $before }
        & $runspaces | Should -BeLessOrEqual $before
    }

    It 'is stopped within its bound' {
        $started = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session { param($started) 0..9 | Invoke-ParallelMap -UseNewRunspace { $started.Set(); Start-Sleep 60 } } $started
        $started.Wait(10000) | Should -BeTrue
        Stop-Session $session | Should -BeLessThan 5000
        Close-Session $session
    }
}

Describe 'A map within a worker' {
    BeforeAll {
        # Gives how many items ran at the same time: 1, or 2 where they met.
        $meet = {
            $together = [System.Threading.CountdownEvent]::new(2)
            $map = @{}
            if ($using:limit) { $map.ThrottleLimit = $using:limit }
            $met = 1..2 | Invoke-ParallelMap @map { $null = $together.Signal(); $together.Wait($using:wait) }
            if ($met[0]) { 2 } else { 1 }
        }
    }

    It 'runs one item at a time' {
        $limit = 0
        $wait = 300
        1 | Invoke-ParallelMap $meet | Should -Be 1
    }

    It 'obeys the -ThrottleLimit that it is given' {
        $limit = 2
        $wait = 10000
        1 | Invoke-ParallelMap $meet | Should -Be 2
    }

    It 'says so in the verbose stream' {
        $all = 1 | Invoke-ParallelMap { 1 | Invoke-ParallelMap { $_ } -Verbose } 4>&1
        @($all | Where-Object { "$_" -like '*ThrottleLimit is 1*' }).Count | Should -Be 1
    }

    It 'says nothing where its -ThrottleLimit is given, or where it is not within a worker' {
        $all = 1 | Invoke-ParallelMap { 1 | Invoke-ParallelMap { $_ } -ThrottleLimit 2 -Verbose } -Verbose 4>&1
        @($all | Where-Object { "$_" -like '*ThrottleLimit is*' }).Count | Should -Be 0
    }

    It 'runs one item at a time in a runspace of its own as well' {
        $all = 1 | Invoke-ParallelMap -UseNewRunspace { 1 | Invoke-ParallelMap { $_ } -Verbose } 4>&1
        @($all | Where-Object { "$_" -like '*ThrottleLimit is 1*' }).Count | Should -Be 1
    }

    It 'writes what the loops write' {
        0..3 | Invoke-ParallelMap { $outer = $_; 0..2 | Invoke-ParallelMap { "$outer$_" } } | Should -Be (0..3 | ForEach-Object { $outer = $_; 0..2 | ForEach-Object { "$outer$_" } })
    }
}

Describe 'A constrained session' {
    BeforeAll {
        # Runs a script with the module in a session that is constrained from its start. Gives its output and errors.
        function Invoke-Constrained([string] $Script, [object[]] $Arguments = @()) {
            $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
            $state.ImportPSModule([string[]] $modulePath)
            $state.LanguageMode = 'ConstrainedLanguage'
            $shell = [PowerShell]::Create($state)
            $null = $shell.AddScript($Script)
            foreach ($argument in $Arguments) { $null = $shell.AddArgument($argument) }
            $output = @()
            $errors = @()
            try { $output = $shell.Invoke() } catch { $errors += $_.Exception.InnerException.ErrorRecord }
            $errors = @($shell.Streams.Error) + $errors
            $own = $shell.Runspace
            $shell.Dispose()
            $own.Dispose()
            [pscustomobject] @{ Output = @($output); Errors = @($errors | Where-Object { $_ }) }
        }
    }

    It 'runs plain workers' {
        $result = Invoke-Constrained 'function Get-Double($n) { $n * 2 }; $add = 1; 1..3 | Invoke-ParallelMap { param($n) (Get-Double $n) + $add + $using:add }'
        "$($result.Errors)" | Should -BeNullOrEmpty
        $result.Output | Should -Be 4, 6, 8
    }

    It 'runs plain workers, also with <Name>' -ForEach @(
        @{ Name = 'a command name'; Script = '"a", "b" | Invoke-ParallelMap Write-Output'; Expected = 'a', 'b' }
        @{ Name = '-Zip and constants'; Script = 'Invoke-ParallelMap { param($a, $b, $c) "$a$b$c" } -Zip (1, 2), (3, 4) -Constant @{ c = "x" }'; Expected = '13x', '24x' }
        @{ Name = 'an initialization script'; Script = '1 | Invoke-ParallelMap { $ready } -InitializationScript { $ready = "yes" }'; Expected = 'yes' }
        @{ Name = '-UseNewRunspace'; Script = '1 | Invoke-ParallelMap { "$_" } -UseNewRunspace'; Expected = '1' }
        @{ Name = 'results and retries'; Script = '(1 | Invoke-ParallelMap { if ($ParallelItem.Attempt -eq 1) { throw 1 }; "x" } -AsResult -RetryCount 1 -RetryDelaySeconds 0.01).Attempts'; Expected = '2' }
    ) {
        $result = Invoke-Constrained $Script
        "$($result.Errors)" | Should -BeNullOrEmpty
        $result.Output | Should -Be $Expected
    }

    It 'constrains the executors: <Name>' -ForEach @(
        @{ Name = 'the worker'; Script = '1 | Invoke-ParallelMap { "$($ExecutionContext.SessionState.LanguageMode)" }' }
        @{ Name = 'a worker in a runspace of its own'; Script = '1 | Invoke-ParallelMap -UseNewRunspace { "$($ExecutionContext.SessionState.LanguageMode)" }' }
        @{ Name = 'a function of the caller'; Script = 'function Get-Mode { "$($ExecutionContext.SessionState.LanguageMode)" }; 1 | Invoke-ParallelMap { Get-Mode }' }
        @{ Name = 'a nested map'; Script = '1 | Invoke-ParallelMap { 1 | Invoke-ParallelMap { "$($ExecutionContext.SessionState.LanguageMode)" } }' }
        @{ Name = 'an initialization script'; Script = '1 | Invoke-ParallelMap { $mode } -InitializationScript { $mode = "$($ExecutionContext.SessionState.LanguageMode)" }' }
    ) {
        $result = Invoke-Constrained $Script
        "$($result.Output)" | Should -Be ConstrainedLanguage
    }

    It 'calls no method that its mode forbids: from <Name>' -ForEach @(
        @{ Name = 'the worker'; Script = 'param($secret) 1 | Invoke-ParallelMap { $secret.Set() }' }
        @{ Name = 'a worker that takes it as its item'; Script = 'param($secret) $secret | Invoke-ParallelMap { $_.Set() }' }
        @{ Name = 'a worker that takes it as an argument'; Script = 'param($secret) $secret | Invoke-ParallelMap { param($s) $s.Set() }' }
        @{ Name = 'a worker with param() of its own binding'; Script = 'param($secret) $secret | Invoke-ParallelMap { [CmdletBinding()] param($s) $s.Set() }' }
        @{ Name = 'a worker with $using:'; Script = 'param($secret) 1 | Invoke-ParallelMap { ($using:secret).Set() }' }
        @{ Name = 'a worker in a runspace of its own'; Script = 'param($secret) 1 | Invoke-ParallelMap -UseNewRunspace { $secret.Set() }' }
        @{ Name = 'a function of the caller'; Script = 'param($secret) function Open-Secret($s) { $s.Set() }; $secret | Invoke-ParallelMap { Open-Secret $_ }' }
        @{ Name = 'a function as the worker'; Script = 'param($secret) function Open-Secret($s) { $s.Set() }; $secret | Invoke-ParallelMap Open-Secret' }
        @{ Name = 'an initialization script'; Script = 'param($secret) 1 | Invoke-ParallelMap { 1 } -InitializationScript { $secret.Set() }' }
        @{ Name = 'a finalization script'; Script = 'param($secret) 1 | Invoke-ParallelMap { 1 } -FinalizationScript { $secret.Set() }' }
        @{ Name = 'a script block that is captured'; Script = 'param($secret) $block = { param($s) $s.Set() }; 1 | Invoke-ParallelMap { & $block $secret }' }
        @{ Name = 'a script block that is a constant'; Script = 'param($secret) $secret | Invoke-ParallelMap { param($b, $s) & $b $s } -Constant @{ b = { param($s) $s.Set() } }' }
        @{ Name = 'a script block that is an item'; Script = 'param($secret) { param($s) $s.Set() } | Invoke-ParallelMap { & $_ $secret }' }
        @{ Name = 'a script block of $using:'; Script = 'param($secret) $block = { param($s) $s.Set() }; 1 | Invoke-ParallelMap { & $using:block $using:secret }' }
        @{ Name = 'a partial worker'; Script = 'param($secret) 1 | Invoke-ParallelMap (New-PartialWorker { param($s) $s.Set() } -ArgumentList $secret)' }
        @{ Name = 'a nested map'; Script = 'param($secret) 1 | Invoke-ParallelMap { 1 | Invoke-ParallelMap { $secret.Set() } }' }
        @{ Name = 'a worker that was made in a full session'; Script = 'param($secret, $full) $secret | Invoke-ParallelMap $full' }
        @{ Name = 'an item that was made in a full session'; Script = 'param($secret, $full) $full | Invoke-ParallelMap { & $_ $secret }' }
        @{ Name = 'a finally block at a timeout'; Script = 'param($secret) 1 | Invoke-ParallelMap { try { Start-Sleep 60 } finally { $secret.Set() } } -ItemTimeoutSeconds 0.3' }
    ) {
        $secret = [System.Threading.ManualResetEventSlim]::new()
        $result = Invoke-Constrained $Script $secret, { param($s) $s.Set() }
        $secret.IsSet | Should -BeFalse
        $result.Errors.Count | Should -BeGreaterThan 0
    }

    It 'is refused compiled workers: <Name>' -ForEach @(
        @{ Name = 'a .NET method'; Make = { [System.IO.File]::Exists } }
        @{ Name = 'a delegate'; Make = { [System.Delegate]::CreateDelegate([Func[double, double]], [Math].GetMethod('Sqrt')) } }
        @{ Name = 'a partial worker of a delegate'; Make = { New-PartialWorker ([System.Delegate]::CreateDelegate([Func[double, double, double]], [Math].GetMethod('Pow'))) -ArgumentList 2 } }
    ) {
        $worker = & $Make
        $result = Invoke-Constrained 'param($worker) 1 | Invoke-ParallelMap $worker' @(, $worker)
        $result.Output.Count | Should -Be 0
        "$($result.Errors[0].FullyQualifiedErrorId)" | Should -BeLike 'CompiledWorkerNotAllowed*'
    }
}

Describe 'A session that runs no code' {
    It 'is refused by its name: <_>' -ForEach 'RestrictedLanguage', 'NoLanguage' {
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
        $state.ImportPSModule([string[]] $modulePath)
        $state.LanguageMode = $_
        $shell = [PowerShell]::Create($state)
        $null = $shell.AddCommand('Invoke-ParallelMap').AddParameter('Worker', 'Get-Command').AddParameter('InputObject', 'Get-Module')
        $refused = { $shell.Invoke() } | Should -Throw "*$_*" -PassThru
        $refused.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId | Should -BeLike 'LanguageModeTooStrict*'
        $own = $shell.Runspace
        $shell.Dispose()
        $own.Dispose()
    }
}
