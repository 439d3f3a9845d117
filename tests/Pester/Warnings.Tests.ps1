# What a map warns of before its first item, and above all what it leaves alone: a warning too many hides the others.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # Runs a script in a session of its own. Gives its warnings.
    function Get-Warning([scriptblock] $Script) {
        $session = Start-Session $Script
        try {
            Wait-Session $session | Should -BeTrue
            $session.Shell.Streams.Warning | ForEach-Object { $_.Message }
        } finally {
            Close-Session $session
        }
    }
}

Describe 'A worker that changes a variable of the caller' {
    It 'is warned of with the name, the place and what to do, once' {
        $file = Join-Path $TestDrive count.ps1
        Set-Content $file "`$Count = 0`n1..5 | Invoke-ParallelMap {`n    `$Count++`n} -ThrottleLimit 2"
        $null = & $file 3>&1 | Tee-Object -Variable said
        $said | Should -HaveCount 1
        "$said" | Should -Be ('The worker changes $Count, which belongs to the caller: each item has its own copy, so the change is lost. Write the value instead, and collect what the map writes. At ' + $file + ':3.')
    }

    It 'is warned of: <Name>' -ForEach @(
        @{ Name = '+='; Script = { $list = @(); 1..3 | Invoke-ParallelMap { $list += $_ } } }
        @{ Name = '-= and other operators'; Script = { $left = 9; 1..3 | Invoke-ParallelMap { $left -= $_ } } }
        @{ Name = '--'; Script = { $n = 9; 1..3 | Invoke-ParallelMap { --$n } } }
        @{ Name = '= with itself'; Script = { $sum = 0; 1..3 | Invoke-ParallelMap { $sum = $sum + $_ } } }
        @{ Name = 'a typed assignment'; Script = { $sum = 0; 1..3 | Invoke-ParallelMap { [int] $sum += $_ } } }
        @{ Name = 'a variable of the script scope'; Script = { $n = 0; 1..3 | Invoke-ParallelMap { $script:n++ } } }
        @{ Name = 'a variable of the global scope in a worker with parameters'; Script = { $global:n = 0; 1..3 | Invoke-ParallelMap { param($i) $global:n += $i; "$global:n" } } }
        @{ Name = 'within an if'; Script = { $bad = @(); 1..3 | Invoke-ParallelMap { if ($_ -gt 1) { $bad += $_ } else { 'good' } } } }
        @{ Name = 'within a loop'; Script = { $all = @(); 1..3 | Invoke-ParallelMap { foreach ($i in 1..$_) { $all += $i } } } }
        @{ Name = 'within a ForEach-Object'; Script = { $all = @(); 1..3 | Invoke-ParallelMap { 1..$_ | ForEach-Object { $all += $_ } } } }
        @{ Name = 'in a worker with parameters that does nothing else with it'; Script = { $sum = 0; 1..3 | Invoke-ParallelMap { param($n) $sum += $n } } }
        @{ Name = 'in a worker that is a variable'; Script = { $sum = 0; $worker = { $sum += $_ }; 1..3 | Invoke-ParallelMap $worker } }
        @{ Name = 'in a partial worker'; Script = { $sum = 0; 1..3 | Invoke-ParallelMap (New-PartialWorker { param($n, $by) $sum += $n * $by } -Constant @{ by = 2 }) } }
        @{ Name = 'without capture'; Script = { $sum = 0; 1..3 | Invoke-ParallelMap { $sum += $_ } -NoCapture } }
        @{ Name = 'in a function of the caller'; Script = { function Use-Map { $sum = 0; 1..3 | Invoke-ParallelMap { $sum += $_ }; $sum }; Use-Map } }
        @{ Name = '= that is read after the map'; Script = { $last = $null; 1..3 | Invoke-ParallelMap { $last = $_ }; "last $last" } }
        @{ Name = '= in an if that is read after the map'; Script = { $found = $false; 1..3 | Invoke-ParallelMap { if ($_ -eq 2) { $found = $true } }; if ($found) { 'yes' } } }
        @{ Name = '= that is read in a function after the map'; Script = { function Use-Map { $last = 0; $null = 1..3 | Invoke-ParallelMap { $last = $_ }; return $last }; Use-Map } }
        @{ Name = '= that is changed after the map'; Script = { $last = 0; 1..3 | Invoke-ParallelMap { $last = $_ }; $last++ } }
    ) {
        $said = @(Get-Warning $Script)
        $said | Should -HaveCount 1
        $said | Should -BeLike 'The worker changes $*'
    }

    It 'is warned of where the caller has no such variable yet, and the worker says that it is the caller''s' {
        1..3 | Invoke-ParallelMap { $global:neverSet += $_ } 3>&1 | Should -BeLike '*neverSet*'
    }

    It 'is warned of where a function does it that the worker calls' {
        $script:lostErrors = @()
        function Add-Lost($m) { $script:lostErrors += $m }
        1..3 | Invoke-ParallelMap { Add-Lost $_ } 3>&1 | Should -BeLike '*Add-Lost*lostErrors*Warnings.Tests.ps1:*'
    }

    It 'is warned of for each variable' {
        Get-Warning { $a = 0; $b = 0; 1..3 | Invoke-ParallelMap { $a++; $b++; $a++ } } | Should -HaveCount 2
    }
}

