BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # The text of a record of any stream, with the letter of its stream.
    function Get-Text($Record) {
        switch ($Record) {
            { $_ -is [System.Management.Automation.ErrorRecord] } { "E:$($_.Exception.Message)"; break }
            { $_ -is [System.Management.Automation.WarningRecord] } { "W:$($_.Message)"; break }
            { $_ -is [System.Management.Automation.VerboseRecord] } { "V:$($_.Message)"; break }
            { $_ -is [System.Management.Automation.DebugRecord] } { "D:$($_.Message)"; break }
            { $_ -is [System.Management.Automation.InformationRecord] } { "I:$($_.MessageData)"; break }
            default { "O:$_" }
        }
    }

    $chatty = {
        "o$_"
        Write-Error "e$_"
        Write-Warning "w$_"
        Write-Verbose "v$_"
        Write-Debug "d$_"
        Write-Information "i$_"
        Write-Host "h$_"
        "p$_"
    }
}

Describe 'The streams of a worker' {
    It 'come in item order, between the outputs, under *>&1' {
        $VerbosePreference = $DebugPreference = 'Continue'
        $records = 1..3 | Invoke-ParallelMap $chatty *>&1 | Where-Object { "$_" -notlike 'Captured*' } | ForEach-Object { Get-Text $_ }
        $records | Should -Be @(foreach ($n in 1..3) { "O:o$n", "E:e$n", "W:w$n", "V:v$n", "D:d$n", "I:i$n", "I:h$n", "O:p$n" })
    }

    It 'come in item order whichever item ends first' {
        $gate = [System.Threading.ManualResetEventSlim]::new()
        $records = 0, 1 | Invoke-ParallelMap -ThrottleLimit 2 {
            if ($_ -eq 0) { $null = $gate.Wait(5000) }
            Write-Warning "w$_"
            if ($_ -eq 1) { $gate.Set() }
        } *>&1
        $records | ForEach-Object { Get-Text $_ } | Should -Be W:w0, W:w1
    }

    It 'of <Name> are merged by <Name> alone' -ForEach @(
        @{ Name = '2>&1'; Map = { 1, 2 | Invoke-ParallelMap $chatty 2>&1 3>$null 6>$null }; Expected = 'O:o1', 'E:e1', 'O:p1', 'O:o2', 'E:e2', 'O:p2' }
        @{ Name = '3>&1'; Map = { 1, 2 | Invoke-ParallelMap $chatty 2>$null 3>&1 6>$null }; Expected = 'O:o1', 'W:w1', 'O:p1', 'O:o2', 'W:w2', 'O:p2' }
        @{ Name = '4>&1'; Map = { 1, 2 | Invoke-ParallelMap { $_; Write-Verbose "v$_" -Verbose } 4>&1 }; Expected = 'O:1', 'V:v1', 'O:2', 'V:v2' }
        @{ Name = '5>&1'; Map = { $DebugPreference = 'Continue'; 1, 2 | Invoke-ParallelMap { $_; Write-Debug "d$_" } 5>&1 }; Expected = 'O:1', 'D:d1', 'O:2', 'D:d2' }
        @{ Name = '6>&1'; Map = { 1, 2 | Invoke-ParallelMap $chatty 2>$null 3>$null 6>&1 }; Expected = 'O:o1', 'I:i1', 'I:h1', 'O:p1', 'O:o2', 'I:i2', 'I:h2', 'O:p2' }
    ) {
        & $Map | ForEach-Object { Get-Text $_ } | Should -Be $Expected
    }

    It 'obey the preferences of the caller' {
        $WarningPreference = 'SilentlyContinue'
        $VerbosePreference = 'Continue'
        $records = 1 | Invoke-ParallelMap { Write-Warning w; Write-Verbose v } *>&1 | ForEach-Object { Get-Text $_ }
        $records | Should -Not -Contain W:w
        $records | Should -Contain V:v
    }

    It 'are kept of a failed item, its output aside' {
        1 | Invoke-ParallelMap { 'out'; Write-Warning w; Write-Host h; throw 't' } *>&1 | ForEach-Object { Get-Text $_ } | Should -Be W:w, I:h, E:t
    }

    It 'that the worker redirects away stay away: <Name>' -ForEach @(
        @{ Name = 'errors'; Worker = { Write-Error hidden 2>$null } }
        @{ Name = 'warnings'; Worker = { Write-Warning hidden 3>$null } }
        @{ Name = 'verbose records'; Worker = { Write-Verbose hidden -Verbose 4>$null } }
        @{ Name = 'debug records'; Worker = { $DebugPreference = 'Continue'; Write-Debug hidden 5>$null } }
        @{ Name = 'information records'; Worker = { Write-Information hidden 6>$null } }
        @{ Name = 'Write-Host'; Worker = { Write-Host hidden 6>$null } }
        @{ Name = 'all streams of a block'; Worker = { & { Write-Error hidden; Write-Warning hidden; Write-Host hidden; 'hidden' } *>$null } }
    ) {
        1 | Invoke-ParallelMap $Worker *>&1 | Should -BeNullOrEmpty
    }

    It 'of a function that the worker calls come too' {
        function Write-Notice { Write-Warning "from $args" }
        1 | Invoke-ParallelMap { Write-Notice $_ } 3>&1 | ForEach-Object { Get-Text $_ } | Should -Be 'W:from 1'
    }

    It 'keep the tags and the source of an information record' {
        $record = 1 | Invoke-ParallelMap { Write-Information text -Tags a, b } 6>&1
        $record.Tags | Should -Be a, b
    }

    It 'keep the position of a warning' {
        $record = 1 | Invoke-ParallelMap { Write-Warning w } 3>&1
        $record.InvocationInfo.ScriptName | Should -Be $PSCommandPath
    }
}

