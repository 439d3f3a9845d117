BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
}

Describe 'The settings of the caller' {
    BeforeEach {
        $start = Get-Location
    }

    AfterEach {
        Set-Location $start
    }

    It 'are the executor''s: location' {
        $folder = Join-Path $TestDrive 'a [folder]'
        $null = [System.IO.Directory]::CreateDirectory($folder)
        Set-Location -LiteralPath $folder
        1 | Invoke-ParallelMap { (Get-Location).Path } | Should -Be $folder
        1 | Invoke-ParallelMap { "$PWD" } | Should -Be $folder
    }

    It 'are the executor''s: culture' {
        $before = [System.Threading.Thread]::CurrentThread.CurrentCulture
        try {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo] 'de-DE'
            1 | Invoke-ParallelMap { '{0:n1} {1}' -f 1234.5, [cultureinfo]::CurrentCulture.Name } | Should -Be '1.234,5 de-DE'
        }
        finally {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = $before
        }
    }

    It 'are the executor''s: culture of messages' {
        $before = [System.Threading.Thread]::CurrentThread.CurrentUICulture
        try {
            [System.Threading.Thread]::CurrentThread.CurrentUICulture = [cultureinfo] 'fr-FR'
            1 | Invoke-ParallelMap { [cultureinfo]::CurrentUICulture.Name } | Should -Be fr-FR
        }
        finally {
            [System.Threading.Thread]::CurrentThread.CurrentUICulture = $before
        }
    }

    It 'are the executor''s: culture, for a compiled worker' {
        $before = [System.Threading.Thread]::CurrentThread.CurrentCulture
        try {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo] 'de-DE'
            [double] 1.5 | Invoke-ParallelMap ([System.Delegate]::CreateDelegate([Func[double, string]], [System.Convert].GetMethod('ToString', [type[]] [double]))) | Should -Be '1,5'
        }
        finally {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = $before
        }
    }

    It 'are the executor''s: <Name>' -ForEach @(
        @{ Name = 'ErrorActionPreference'; Value = 'SilentlyContinue' }
        @{ Name = 'WarningPreference'; Value = 'SilentlyContinue' }
        @{ Name = 'VerbosePreference'; Value = 'Continue' }
        @{ Name = 'DebugPreference'; Value = 'Continue' }
        @{ Name = 'InformationPreference'; Value = 'Continue' }
        @{ Name = 'ProgressPreference'; Value = 'SilentlyContinue' }
        @{ Name = 'ConfirmPreference'; Value = 'None' }
        @{ Name = 'OFS'; Value = '-' }
    ) {
        Set-Variable $Name $Value
        $read = [scriptblock]::Create("`"`$$Name`"")
        1 | Invoke-ParallelMap $read 4>$null | Should -Be $Value
    }

    It 'are the executor''s: PSDefaultParameterValues' {
        function Get-Level { [CmdletBinding()] param($Level = 'none') $Level }
        $PSDefaultParameterValues = @{ 'Get-Level:Level' = 'high' }
        1 | Invoke-ParallelMap { Get-Level } | Should -Be high
    }

    It 'are the executor''s: PSDefaultParameterValues of Invoke-ParallelMap itself' {
        $PSDefaultParameterValues = @{ 'Invoke-ParallelMap:ThrottleLimit' = 1 }
        1..20 | Invoke-ParallelMap { [runspace]::DefaultRunspace.Id } | Sort-Object -Unique | Should -HaveCount 1
    }

    It 'are the executor''s: strict mode' {
        $worker = { $nowhere; 'after' }
        $lax = @(1 | Invoke-ParallelMap -NoCapture $worker -ErrorAction SilentlyContinue -ErrorVariable laxErrors)
        Set-StrictMode -Version 3
        1 | Invoke-ParallelMap -NoCapture $worker -ErrorAction SilentlyContinue -ErrorVariable strictErrors | Out-Null
        $laxErrors.Count | Should -Be 0
        $strictErrors[0].FullyQualifiedErrorId | Should -Be VariableIsUndefined
    }

    It 'are the executor''s: language mode' {
        $session = Start-Session {
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            1 | Invoke-ParallelMap { "$($ExecutionContext.SessionState.LanguageMode)"; [System.Text.StringBuilder]::new() }
        }
        Wait-Session $session | Should -BeTrue
        $session.Output | Should -Be ConstrainedLanguage
        $session.Shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike '*ConstrainedLanguage*'
        Close-Session $session
    }

    It 'are the file''s: $PSScriptRoot and $PSCommandPath' {
        $script = Join-Path $TestDrive 'where.ps1'
        'function Get-Here { $PSScriptRoot }; 1 | Invoke-ParallelMap { $PSScriptRoot; $PSCommandPath; Get-Here }' | Set-Content $script
        & $script | Should -Be $TestDrive, $script, $TestDrive
    }
}

