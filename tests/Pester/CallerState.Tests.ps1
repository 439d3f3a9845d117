# What a worker sees of its caller is what the loop's body sees: each test runs one body as a loop and as a map.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $start = Get-Location

    $modules = Join-Path $TestDrive 'modules'
    $null = New-Item $modules -ItemType Directory
    @'
function Get-Soft($N) { Get-Item "/nowhere$N"; "after $N" }
function Get-Preference { "$ErrorActionPreference $WarningPreference $VerbosePreference $ConfirmPreference $WhatIfPreference" }
function Get-Strictness { try { $null = (1).Nowhere; 'lax' } catch { 'strict' } }
function Get-Secret { "secret: $secret" }
function Get-Shared { "$global:sharedByName $sharedByBareName $(Get-Private)" }
function Get-Private { Get-Global; $global:sharedByPrivate }
function Move-Away { Set-Location / }
Export-ModuleMember Get-Soft, Get-Preference, Get-Strictness, Get-Secret, Get-Shared, Move-Away
'@ | Set-Content (Join-Path $modules 'CallerState.psm1')
    Import-Module (Join-Path $modules 'CallerState.psm1')

    # Runs a body for the items 1 and 2, in a scope that was set up so: as a loop or as a map. Gives all that it wrote, as text.
    function Invoke-InScope([string] $Setup, [string] $Body, [string] $How) {
        $text = if ($How -eq 'loop') { "$Setup`nforeach (`$item in 1, 2) { `$_ = `$item; $Body }" } else { "$Setup`n1, 2 | Invoke-ParallelMap { $Body }" }
        $written = try { & ([scriptblock]::Create($text)) *>&1 | ForEach-Object { "$_" } } catch { "threw $_" }
        @($written | Where-Object { $_ -notlike 'Captured *' }) -join '|'
    }
}

AfterAll {
    Remove-Module CallerState -ErrorAction Ignore
    Set-Location $start
}

Describe 'Preferences' {
    It 'of the caller''s scope are not those of a module''s functions: <Setup>' -ForEach @(
        @{ Setup = '$ErrorActionPreference = "Stop"' }
        @{ Setup = '$WarningPreference = "SilentlyContinue"' }
        @{ Setup = '$VerbosePreference = "Continue"' }
        @{ Setup = '$ConfirmPreference = "Low"' }
        @{ Setup = '$WhatIfPreference = $true' }
    ) {
        $body = 'Get-Preference; "$ErrorActionPreference $WarningPreference $VerbosePreference $ConfirmPreference $WhatIfPreference"; Get-Soft $_; Write-Verbose verbose; Write-Warning warning'
        $map = Invoke-InScope $Setup $body map
        $map | Should -Be (Invoke-InScope $Setup $body loop)
        $map | Should -Match 'after 2'
    }

    It 'that are global are those of a module''s functions, too' {
        $before = $global:WarningPreference
        $global:WarningPreference = 'Ignore'
        try { 1 | Invoke-ParallelMap { Get-Preference } | Should -Match ' Ignore ' }
        finally { $global:WarningPreference = $before }
    }

    It 'are those of the session of the worker''s block, not of the module that maps it' {
        $module = New-Module { function Invoke-It($Block) { $VerbosePreference = 'Continue'; 1 | Invoke-ParallelMap $Block 4>$null } }
        & $module { param($b) Invoke-It $b } { "$VerbosePreference" } | Should -Be "$VerbosePreference"
    }

    It 'that a common parameter of the caller sets are the worker''s alone' {
        function Invoke-Both { [CmdletBinding()] param() 1 | Invoke-ParallelMap { "$VerbosePreference"; Get-Preference } }
        $both = Invoke-Both -Verbose 4>$null
        $both[0] | Should -Be Continue
        $both[1] | Should -Match ' SilentlyContinue High '
    }

    It 'have values that their type does not have, as in the loop: <Setup>' -ForEach @(
        @{ Setup = '$ConfirmPreference = $false' }
        @{ Setup = '$VerbosePreference = $true' }
        @{ Setup = '$DebugPreference = "sometimes"' }
        @{ Setup = '$OutputEncoding = "utf8"' }
        @{ Setup = '$ErrorActionPreference = $null' }
        @{ Setup = '$WarningPreference = ""' }
        @{ Setup = '$ProgressPreference = @{}' }
        @{ Setup = '$WhatIfPreference = "no"' }
        @{ Setup = '$PSDefaultParameterValues = "none"' }
        @{ Setup = '$ErrorView = "strange"' }
    ) {
        $body = '"item $_"; Write-Verbose v; Write-Debug d; Write-Information i; "$ConfirmPreference $VerbosePreference $WarningPreference $OutputEncoding"'
        Invoke-InScope $Setup $body map | Should -Be (Invoke-InScope $Setup $body loop)
    }
}