Describe 'No warning' {
    It 'is said of <Name>' -ForEach @(
        @{ Name = 'a variable that the worker sets and reads'; Script = { $x = 5; 1..3 | Invoke-ParallelMap { $x = 1; $x + $_ } } }
        @{ Name = 'one that it sets and reads, also where the caller reads its own after the map'; Script = { $x = 5; 1..3 | Invoke-ParallelMap { $x = 1; $x + $_ }; $x } }
        @{ Name = 'a sum that the worker starts'; Script = { $sum = 5; 1..3 | Invoke-ParallelMap { $sum = 0; foreach ($i in 1..$_) { $sum += $i }; $sum }; $sum } }
        @{ Name = 'a sum that the worker starts in a branch'; Script = { $sum = 5; 1..3 | Invoke-ParallelMap { if ($_) { $sum = 0 }; $sum += $_; $sum } } }
        @{ Name = 'a sum that nobody else has'; Script = { 1..3 | Invoke-ParallelMap { $mine += $_; $mine } } }
        @{ Name = 'a parameter'; Script = { $n = 5; 1..3 | Invoke-ParallelMap { param($n) $n++; $n } } }
        @{ Name = 'the variable of a loop'; Script = { $i = 5; 1..3 | Invoke-ParallelMap { for ($i = 0; $i -lt $_; $i++) { $i } }; $i } }
        @{ Name = 'the variable of a foreach'; Script = { $i = 5; 1..3 | Invoke-ParallelMap { foreach ($i in 1..$_) { $i++; $i } }; $i } }
        @{ Name = 'several set at once'; Script = { $a = 5; $b = 5; 1..3 | Invoke-ParallelMap { $a, $b = $_, 2; $a += $b; $a } } }
        @{ Name = 'an -OutVariable'; Script = { $out = 5; 1..3 | Invoke-ParallelMap { $null = Get-Random -OutVariable out; $out += 1; $out } } }
        @{ Name = 'a variable of a function in the worker'; Script = { $n = 5; 1..3 | Invoke-ParallelMap { function f { $n++; $n }; f } } }
        @{ Name = 'a variable of a block that has a scope of its own'; Script = { $n = 5; 1..3 | Invoke-ParallelMap { & { $n++; $n } } } }
        @{ Name = 'a sum of the caller''s value that the worker writes'; Script = { $sum = 0; 1..3 | Invoke-ParallelMap { $sum += $_; $sum } } }
        @{ Name = 'a number after the caller''s that the worker writes'; Script = { $n = 0; 1..3 | Invoke-ParallelMap { $n++; "$n $_" } } }
        @{ Name = 'the copy that a worker with parameters makes of the caller''s value'; Script = { $root = 'a'; 1..3 | Invoke-ParallelMap { param($n) $root += "/$n"; $root } } }
        @{ Name = 'a value put in order first'; Script = { $root = 'a/'; 1..3 | Invoke-ParallelMap { $root = $root.TrimEnd('/'); "$root/$_" } } }
        @{ Name = 'a private variable'; Script = { $n = 5; 1..3 | Invoke-ParallelMap { $private:n = 1 }; $n } }
        @{ Name = 'a set variable that nobody reads after'; Script = { $r = 5; 1..3 | Invoke-ParallelMap { $r = Get-Date } } }
        @{ Name = 'a set variable that the caller sets before it reads it'; Script = { $r = 5; 1..3 | Invoke-ParallelMap { $r = $_ }; $r = 1; $r } }
        @{ Name = 'a set variable that is the variable of a later loop'; Script = { $r = 5; 1..3 | Invoke-ParallelMap { $r = $_ }; foreach ($r in 1..2) { $r } } }
        @{ Name = 'a set variable whose name a later function has, too'; Script = { $r = 5; 1..3 | Invoke-ParallelMap { $r = $_ }; function f { $r }; & { param($r) $r } 1 } }
        @{ Name = 'a cache in the script scope'; Script = { $cache = $null; 1..3 | Invoke-ParallelMap { if (-not $script:cache) { $script:cache = 7 }; $script:cache }; $cache } }
        @{ Name = 'a total of an executor''s own'; Script = { $n = 0; 1..3 | Invoke-ParallelMap { $global:n++ } -InitializationScript { $n = 0 } -FinalizationScript { "total $n" } } }
        @{ Name = 'a member or an element'; Script = { $h = @{ n = 0 }; 1..3 | Invoke-ParallelMap { $h['n'] = $_; $h.n += 1 }; $h } }
        @{ Name = 'an item of the environment'; Script = { 1..3 | Invoke-ParallelMap { $env:MAP_TEST_WARN += 'x' }; $env:MAP_TEST_WARN = $null } }
        @{ Name = 'a preference'; Script = { 1..3 | Invoke-ParallelMap { $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue' }; "$ErrorActionPreference $ProgressPreference" } }
        @{ Name = 'what the engine sets'; Script = { $null = 'a' -match 'a'; 1..3 | Invoke-ParallelMap { $Matches = $null; $global:LASTEXITCODE = 0; $null = $_ }; $Matches; $LASTEXITCODE } }
        @{ Name = 'a variable of an inner map''s worker'; Script = { $n = 5; 1..2 | Invoke-ParallelMap { $n = 0; 1 | Invoke-ParallelMap { $n = 1; $n }; $n } } }
        @{ Name = 'a command as the worker'; Script = { $n = 5; function f($x) { $n++; $n }; 1..3 | Invoke-ParallelMap f; $n } }
    ) {
        Get-Warning $Script | Should -BeNullOrEmpty
    }
}

Describe 'A worker that calls the debugger' {
    It 'is warned of: <_>' -ForEach @(
        'if ($false) { Wait-Debugger }'
        'if ($false) { Set-PSBreakpoint -Variable x }'
        'if ($false) { sbp -Variable x }'
        'Use-Debugger'
    ) {
        $said = @(Get-Warning ([scriptblock]::Create("function Use-Debugger { if (`$false) { Wait-Debugger } }; 1..3 | Invoke-ParallelMap { $_ }")))
        $said | Should -HaveCount 1
        $said | Should -BeLike 'The worker calls *in a loop to debug it.*'
    }
}