Describe '$ParallelItem' {
    It 'has the index of the item' {
        'a', 'b', 'c' | Invoke-ParallelMap { "$($ParallelItem.Index)$_" } | Should -Be 0a, 1b, 2c
    }

    It 'has the attempt, which is the first' {
        1 | Invoke-ParallelMap { $ParallelItem.Attempt } | Should -Be 1
    }

    It 'has a token that is not cancelled while the map runs' {
        1 | Invoke-ParallelMap { $ParallelItem.CancellationToken.CanBeCanceled; $ParallelItem.CancellationToken.IsCancellationRequested } | Should -Be $true, $false
    }

    It 'is seen by a function that the worker calls' {
        function Get-Index { $ParallelItem.Index }
        'a', 'b' | Invoke-ParallelMap { Get-Index } | Should -Be 0, 1
    }
}

Describe 'The scope of an item' {
    It 'leaks no <Kind> to the next item' -ForEach @(
        @{ Kind = 'variable'; Worker = { "[$leak]"; $leak = $_ } }
        @{ Kind = 'function'; Worker = { "[$(if (Test-Path function:leak) { 1 })]"; function leak { } } }
        @{ Kind = 'alias'; Worker = { "[$(if (Test-Path alias:leak) { 1 })]"; Set-Alias leak Get-Date } }
        @{ Kind = 'match'; Worker = { "[$($Matches.Count)]".Replace('0', ''); $null = 'x' -match 'x' } }
        @{ Kind = 'preference'; Worker = { "[$(if ($VerbosePreference -eq 'Continue') { 1 })]"; $VerbosePreference = 'Continue' } }
        @{ Kind = 'strict mode'; Worker = { "[$($leak.Nothing)]"; Set-StrictMode -Version 3 } }
        @{ Kind = 'default parameter value'; Worker = { "[$($PSDefaultParameterValues.Count)]".Replace('0', ''); $PSDefaultParameterValues = @{ 'a:b' = 1 } } }
    ) {
        1..4 | Invoke-ParallelMap -ThrottleLimit 1 -NoCapture $Worker | Should -Be '[]', '[]', '[]', '[]'
    }

    It 'leaks nothing of an item that failed' {
        1..4 | Invoke-ParallelMap -ThrottleLimit 1 -NoCapture { "[$leak]"; $leak = $_; if ($_ -eq 2) { throw 'no' } } -ErrorAction SilentlyContinue | Should -Be '[]', '[]', '[]'
    }

    It 'keeps what a worker writes to <Scope> for the next items of its executor' -ForEach @(
        @{ Scope = '$script:'; Worker = { $script:kept += $_; $script:kept } }
        @{ Scope = '$global:'; Worker = { $global:kept += $_; $global:kept } }
    ) {
        1..3 | Invoke-ParallelMap -ThrottleLimit 1 -NoCapture $Worker | Should -Be 1, 3, 6
        $global:kept | Should -BeNullOrEmpty
    }
}