Describe 'A scope of the caller' {
    It 'keeps its strict mode from a module''s functions' {
        $body = 'Get-Strictness; try { $null = (1).Nowhere; "lax" } catch { "strict" }'
        Invoke-InScope 'Set-StrictMode -Version 3' $body map | Should -Be 'lax|strict|lax|strict'
    }

    It 'keeps its variables from a module''s functions' {
        Invoke-InScope '$secret = "mine"' 'Get-Secret; $secret' map | Should -Be 'secret: |mine|secret: |mine'
    }

    It 'has variables that global ones of the same name do not hide' {
        $global:twoOfAName = 'global'
        try { Invoke-InScope '$twoOfAName = "own"' '$twoOfAName; $global:twoOfAName' map | Should -Be 'own|global|own|global' }
        finally { Remove-Variable twoOfAName -Scope Global }
    }

    It 'is there for initialization and finalization scripts, and keeps what they set' {
        $from = 'caller'
        $written = 1, 2 | Invoke-ParallelMap { "$state $_" } -ThrottleLimit 1 -InitializationScript { $state = "set by $from" } -FinalizationScript { "final $state" }
        $written | Should -Be 'set by caller 1', 'set by caller 2', 'final set by caller'
    }

    It 'is there again after an item was stopped for its time' {
        $from = 'caller'
        $results = 1, 2 | Invoke-ParallelMap { if ($_ -eq 1) { Start-Sleep 60 }; "$state $from" } -ThrottleLimit 1 -ItemTimeoutSeconds 1 -AsResult -InitializationScript { $state = 'set' }
        $results[1].Output | Should -Be 'set caller'
    }
}

Describe 'A module that the worker calls' {
    BeforeEach {
        $global:sharedByName = 'named'
        $global:sharedByBareName = 'bare'
        $global:sharedByPrivate = 'private'
        function global:Get-Global { 'called' }
    }
    AfterEach {
        Remove-Variable sharedBy* -Scope Global
        Remove-Item function:Get-Global
    }

    It 'finds the global variables and functions that its functions name' {
        Invoke-InScope '' 'Get-Shared' map | Should -Be 'named bare called private|named bare called private'
    }

    It 'finds them when its function is the worker' {
        1 | Invoke-ParallelMap Get-Shared | Should -Be 'named bare called private'
    }

    It 'shares a global table with the caller' {
        $global:sharedByName = @{}
        $module = Join-Path $modules 'Sharing.psm1'
        'function Set-Shared($N) { $global:sharedByName[$N] = 1 }' | Set-Content $module
        Import-Module $module
        try { 1, 2 | Invoke-ParallelMap { Set-Shared $_ } -ThrottleLimit 1 }
        finally { Remove-Module Sharing }
        $global:sharedByName.Count | Should -Be 2
    }
}