Describe 'Common parameters' {
    It '-WarningVariable collects the warnings of all items' {
        1..3 | Invoke-ParallelMap { Write-Warning "w$_" } -WarningVariable found 3>$null
        $found | ForEach-Object { $_.Message } | Should -Be w1, w2, w3
    }

    It '-InformationVariable collects the information records of all items' {
        1..3 | Invoke-ParallelMap { Write-Information "i$_" } -InformationVariable found
        $found | ForEach-Object { "$($_.MessageData)" } | Should -Be i1, i2, i3
    }

    It '-OutVariable collects the output' {
        $null = 1..3 | Invoke-ParallelMap { $_ * 2 } -OutVariable found
        $found | Should -Be 2, 4, 6
    }

    It '-PipelineVariable holds the current output downstream' {
        1..3 | Invoke-ParallelMap { $_ * 2 } -PipelineVariable double | ForEach-Object { $double + 1 } | Should -Be 3, 5, 7
    }

    It '-OutBuffer loses nothing' {
        1..10 | Invoke-ParallelMap { $_ } -OutBuffer 3 | Should -Be (1..10)
    }

    It '-WarningAction SilentlyContinue writes no warnings' {
        1 | Invoke-ParallelMap { Write-Warning w } -WarningAction SilentlyContinue 3>&1 | Should -BeNullOrEmpty
    }

    It '-WarningAction Stop ends the map' {
        { 1 | Invoke-ParallelMap { Write-Warning w } -WarningAction Stop 3>$null } | Should -Throw
    }

    It '-InformationAction Continue lets information through, as redirected' {
        1 | Invoke-ParallelMap { Write-Information i } -InformationAction Continue 6>&1 | ForEach-Object { Get-Text $_ } | Should -Be I:i
    }

    It '-Verbose of a Write-Verbose in the worker is enough' {
        1 | Invoke-ParallelMap { Write-Verbose shown -Verbose; Write-Verbose hidden } 4>&1 | ForEach-Object { Get-Text $_ } | Should -Be V:shown
    }

    It '-Verbose lists what was captured' {
        $captured = 5
        function Get-Captured { 1 }
        $lines = 1 | Invoke-ParallelMap { $null = $captured, (Get-Captured) } -Verbose 4>&1 | ForEach-Object { $_.Message }
        $lines | Should -Contain 'Captured variable $captured.'
        $lines | Should -Contain 'Captured function Get-Captured.'
    }

    It 'no -Verbose lists nothing' {
        $captured = 5
        1 | Invoke-ParallelMap { $null = $captured } 4>&1 | Should -BeNullOrEmpty
    }
}

Describe 'Progress' {
    BeforeAll {
        $session = Start-Session {
            1..4 | Invoke-ParallelMap -ThrottleLimit 2 {
                Write-Progress -Activity "item $_" -Status working -Id 7 -PercentComplete 50
                Write-Progress -Activity "child $_" -Status working -Id 8 -ParentId 7
            }
            Write-Progress -Activity own -Status working -Id 7
        }
        $ended = Wait-Session $session
        $records = @($session.Shell.Streams.Progress)
    }

    AfterAll {
        Close-Session $session
    }

    It 'is written record by record, with the ids that the worker gave' {
        $ended | Should -BeTrue
        foreach ($n in 1..4) {
            @($records | Where-Object Activity -EQ "item $n").ActivityId | Should -Be 7
            @($records | Where-Object Activity -EQ "child $n").ParentActivityId | Should -Be 7
        }
        $records.Count | Should -Be 9
    }

    It 'keeps the order in which one item wrote it' {
        foreach ($n in 1..4) { @($records | Where-Object Activity -Like "* $n").Activity | Should -Be "item $n", "child $n" }
    }
}