Describe 'Initialization and finalization' {
    BeforeEach {
        $log = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
        $both = @{ InitializationScript = { $log.Enqueue('init') }; FinalizationScript = { $log.Enqueue('final') } }
    }

    It 'run once per executor, before its first and after its last item' {
        1..10 | Invoke-ParallelMap @both -ThrottleLimit 1 { $log.Enqueue("$_") }
        "$log" | Should -Be 'init 1 2 3 4 5 6 7 8 9 10 final'
    }

    It 'run once for each of several executors' {
        $all = [System.Threading.CountdownEvent]::new(3)
        1..3 | Invoke-ParallelMap @both -ThrottleLimit 3 { $null = $all.Signal(); $all.Wait(5000) } | Should -Be $true, $true, $true
        @($log | Where-Object { $_ -eq 'init' }).Count | Should -Be 3
        @($log | Where-Object { $_ -eq 'final' }).Count | Should -Be 3
    }

    It 'have ended when the map has' {
        $null = 1 | Invoke-ParallelMap { 1 } -FinalizationScript { [System.Threading.Thread]::Sleep(100); $log.Enqueue('final') }
        $log | Should -Be final
    }

    It 'give items the variables and functions that they define' {
        1..2 | Invoke-ParallelMap { Get-Prepared $_ } -InitializationScript { $prepared = 'ready'; function Get-Prepared($n) { "$prepared $n" } } | Should -Be 'ready 1', 'ready 2'
    }

    It 'give the finalization what the initialization opened' {
        1 | Invoke-ParallelMap -NoCapture -Variable log { $_ } -InitializationScript { $opened = 'opened' } -FinalizationScript { $log.Enqueue($opened) } | Should -Be 1
        $log | Should -Be opened
    }

    It 'write nothing to the output of the map before its items' {
        1 | Invoke-ParallelMap { $_ } -InitializationScript { 'noise' } | Should -Be 1
    }

    It 'write what the finalization wrote after all items, by executor' {
        $both = @{ InitializationScript = { $script:sum = 0 }; FinalizationScript = { "sum of an executor"; Write-Warning 'done' } }
        $all = @(1..50 | Invoke-ParallelMap { $_ } @both -ThrottleLimit 2 3>&1)
        $all[0..49] | Should -Be (1..50)
        $all.Count | Should -BeIn 52, 54
        "$($all[50]) $($all[51])" | Should -Be 'sum of an executor done'
    }

    It 'fail after all items: an error of an item comes first' {
        foreach ($round in 1..10) {
            { 1..4 | Invoke-ParallelMap { throw 'A' } -FinalizationScript { throw 'B' } -ThrottleLimit 2 -ErrorAction Stop } | Should -Throw A
        }
    }

    It 'fail after all output' {
        $written = [System.Collections.Generic.List[object]]::new()
        foreach ($round in 1..10) {
            $written.Clear()
            { 1..4 | Invoke-ParallelMap { $_ } -FinalizationScript { throw 'B' } -ThrottleLimit 2 -ErrorAction Stop | ForEach-Object { $written.Add($_) } } | Should -Throw '*B*'
            $written | Should -Be 1, 2, 3, 4
        }
    }

    It 'run the finalization also after errors' {
        { 1..5 | Invoke-ParallelMap @both -ThrottleLimit 1 { throw 'no' } -ErrorAction Stop } | Should -Throw 'no'
        Wait-Until { $log.Count -ge 2 }
        "$log" | Should -Be 'init final'
    }

    It 'run the finalization also when downstream has enough' {
        1..1000 | Invoke-ParallelMap @both -ThrottleLimit 1 { $_ } | Select-Object -First 1 | Should -Be 1
        Wait-Until { $log.Count -ge 2 }
        "$log" | Should -Be 'init final'
    }

    It 'run neither where there are no items' {
        @() | Invoke-ParallelMap @both { 1 }
        $log.Count | Should -Be 0
    }
}

Describe 'What an item changes of its session' {
    It 'does not leave the next one elsewhere' {
        $here = "$PWD"
        1..3 | Invoke-ParallelMap { "$PWD"; Set-Location $TestDrive } -ThrottleLimit 1 | Should -Be $here, $here, $here
    }

    It 'does not leave the next one in another culture' {
        1..2 | Invoke-ParallelMap { [cultureinfo]::CurrentCulture.Name; [cultureinfo]::CurrentCulture = 'de-DE' } -ThrottleLimit 1 |
            Should -Be ([cultureinfo]::CurrentCulture.Name), ([cultureinfo]::CurrentCulture.Name)
    }
}