Describe 'Tables that workers write' {
    It 'are not looked at while they are written: <Name>' -ForEach @(
        @{ Name = 'captured'; Map = { param($table) 1..5000 | Invoke-ParallelMap { $table["k$_"] = $_ } -ThrottleLimit 8 } }
        @{ Name = 'by $using:'; Map = { param($table) 1..5000 | Invoke-ParallelMap { ($using:table)["k$_"] = $_ } -ThrottleLimit 8 } }
        @{ Name = 'as a constant'; Map = { param($table) 1..5000 | Invoke-ParallelMap { param($n, $t) $t["k$n"] = $n } -Constant @{ t = $table } -ThrottleLimit 8 } }
        @{ Name = 'by -Variable'; Map = { param($table) 1..5000 | Invoke-ParallelMap { $table["k$_"] = $_ } -NoCapture -Variable table -ThrottleLimit 8 } }
        @{ Name = 'in maps within a map'; Map = { param($table) 1..50 | Invoke-ParallelMap { $o = $_; 1..100 | Invoke-ParallelMap { $table["k$o-$_"] = $_ } } -ThrottleLimit 4 } }
        @{ Name = 'as the item'; Map = { param($table) 1..5000 | ForEach-Object { , @($table, $_) } | Invoke-ParallelMap { param($t, $n) $t["k$n"] = $n } -Splat -ThrottleLimit 8 } }
        @{ Name = 'each item the table itself'; Map = { param($table) 1..500 | ForEach-Object { , $table } | Invoke-ParallelMap { foreach ($i in 1..10) { $_[[guid]::NewGuid()] = 1 } } -ThrottleLimit 8 } }
    ) {
        $table = [hashtable]::Synchronized(@{})
        & $Map $table -ErrorAction Stop
        $table.Count | Should -Be 5000
    }

    It 'have their script blocks rebuilt as they were when the map began' {
        $table = @{ Twice = { param($n) $n * 2 }; Base = 5 }
        1, 2 | Invoke-ParallelMap { (& $table.Twice $_) + $table.Base } | Should -Be 7, 9
    }

    It 'have their script blocks rebuilt when they are items' {
        @{ Do = { 'done' }; N = 1 } | Invoke-ParallelMap { & $_.Do; $_.N } | Should -Be done, 1
    }
}

Describe 'A class that is given as a value' {
    BeforeAll {
        class CallerStateClass { static [int] Echo([int] $X) { return $X } }
        $class = [CallerStateClass]
    }

    It 'is refused before any item runs: <Name>' -ForEach @(
        @{ Name = 'captured'; Map = { 1 | Invoke-ParallelMap { $class::Echo($_) } } }
        @{ Name = 'by $using:'; Map = { 1 | Invoke-ParallelMap { ($using:class)::Echo($_) } } }
        @{ Name = 'as a constant'; Map = { 1 | Invoke-ParallelMap { param($n, $c) $c::Echo($n) } -Constant @{ c = $class } } }
        @{ Name = 'in an array'; Map = { 1 | Invoke-ParallelMap { param($n, $c) $c[0]::Echo($n) } -Constant @{ c = @($class) } } }
        @{ Name = 'in a table'; Map = { $t = @{ c = $class }; 1 | Invoke-ParallelMap { $t.c::Echo($_) } } }
        @{ Name = 'of arrays'; Map = { $many = $class.MakeArrayType(); 1 | Invoke-ParallelMap { $many::new(1) } } }
        @{ Name = 'by -Variable'; Map = { 1 | Invoke-ParallelMap { 1 } -Variable class } }
    ) {
        { & $Map } | Should -Throw -ErrorId 'RunspaceBoundClass*'
    }

    It 'fails the item that it is: <Name>' -ForEach @(
        @{ Name = 'by itself'; Map = { , $class | Invoke-ParallelMap { $_::Echo(1) } -ErrorAction SilentlyContinue -ErrorVariable caught; $caught } }
        @{ Name = 'in a tuple'; Map = { Invoke-ParallelMap { param($c, $n) $c::Echo($n) } -Zip @($class), @(1) -ErrorAction SilentlyContinue -ErrorVariable caught; $caught } }
    ) {
        (& $Map).FullyQualifiedErrorId | Should -BeLike 'RunspaceBoundClass*'
    }

    It 'is no trouble where it is .NET''s own' {
        $type = [string]
        1 | Invoke-ParallelMap { $type::Join('-', $_, $_) } | Should -Be '1-1'
    }
}