Describe 'What is not shown' {
    BeforeAll {
        # The same body in a function, as a loop and as a map; what its caller's variables get, and what is written.
        function Get-Kept([string] $How, [scriptblock] $Body, [string] $Preference) {
            function Invoke-Loop { [CmdletBinding()] param() 1..3 | ForEach-Object $Body }
            function Invoke-Map { [CmdletBinding()] param() 1..3 | Invoke-ParallelMap $Body }
            $Error.Clear()
            $written = & "Invoke-$How" -ErrorAction $Preference -WarningAction $Preference -InformationAction $Preference -ErrorVariable errors -WarningVariable warnings -InformationVariable informations 2>&1 3>&1 6>&1
            "written: $written; errors: $errors; warnings: $warnings; informations: $informations; Error: $Error"
        }
    }

    It 'is kept for the variables of the caller as in the loop, by <Preference>: <Body>' -ForEach @(
        foreach ($preference in 'SilentlyContinue', 'Ignore', 'Continue') {
            @{ Preference = $preference; Body = { Get-Item "/nope$_" } }
            @{ Preference = $preference; Body = { Write-Error "e$_"; Write-Warning "w$_"; Write-Information "i$_"; $_ } }
            @{ Preference = $preference; Body = { Get-Item "/nope$_" 2> $null; Write-Warning "w$_" 3> $null; Write-Host "h$_" 6> $null } }
            @{ Preference = $preference; Body = { Get-Item "/nope$_" -ErrorAction SilentlyContinue; Get-Item /no -ErrorAction Ignore } }
            @{ Preference = $preference; Body = { try { Get-Item "/nope$_" -ErrorAction Stop } catch { "caught $_" } } }
            @{ Preference = $preference; Body = { & { Get-Item "/nope$_" }; Write-Warning "w$_" 3>&1 } }
        }
    ) {
        Get-Kept Map $Body $Preference | Should -Be (Get-Kept Loop $Body $Preference)
    }

    It 'is among the errors of a result, unless the worker caught it' {
        (1 | Invoke-ParallelMap { Get-Item /nope -ErrorAction SilentlyContinue } -AsResult).Errors.Count | Should -Be 1
        (1 | Invoke-ParallelMap { try { Get-Item /nope -ErrorAction Stop } catch { } } -AsResult).Errors.Count | Should -Be 0
    }
}

Describe 'The standard error of a native program' {
    It 'is an error record where the worker redirects it, as in the loop' -Skip:(-not (Get-Command sh -ErrorAction Ignore)) {
        $body = { sh -c 'echo told >&2' 2>&1 | ForEach-Object { $_.GetType().Name } }
        1 | Invoke-ParallelMap $body | Should -Be (1 | ForEach-Object $body)
    }

    It 'is plain text on the console, and no failure of the script' -Skip:(-not (Get-Command sh -ErrorAction Ignore)) {
        $script = Join-Path $TestDrive 'native.ps1'
        "Import-Module '$modulePath'; 1..2 | Invoke-ParallelMap { sh -c 'echo told >&2' }" | Set-Content $script
        $text = Invoke-ThisPowerShell -File $script 2>&1 | ForEach-Object { "$_" }
        $LASTEXITCODE | Should -Be 0
        $text | Should -Be told, told
    }
}

Describe 'The host' {
    BeforeAll {
        $script = Join-Path $TestDrive 'host.ps1'
        @"
Import-Module '$modulePath'
1..3 | Invoke-ParallelMap { Write-Host "h`$_" -NoNewline; Write-Host '.'; "o`$_"; if (`$_ -eq 2) { Write-Warning w2 } }
`$InformationPreference = 'Continue'
1 | Invoke-ParallelMap { Write-Information i1 }
1 | Invoke-ParallelMap { Write-Host redirected } 6>`$null
"@ | Set-Content $script
        $shown = Invoke-ThisPowerShell -File $script
    }

    It 'shows Write-Host once, in item order, between the outputs' {
        $shown | Where-Object { $_ -match '^[ho]\d' } | Should -Be h1., o1, h2., o2, h3., o3
    }

    It 'shows a warning once, in its place' {
        @($shown | Where-Object { $_ -like '*w2*' }).Count | Should -Be 1
        [array]::IndexOf($shown, 'h3.') | Should -BeGreaterThan (0..($shown.Count - 1) | Where-Object { $shown[$_] -like '*w2*' })
    }

    It 'shows information once where the preference says so' {
        @($shown | Where-Object { $_ -eq 'i1' }).Count | Should -Be 1
    }

    It 'shows nothing that is redirected' {
        $shown | Should -Not -Contain redirected
    }

    It 'is not asked by a worker: that fails its item' {
        1, 2 | Invoke-ParallelMap { if ($_ -eq 1) { $Host.UI.ReadLine() }; $_ } -ErrorVariable found -ErrorAction SilentlyContinue | Should -Contain 2
        "$($found[0])" | Should -BeLike '*ask*'
    }
}