Describe 'Locations and drives' {
    AfterEach {
        Set-Location $start
        Get-PSDrive CallerState -ErrorAction Ignore | Remove-PSDrive
    }

    It 'are the same for every item, whatever an item did: <Name>' -ForEach @(
        @{ Name = 'a module''s function'; Worker = { "$PWD"; Move-Away } }
        @{ Name = 'a qualified name'; Worker = { "$PWD"; Microsoft.PowerShell.Management\Set-Location / } }
        @{ Name = 'a name in a variable'; Worker = { "$PWD"; $c = 'Set-Location'; & $c / } }
        @{ Name = 'another provider'; Worker = { "$PWD"; Set-Location Env: } }
        @{ Name = 'the session state'; Worker = { "$PWD"; $null = $ExecutionContext.SessionState.Path.SetLocation('/') } }
        @{ Name = 'an item that fails'; Worker = { Write-Output "$PWD" | Write-Warning; Set-Location /; throw 'failed' } }
    ) {
        Set-Location ([System.IO.Path]::GetTempPath())
        $written = @(1..3 | Invoke-ParallelMap $Worker -ThrottleLimit 1 -ErrorAction SilentlyContinue 3>&1 | ForEach-Object { "$_" })
        $written | Should -HaveCount 3
        $written | Sort-Object -Unique | Should -Be "$PWD"
    }

    It 'start where the initialization script went' {
        Set-Location ([System.IO.Path]::GetTempPath())
        $root = [System.IO.Path]::GetPathRoot("$PWD")
        1, 2 | Invoke-ParallelMap { "$PWD"; Set-Location Env: } -ThrottleLimit 1 -InitializationScript { Set-Location ([System.IO.Path]::GetPathRoot("$PWD")) } | Should -Be $root, $root
    }

    It 'of the caller are there: a drive' {
        $null = New-PSDrive CallerState -PSProvider FileSystem -Root $modules
        1 | Invoke-ParallelMap { Test-Path CallerState:\CallerState.psm1 } | Should -BeTrue
    }

    It 'of the caller are there: Pester''s drive' {
        Set-Content TestDrive:\here.txt 'text'
        'TestDrive:\here.txt' | Invoke-ParallelMap { Get-Content $_ } | Should -Be text
    }

    It 'of the caller are there: a location on such a drive' {
        $null = New-PSDrive CallerState -PSProvider FileSystem -Root $modules
        Set-Location CallerState:\
        1 | Invoke-ParallelMap { "$PWD"; Test-Path CallerState.psm1 } | Should -Be "$PWD", $true
    }

    It 'of the caller are there: a drive of another provider' {
        $null = New-PSDrive CallerState -PSProvider Variable -Root ''
        1 | Invoke-ParallelMap { Test-Path CallerState:\PID } | Should -BeTrue
    }
}

Describe 'Script files' {
    BeforeAll {
        $folder = Join-Path $TestDrive 'scripts'
        $null = New-Item $folder -ItemType Directory
        'param($n) "$n $own $(Get-Own)"' | Set-Content (Join-Path $folder 'reads.ps1')
        'param($n) "$n $using:own"' | Set-Content (Join-Path $folder 'uses.ps1')
        'param($n) if ($n -gt 0) { & "$PSScriptRoot/calls.ps1" ($n - 1) } else { & "$PSScriptRoot/reads.ps1" $n }' | Set-Content (Join-Path $folder 'calls.ps1')
        '}' | Set-Content (Join-Path $folder 'broken.ps1')
    }
    BeforeEach { Push-Location $folder }
    AfterEach { Pop-Location }

    It 'see the caller''s functions and variables: <Name>' -ForEach @(
        @{ Name = 'as the worker'; Map = { 1 | Invoke-ParallelMap ./reads.ps1 }; Written = '1 mine own' }
        @{ Name = 'as a command'; Map = { 1 | Invoke-ParallelMap (Get-Command ./reads.ps1) }; Written = '1 mine own' }
        @{ Name = 'called by a path'; Map = { 1 | Invoke-ParallelMap { & ./reads.ps1 $_ } }; Written = '1 mine own' }
        @{ Name = 'dot-sourced'; Map = { 1 | Invoke-ParallelMap { . ./reads.ps1 $_ } }; Written = '1 mine own' }
        @{ Name = 'by $using: as the worker'; Map = { 1 | Invoke-ParallelMap ./uses.ps1 }; Written = '1 mine' }
        @{ Name = 'by $using: called by a path'; Map = { 1 | Invoke-ParallelMap { & ./uses.ps1 $_ } }; Written = '1 mine' }
        @{ Name = 'by way of another file, which calls itself'; Map = { 2 | Invoke-ParallelMap ./calls.ps1 }; Written = '0 mine own' }
    ) {
        $own = 'mine'
        function Get-Own { 'own' }
        . $Map | Should -Be $Written
    }

    It 'that do not parse are errors of the items that call them' {
        $null = 1 | Invoke-ParallelMap { & ./broken.ps1 } -ErrorAction SilentlyContinue -ErrorVariable caught
        "$caught" | Should -Match '}'
    }
}
