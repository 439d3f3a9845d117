# Nobody gains a right by a map: what a constrained user brings to one is judged by what the loop allows.
BeforeAll {
    . $PSScriptRoot/Common.ps1

    # What no constrained code can do; the file that it makes is the evidence.
    $evidence = Join-Path $TestDrive 'evidence'
    $evil = "{ [System.IO.File]::AppendAllText('$evidence', 'x'); 'escaped' }"
    $evilModule = Join-Path $TestDrive 'Evil/Evil.psm1'
    $null = New-Item (Split-Path $evilModule) -ItemType Directory
    "try { `$null = & $evil } catch { }`nfunction Get-Evil $evil" | Set-Content $evilModule

    # Opens a session as an administrator sets it up: with trusted functions, in a language mode, with few commands or all.
    # Each function that has {map} in it exists twice: as X with the map, and as Loop-X with the loop.
    function New-Endpoint([string] $Mode, [hashtable] $Function = @{}, [switch] $Few, [scriptblock] $Configure = {}) {
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
        if ($Few) { $state = [System.Management.Automation.Runspaces.InitialSessionState]::Create() }
        $state.ImportPSModule([string[]] $modulePath)
        foreach ($name in $Function.Keys) {
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new($name, $Function[$name].Replace('{map}', 'Invoke-ParallelMap')))
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new("Loop-$name", $Function[$name].Replace('{map}', 'ForEach-Object')))
        }
        & $Configure $state
        $state.LanguageMode = $Mode
        $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($state)
        $runspace.Open()
        $runspace
    }

    # An endpoint has files, and nothing else by itself.
    $files = { param($state) $state.Providers.Add([System.Management.Automation.Runspaces.SessionStateProviderEntry]::new('FileSystem', [Microsoft.PowerShell.Commands.FileSystemProvider], $null)) }

    # Runs a script, or a command alone, as the user of a session. Gives its output as text and the ids of its errors.
    function Invoke-AsUser($Runspace, [string] $Script, [object[]] $Arguments = @(), [switch] $Command) {
        $Runspace.SessionStateProxy.SetVariable('PSDefaultParameterValues', @{})
        if (Test-Path $evidence) { Remove-Item $evidence }
        $shell = [PowerShell]::Create()
        $shell.Runspace = $Runspace
        if ($Command) { $null = $shell.AddCommand($Script) } else { $null = $shell.AddScript($Script.Replace('EVIL', $evil), $true) }
        foreach ($argument in $Arguments) { $null = $shell.AddArgument($argument) }
        $output = @()
        $errors = @()
        try { $output = @($shell.Invoke()) } catch { $errors += $_.Exception.InnerException.ErrorRecord }
        $errors = @($shell.Streams.Error) + $errors | Where-Object { $_ } | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }
        $shell.Dispose()
        [pscustomobject] @{ Output = @($output | ForEach-Object { "$_" }); Errors = @($errors) }
    }
}

Describe 'A trusted function that maps, called by a constrained user' {
    BeforeAll {
        $session = New-Endpoint ConstrainedLanguage @{
            'Get-When'      = '1 | {map} { Get-Random -Maximum 1 }'
            'Get-Nothing'   = '1 | {map} { Get-Undefined }'
            'Get-Hook'      = '1 | {map} { if ($hook) { & $hook } }'
            'Use-Worker'    = 'param($b) 1 | {map} $b'
            'Use-Delegate'  = 'param($b) $f = [Func[object, object]] $b; if ("{map}" -eq "ForEach-Object") { 1 | ForEach-Object { $f.Invoke($_) } } else { 1 | {map} $f }'
            'Use-Variable'  = 'param($b) 1 | {map} { & $b }'
            'Use-Item'      = 'param($b) , $b | {map} { & $_ }'
            'Use-Called'    = 'param($b) , $b | Invoke-ParallelMap { & $_ 1 }'
            'Use-InTable'   = 'param($b) , @{ b = $b } | {map} { & $_.b }'
            'Use-InArray'   = 'param($b) , @(0, $b) | {map} { & $_[1] }'
            'Use-InObject'  = 'param($b) [pscustomobject] @{ b = $b } | {map} { & $_.b }'
            'Use-Member'    = 'param($o) , $o | {map} { $_.Evil }'
            'Use-Result'    = 'param($b) $r = 1 | {map} $b; & $r'
            'Use-Text'      = 'param($t) $t | {map} { Invoke-Expression $_ }'
            'Use-Name'      = 'param($n) $n | {map} { & $_ }'
            'Use-Using'     = 'param($b) 1 | Invoke-ParallelMap { & $using:b }'
            'Use-Constant'  = 'param($b) 1 | Invoke-ParallelMap { param($i, $b) & $b } -Constant @{ b = $b }'
            'Use-Partial'   = 'param($b) 1 | Invoke-ParallelMap (New-PartialWorker $b)'
            'Use-Isolated'  = 'param($b) 1 | Invoke-ParallelMap $b -UseNewRunspace'
            'Use-Initial'   = 'param($b) 1 | Invoke-ParallelMap { "done" } -InitializationScript $b'
            'Use-Final'     = 'param($b) 1 | Invoke-ParallelMap { "done" } -FinalizationScript $b'
            'Use-Module'    = 'param($m) 1 | Invoke-ParallelMap { "done" } -Module $m'
            'Use-Compiled'  = 'param($items, $how) $items | Invoke-ParallelMap $how'
        }
    }
    AfterAll { $session.Dispose() }

    It 'calls the command that the loop calls, whatever the user defines: <Name>' -ForEach @(
        @{ Name = 'a function'; Script = 'function Get-Random EVIL; GET-When' }
        @{ Name = 'a global function'; Script = 'function global:Get-Random EVIL; GET-When; Remove-Item function:Get-Random' }
        @{ Name = 'an alias'; Script = 'function Get-Evil EVIL; Set-Alias Get-Random Get-Evil; GET-When' }
        @{ Name = 'a script property of an item'; Script = 'USE-Member ("x" | Add-Member ScriptProperty Evil EVIL -PassThru)' }
        @{ Name = 'the default of a parameter in the worker'; Script = '$PSDefaultParameterValues["Get-Random:Minimum"] = { $null = & EVIL; 0 }; GET-When' }
        @{ Name = 'a name that the trusted code leaves undefined'; Script = 'function Get-Undefined EVIL; GET-Nothing' }
        @{ Name = 'an alias that the trusted code leaves undefined'; Script = 'function Get-Evil EVIL; Set-Alias Get-Undefined Get-Evil; GET-Nothing' }
    ) {
        $loop = Invoke-AsUser $session $Script.Replace('GET-', 'Loop-Get-').Replace('USE-', 'Loop-Use-')
        $map = Invoke-AsUser $session $Script.Replace('GET-', 'Get-').Replace('USE-', 'Use-')
        $map.Output | Should -Be $loop.Output
        $map.Errors | Should -Be $loop.Errors
        Test-Path $evidence | Should -BeFalse
    }

    It 'runs the user''s code as the loop does, constrained: <Name>' -ForEach @(
        @{ Name = 'the worker'; Script = 'USE-Worker EVIL' }
        @{ Name = 'a function that the worker calls'; Script = 'function Get-Evil EVIL; USE-Worker { Get-Evil }' }
        @{ Name = 'an alias that the worker calls'; Script = 'function Get-Evil EVIL; Set-Alias evil Get-Evil; USE-Worker { evil }' }
        @{ Name = 'a block that the worker names'; Script = '$block = EVIL; USE-Worker { & $block }' }
        @{ Name = 'a block of the worker''s own'; Script = 'USE-Worker { & EVIL }' }
        @{ Name = 'a function of the worker''s own'; Script = 'USE-Worker { function Get-Evil EVIL; Get-Evil }' }
        @{ Name = 'a function by its drive'; Script = 'function Get-Evil EVIL; USE-Worker { & ${function:Get-Evil} }' }
        @{ Name = 'a module of the user'; Script = 'Import-Module EVILMODULE; USE-Worker { Get-Evil }; Remove-Module Evil' }
        @{ Name = 'a delegate'; Script = 'USE-Delegate EVIL' }
        @{ Name = 'a captured variable'; Script = 'USE-Variable EVIL' }
        @{ Name = 'a global variable that the worker looks for'; Script = '$global:hook = EVIL; GET-Hook; Remove-Variable hook -Scope Global' }
        @{ Name = 'an item'; Script = 'USE-Item EVIL' }
        @{ Name = 'an item in a table'; Script = 'USE-InTable EVIL' }
        @{ Name = 'an item in an array'; Script = 'USE-InArray EVIL' }
        @{ Name = 'an item in an object'; Script = 'USE-InObject EVIL' }
        @{ Name = 'a result'; Script = 'USE-Result { EVIL }' }
        @{ Name = 'text'; Script = 'USE-Text "& EVIL"' }
        @{ Name = 'text that has defined a function'; Script = 'USE-Text "function Get-Evil EVIL; Get-Evil"' }
    ) {
        $Script = $Script.Replace('EVILMODULE', "'$evilModule'")
        $loop = Invoke-AsUser $session $Script.Replace('USE-', 'Loop-Use-').Replace('GET-', 'Loop-Get-')
        $map = Invoke-AsUser $session $Script.Replace('USE-', 'Use-').Replace('GET-', 'Get-')
        $map.Output | Should -Be $loop.Output
        $map.Errors | Should -Be $loop.Errors
        $map.Errors | Should -Contain MethodInvocationNotSupportedInConstrainedLanguage
        Test-Path $evidence | Should -BeFalse
    }

    It 'runs the user''s code constrained, where the loop has nothing like it: <Name>' -ForEach @(
        @{ Name = 'a $using: value'; Script = 'Use-Using EVIL' }
        @{ Name = 'a constant'; Script = 'Use-Constant EVIL' }
        @{ Name = 'a partial worker'; Script = 'Use-Partial EVIL' }
        @{ Name = 'a partial worker of the user'; Script = 'Use-Worker (New-PartialWorker EVIL)' }
        @{ Name = 'a worker in a runspace of its own'; Script = 'Use-Isolated EVIL' }
        @{ Name = 'a nested map'; Script = 'Use-Worker { 1 | Invoke-ParallelMap EVIL }' }
        @{ Name = 'an initialization script'; Script = 'Use-Initial EVIL' }
        @{ Name = 'a function of an initialization script'; Script = 'Use-Initial { function global:Get-Evil EVIL; Get-Evil }' }
        @{ Name = 'a finalization script'; Script = 'Use-Final EVIL' }
        @{ Name = 'a default initialization script'; Script = '$PSDefaultParameterValues["Invoke-ParallelMap:InitializationScript"] = { EVIL }; Get-When' }
        @{ Name = 'a default finalization script'; Script = '$PSDefaultParameterValues["*-ParallelMap:Fin*"] = { EVIL }; Get-When' }
        @{ Name = 'a function by its command'; Script = 'function Get-Evil EVIL; Use-Worker (Get-Command Get-Evil)' }
    ) {
        $map = Invoke-AsUser $session $Script
        "$($map.Errors)" | Should -Match 'MethodInvocationNotSupportedInConstrainedLanguage|InitializationFailed|FinalizationFailed'
        Test-Path $evidence | Should -BeFalse
    }

    It 'trusts what stands in the attributes of the user''s code no more than that: <Name>' -ForEach @(
        @{ Name = 'of the worker'; Script = 'Use-Worker { param([ValidateScript(EVIL)] $x) $x }' }
        @{ Name = 'of an item'; Script = 'Use-Called { param([ValidateScript(EVIL)] $x) $x }' }
        @{ Name = 'of a function'; Script = 'function Get-Evil { param([ValidateScript(EVIL)] $x) $x }; Use-Worker (Get-Command Get-Evil); Get-Evil 1' }
    ) {
        $null = Invoke-AsUser $session $Script
        Test-Path $evidence | Should -BeFalse
    }

    It 'finds nothing of the user''s for itself: <Name>' -ForEach @(
        @{ Name = 'a function as the default of -Function'; Script = 'function Get-Random EVIL; $PSDefaultParameterValues["Invoke-ParallelMap:Function"] = "Get-Random"; Get-When' }
        @{ Name = 'a function by its name as the worker'; Script = 'function Get-Evil EVIL; Use-Worker Get-Evil' }
        @{ Name = 'a function by its name at run time'; Script = 'function Get-Evil EVIL; Use-Name Get-Evil' }
        @{ Name = 'a module as the default of -Module'; Script = '$PSDefaultParameterValues["Invoke-ParallelMap:Module"] = EVILMODULE; Get-When' }
        @{ Name = 'a module that a default makes'; Script = '$PSDefaultParameterValues["*:Mod*"] = { EVILMODULE }; Get-When' }
        @{ Name = 'a module in a global variable'; Script = '$global:path = EVILMODULE; Use-Module $path' }
    ) {
        $null = Invoke-AsUser $session $Script.Replace('EVILMODULE', "'$evilModule'")
        Test-Path $evidence | Should -BeFalse
    }

    It 'calls no .NET method for the user: <Name>' -ForEach @(
        @{ Name = 'a method'; Script = 'Use-Compiled /nowhere/at/all ([System.IO.File]::ReadAllText)' }
        @{ Name = 'a method with overloads'; Script = 'Use-Compiled /nowhere ([System.IO.Directory]::CreateDirectory)' }
        @{ Name = 'a partial worker'; Script = 'Use-Compiled /nowhere (New-PartialWorker ([System.IO.File]::ReadAllText))' }
    ) {
        (Invoke-AsUser $session $Script).Errors | Should -Be CompiledWorkerNotAllowed
    }

    It 'runs no scripts of the user''s that come with a cmdlet' {
        $library = (Get-Command Start-ThreadJob).ImplementingType.Assembly.Location
        $folder = Join-Path $TestDrive 'Sneak'
        $null = New-Item $folder -ItemType Directory
        Copy-Item $library $folder
        "try { & $evil } catch { }" | Set-Content (Join-Path $folder 'sneak.psm1')
        "@{ ModuleVersion = '1.0'; RootModule = '$(Split-Path $library -Leaf)'; NestedModules = 'sneak.psm1'; CmdletsToExport = '*' }" | Set-Content (Join-Path $folder 'Sneak.psd1')
        $own = New-Endpoint ConstrainedLanguage @{ 'Get-Job1' = '1 | {map} { Start-ThreadJob { "job" } | Receive-Job -Wait -AutoRemoveJob }' }
        try {
            $loop = Invoke-AsUser $own "Import-Module '$folder/Sneak.psd1'; Loop-Get-Job1"
            $loop.Output | Should -Be job
            (Invoke-AsUser $own 'Get-Job1').Output | Should -Be job
            (Invoke-AsUser $own '1 | Invoke-ParallelMap { Start-ThreadJob { "job" } | Receive-Job -Wait -AutoRemoveJob }').Output | Should -Be job
        }
        finally { $own.Dispose() }
        Test-Path $evidence | Should -BeFalse
    }

    It 'is trusted itself' {
        $own = New-Endpoint ConstrainedLanguage @{ 'Get-Mode' = '1 | Invoke-ParallelMap { [System.IO.Directory]::Exists("/"); Get-Inner }'; 'Get-Inner' = '"$($ExecutionContext.SessionState.LanguageMode)"' }
        try { (Invoke-AsUser $own 'Get-Mode').Output | Should -Be 'True', 'FullLanguage' }
        finally { $own.Dispose() }
    }

    It 'does not see a function in its executors that the user''s worker defines there' {
        $own = New-Endpoint ConstrainedLanguage @{ 'Use-Both' = 'param($b) 1, 2 | {map} { if ($_ -eq 1) { & $b } else { Get-Random -Maximum 1 } }'.Replace('{map}', 'Invoke-ParallelMap -ThrottleLimit 1') }
        try { (Invoke-AsUser $own 'Use-Both { function global:Get-Random EVIL }').Output | Should -Be 0 }
        finally { $own.Dispose() }
        Test-Path $evidence | Should -BeFalse
    }
}

Describe 'What trusted code has in a map, while a constrained user''s code runs there' {
    BeforeAll {
        $guarded = {
            param($state)
            $entry = [System.Management.Automation.Runspaces.SessionStateVariableEntry]
            $state.Variables.Add($entry::new('fixed', 'trusted', '', 'Constant'))
            $state.Variables.Add($entry::new('everywhere', 'trusted', '', [System.Management.Automation.ScopedItemOptions] 'Constant, AllScope'))
            $state.Variables.Add($entry::new('kept', 'trusted', '', 'ReadOnly'))
            $state.Variables.Add($entry::new('chosen', 'trusted', '', 'None', [System.Management.Automation.ValidateSetAttribute]::new('trusted', 'other')))
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new('Get-Fixed', '"trusted"', 'Constant', $null))
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateAliasEntry]::new('fixed', 'Get-Fixed', '', 'Constant'))
        }
        $session = New-Endpoint ConstrainedLanguage -Configure $guarded @{
            'Get-Local'   = 'param($b) $p = "trusted"; $b | {map} { & $_; $p }'
            'Get-Later'   = 'param($b) $p = "trusted"; $b, {} | Invoke-ParallelMap { & $_; $p } -ThrottleLimit 1'
            'Get-Inner'   = '$p'
            'Get-Called'  = 'param($b) $p = "trusted"; $b | {map} { & $_; Get-Inner }'
            'Get-Mine'    = 'param($b) $p = "trusted"; $b | {map} { & $_; $p = "mine"; $p }'
            'Get-Setting' = 'param($b) $OFS = "-"; $b | {map} { & $_; "$(1, 2)" }'
            'Get-Held'    = 'param($b) Set-Variable p trusted -Option Constant; $b | {map} { & $_; $p }'
            'Get-Named'   = 'param($b) $p = "trusted"; $b | Invoke-ParallelMap { & $_; $p } -Variable p'
            'Get-Final'   = 'param($b) $p = "trusted"; $b | Invoke-ParallelMap { & $_ } -FinalizationScript { if ($p -ne "trusted") { Write-Warning $p; Write-Error $p } }'
            'Get-Ready'   = '$p = "old"; 1 | Invoke-ParallelMap { $p } -InitializationScript { $p = "$p and new" }'
            'Get-Guarded' = 'param($b) $b | {map} { & $_; $fixed; $everywhere; $kept; $chosen }'
            'Get-Command1' = 'param($b) $b | {map} { & $_; Get-Fixed; fixed }'
        }
    }
    AfterAll { $session.Dispose() }

    It 'is as in the loop: <Name>' -ForEach @(
        @{ Name = 'a local variable, and a global one of its name'; Script = 'USE-Local { $global:p = "evil" }' }
        @{ Name = 'a local variable, and one of the script'; Script = 'USE-Local { $script:p = "evil" }' }
        @{ Name = 'a local variable in a scope of the session'; Script = 'USE-Local { Set-Variable p evil -Scope Global }' }
        @{ Name = 'a local variable, and a constant of all scopes'; Script = 'USE-Local { $global:p = 1; Set-Variable p evil -Scope Global -Option AllScope }; Remove-Variable p -Scope Global -Force -ErrorAction Ignore' }
        @{ Name = 'a local variable that is removed elsewhere'; Script = 'USE-Local { Remove-Variable p -Scope Global -ErrorAction Ignore }' }
        @{ Name = 'a local variable, from a function that it calls'; Script = 'USE-Called { $global:p = "evil" }' }
        @{ Name = 'a local variable of the item''s own'; Script = 'USE-Mine { $global:p = "evil" }' }
        @{ Name = 'a local setting'; Script = 'USE-Setting { $global:OFS = "+" }' }
        @{ Name = 'a local constant'; Script = 'USE-Held { Set-Variable p evil -Scope 1 }' }
        @{ Name = 'a constant'; Script = 'USE-Guarded { $global:fixed = "evil" }' }
        @{ Name = 'a constant by force'; Script = 'USE-Guarded { Set-Variable fixed evil -Scope Global -Force }' }
        @{ Name = 'a constant of all scopes'; Script = 'USE-Guarded { $everywhere = "evil" }' }
        @{ Name = 'a read-only variable'; Script = 'USE-Guarded { $global:kept = "evil" }' }
        @{ Name = 'a variable of few values'; Script = 'USE-Guarded { $global:chosen = "evil" }' }
        @{ Name = 'a constant function'; Script = 'USE-Command1 { Remove-Item function:Get-Fixed -Force }' }
        @{ Name = 'a constant function, copied over'; Script = 'USE-Command1 { Copy-Item function:prompt function:Get-Fixed -Force }' }
        @{ Name = 'a constant alias'; Script = 'USE-Command1 { Set-Alias fixed prompt -Scope Global -Force }' }
    ) {
        $loop = Invoke-AsUser $session $Script.Replace('USE-', 'Loop-Get-')
        $map = Invoke-AsUser $session $Script.Replace('USE-', 'Get-')
        $loop.Output | Should -Not -BeNullOrEmpty
        $map.Output | Should -Be $loop.Output
        $map.Errors | Should -Be $loop.Errors
    }

    It 'is so for the items to come' {
        (Invoke-AsUser $session 'Get-Later { $global:p = "evil" }').Output | Should -Be trusted, trusted
    }

    It 'is so for what -Variable names, and for the finalization script' {
        (Invoke-AsUser $session 'Get-Named { $global:p = "evil" }').Output | Should -Be trusted
        (Invoke-AsUser $session 'Get-Final { $global:p = "evil" }').Errors | Should -BeNullOrEmpty
    }

    It 'is what its own initialization script sets' {
        (Invoke-AsUser $session 'Get-Ready').Output | Should -Be 'old and new'
    }

    It 'can''t be set where the executor can''t judge a value' {
        $script = '[ValidateScript({ $_ -gt 0 })] $global:n = 1; 1 | Invoke-ParallelMap { $global:n = -1; $n }; Remove-Variable n -Scope Global'
        $map = Invoke-AsUser $session $script
        $map.Output | Should -Be 1
        $map.Errors | Should -Be VariableNotWritable
    }
}

Describe 'A user''s default for a parameter of a trusted map' {
    BeforeAll {
        $session = New-Endpoint ConstrainedLanguage @{
            'Get-Map' = '$p = "trusted"; 1 | Invoke-ParallelMap { param($n, $x = "trusted") "$p $x" }'
            'Get-Own' = '$PSDefaultParameterValues = @{ "Invoke-ParallelMap:Constant" = @{ x = "own" } }; 1 | Invoke-ParallelMap { param($n, $x) $x }'
        }
    }
    AfterAll { $session.Dispose() }

    It 'does not change what that runs: <_>' -ForEach @(
        '@{ "Invoke-ParallelMap:Constant" = @{ x = "evil" } }'
        '@{ "ipmap:Constant" = @{ x = "evil" } }'
        '@{ "Invoke-*:Const*" = @{ x = "evil" } }'
        '@{ "*:ArgumentList" = 1, "evil" }'
        '@{ " ''Invoke-ParallelMap'' : ''Constant'' " = @{ x = "evil" } }'
        '@{ "mine:Constant" = @{ x = "evil" } }; Set-Alias mine Invoke-ParallelMap -Scope Global'
        '@{ "min?:Constant" = @{ x = "evil" } }; Set-Alias mine Invoke-ParallelMap -Scope Global'
        '@{ "Invoke-ParallelMap:NoCapture" = $true }; $global:p = "evil"'
        '@{ "Invoke-ParallelMap:Splat" = $true }'
        '@{ "Invoke-ParallelMap:Variable" = "global:p" }; $global:p = "evil"'
    ) {
        $map = Invoke-AsUser $session "`$global:PSDefaultParameterValues = $_; Get-Map"
        $map.Output | Should -BeNullOrEmpty
        $map.Errors | Should -Be UntrustedDefault
    }

    It 'may say how it runs: <_>' -ForEach @(
        '@{ "Invoke-ParallelMap:ThrottleLimit" = 1 }'
        '@{ "Invoke-ParallelMap:Unordered" = $true }'
        '@{ "Get-Random:InputObject" = 1 }'
    ) {
        (Invoke-AsUser $session "`$global:PSDefaultParameterValues = $_; Get-Map").Output | Should -Be 'trusted trusted'
    }

    It 'holds for the user''s own map' {
        $script = '$global:PSDefaultParameterValues = @{ "Invoke-ParallelMap:Constant" = @{ x = "mine" } }; 1 | Invoke-ParallelMap { param($n, $x) $x }'
        (Invoke-AsUser $session $script).Output | Should -Be mine
    }

    It 'is not one that trusted code sets in its own scope' {
        (Invoke-AsUser $session 'Get-Own').Output | Should -Be own
    }
}

Describe 'A map that begins while trusted code runs' {
    BeforeAll {
        $evilScript = Join-Path $TestDrive 'evil.ps1'
        "& $evil" | Set-Content $evilScript
        $trusted = @{
            'Get-One'  = '1'
            'Get-Both' = 'begin { 1 } process { $_ }'
            'Use-Map'  = 'begin { $map = { Invoke-ParallelMap { [Math]::Sqrt($_) } }.GetSteppablePipeline(); $map.Begin($true) } process { $map.Process($_) } end { $map.End() }'
        }
    }

    It 'has the trust of the constrained code that calls it: <Name>' -ForEach @(
        @{ Name = 'a script as the worker'; Script = '& { begin { Get-One } } | Invoke-ParallelMap EVILSCRIPT' }
        @{ Name = 'a block that calls a script'; Script = '& { begin { Get-One } } | Invoke-ParallelMap { EVILSCRIPT }' }
        @{ Name = 'after a trusted command'; Script = 'Get-Both | Invoke-ParallelMap EVILSCRIPT' }
        @{ Name = 'by its alias'; Script = '& { begin { prompt } } | ipmap EVILSCRIPT' }
        @{ Name = 'in the scope of the caller'; Script = '& { begin { Get-One } } | . Invoke-ParallelMap EVILSCRIPT' }
        @{ Name = 'with splatted arguments'; Script = '$all = @{ Worker = "EVILSCRIPT" }; & { begin { Get-One } } | Invoke-ParallelMap @all' }
        @{ Name = 'as a command'; Script = '$map = Get-Command Invoke-ParallelMap; & { begin { Get-One } } | & $map EVILSCRIPT' }
        @{ Name = 'in a function'; Script = 'function f { $input | Invoke-ParallelMap EVILSCRIPT }; & { begin { Get-One } } | f' }
        @{ Name = 'in another map'; Script = '1 | Invoke-ParallelMap { & { begin { Get-One } } | Invoke-ParallelMap EVILSCRIPT }' }
        @{ Name = 'a module'; Script = '& { begin { Get-One } } | Invoke-ParallelMap { Get-Evil } -Module EVILMODULE' }
        @{ Name = 'an initialization script'; Script = '& { begin { Get-One } } | Invoke-ParallelMap { 1 } -InitializationScript { EVILSCRIPT }' }
        @{ Name = 'text'; Script = '& { begin { Get-One } } | Invoke-ParallelMap { Invoke-Expression "& EVIL" }' }
    ) {
        $own = New-Endpoint ConstrainedLanguage $trusted
        try { $null = Invoke-AsUser $own $Script.Replace('EVILSCRIPT', $evilScript).Replace('EVILMODULE', "'$evilModule'") }
        finally { $own.Dispose() }
        Test-Path $evidence | Should -BeFalse
    }

    It 'is trusted where trusted code calls it, by a steppable pipeline' {
        $own = New-Endpoint ConstrainedLanguage $trusted
        try { (Invoke-AsUser $own '& { begin { Get-One } process { 4 } } | Use-Map').Output | Should -Be 1, 2 }
        finally { $own.Dispose() }
    }

    It 'is refused where the user has no language: <_>' -ForEach 'NoLanguage', 'RestrictedLanguage' {
        $own = New-Endpoint $_ ($trusted + @{ 'Get-Hidden' = '"hidden"' }) -Configure { param($state) $state.Commands['Get-Hidden'][0].Visibility = 'Private' }
        try {
            foreach ($upstream in 'Get-Both', 'Get-One') {
                $shell = [PowerShell]::Create()
                $shell.Runspace = $own
                $null = $shell.AddCommand($upstream).AddCommand('Invoke-ParallelMap').AddParameter('Worker', 'Get-Hidden')
                $failure = try { $shell.Invoke(@(2)) } catch { $_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId }
                $shell.Dispose()
                $failure | Should -Match '^LanguageModeTooStrict,'
            }

            (Invoke-AsUser $own New-PartialWorker Get-Hidden -Command).Errors | Should -Be LanguageModeTooStrict
        }
        finally { $own.Dispose() }
    }

    It 'maps in a session that is being opened' {
        $startup = Join-Path $TestDrive 'Startup.psm1'
        '$script:all = 1, 2 | Invoke-ParallelMap { [Math]::Sqrt($_ * $_) }; function Get-All { $script:all }' | Set-Content $startup
        $own = New-Endpoint FullLanguage -Configure { param($state) $state.ImportPSModule([string[]] $startup) }
        try { (Invoke-AsUser $own 'Get-All').Output | Should -Be 1, 2 }
        finally { $own.Dispose() }
    }
}

Describe 'A trusted module that maps, called by a constrained user' {
    BeforeAll {
        $admin = Join-Path $TestDrive 'Admin/Admin.psm1'
        $null = New-Item (Split-Path $admin) -ItemType Directory
        @'
$script:secret = 'secret'
function Get-Inner { $script:secret }
function Use-Each($block) { $local = 'secret'; 1 | Invoke-ParallelMap { $mine = "$script:secret$local"; & $block } }
function Use-Plain($block) { 1 | Invoke-ParallelMap $block }
function Get-Own { 1 | Invoke-ParallelMap { "$script:secret $(Get-Inner)" } }
function Get-Outer { "outer $(Get-Inner)" }
function Use-Items($items) { $items | Invoke-ParallelMap { $mine = $script:secret; & $_ } }
function Get-Block { { $using:secret } }
Export-ModuleMember Use-Each, Use-Plain, Get-Own, Get-Outer, Use-Items, Get-Block
'@ | Set-Content $admin
        $session = New-Endpoint ConstrainedLanguage -Configure { param($state) $state.ImportPSModule([string[]] $admin) }
    }
    AfterAll { $session.Dispose() }

    It 'has its own state' {
        (Invoke-AsUser $session 'Get-Own').Output | Should -Be 'secret secret'
    }

    It 'runs the user''s block constrained' {
        (Invoke-AsUser $session 'Use-Plain { $_ + 1 }').Output | Should -Be 2
        (Invoke-AsUser $session 'Use-Plain EVIL').Errors | Should -Be MethodInvocationNotSupportedInConstrainedLanguage
    }

    It 'says that the user''s block can''t run beside its own' {
        (Invoke-AsUser $session 'Use-Each { 1 }').Errors | Should -Be UntrustedCode
        (Invoke-AsUser $session 'Use-Items { 1 }, { 2 }').Errors | Should -Be UntrustedCode, UntrustedCode
    }

    It 'shows the user''s block nothing of its own: <_>' -ForEach @(
        'Use-Each { "$mine$local$secret$global:secret" }'
        'Use-Each { Get-Variable mine, local, secret -ValueOnly -ErrorAction Ignore }'
        'Use-Each { Get-Inner }'
        'Use-Plain { Get-Inner }'
        '1 | Invoke-ParallelMap { Get-Inner }'
        '1 | Invoke-ParallelMap { $null = Get-Outer; "$secret$global:secret" }'
        'Use-Items { "$mine$secret$global:secret" }, { Get-Variable mine -ValueOnly }'
        '1 | Invoke-ParallelMap (Get-Block) -FinalizationScript { 1 | Invoke-ParallelMap { Write-Warning $using:secret } }'
    ) {
        "$((Invoke-AsUser $session $_).Output)" | Should -Not -Match secret
    }
}

Describe 'A session that was constrained once' {
    BeforeAll {
        $session = New-Endpoint FullLanguage
        $session.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
        $session.SessionStateProxy.LanguageMode = 'FullLanguage'
    }
    AfterAll { $session.Dispose() }

    It 'hands that on: text is constrained' {
        (Invoke-AsUser $session '"& EVIL" | ForEach-Object { Invoke-Expression $_ }').Errors | Should -Be MethodInvocationNotSupportedInConstrainedLanguage
        (Invoke-AsUser $session '"& EVIL" | Invoke-ParallelMap { Invoke-Expression $_ }').Errors | Should -Be MethodInvocationNotSupportedInConstrainedLanguage
        (Invoke-AsUser $session '"& EVIL" | Invoke-ParallelMap { $_ | Invoke-ParallelMap { Invoke-Expression $_ } }').Errors | Should -Be MethodInvocationNotSupportedInConstrainedLanguage
        Test-Path $evidence | Should -BeFalse
    }

    It 'has no compiled workers' {
        (Invoke-AsUser $session '1 | Invoke-ParallelMap ([Math]::Sqrt)').Errors | Should -Be CompiledWorkerNotAllowed
        (Invoke-AsUser $session '1 | Invoke-ParallelMap ([Threading.Tasks.Task]::Delay)').Errors | Should -Be CompiledWorkerNotAllowed
        (Invoke-AsUser $session '1 | Invoke-ParallelMap { $_ | Invoke-ParallelMap ([Math]::Sqrt) }').Errors | Should -Be CompiledWorkerNotAllowed
    }

    It 'maps in its own mode' {
        (Invoke-AsUser $session '1 | Invoke-ParallelMap { [Math]::Sqrt($_) }').Output | Should -Be 1
    }
}

Describe 'An endpoint of few commands' {
    BeforeAll {
        $few = {
            param($state)
            & $files $state
            $state.Variables.Add([System.Management.Automation.Runspaces.SessionStateVariableEntry]::new('PSModuleAutoLoadingPreference', 'None', '', 'Constant'))
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateCmdletEntry]::new('ForEach-Object', [Microsoft.PowerShell.Commands.ForEachObjectCommand], $null))
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateAliasEntry]::new('each', 'ForEach-Object'))
        }
        $session = New-Endpoint ConstrainedLanguage -Few -Configure $few @{
            'Use-Name' = 'param($n) $n | {map} { & $_ }'
            'Get-One'  = '"one"'
        }
    }
    AfterAll { $session.Dispose() }

    It 'maps' {
        $map = Invoke-AsUser $session '$two = 2; 1, 2 | Invoke-ParallelMap { $_ * $two; Get-One; $_ | each { $_ } }'
        $map.Errors | Should -BeNullOrEmpty
        $map.Output | Should -Be 2, one, 1, 4, one, 2
    }

    It 'maps with <Name>' -ForEach @(
        @{ Name = 'an alias of the user'; Script = '1 | Invoke-ParallelMap { function f { "f" }; f }'; Expected = 'f' }
        @{ Name = 'a function of the user'; Script = 'function f { "f" }; 1 | Invoke-ParallelMap { f }'; Expected = 'f' }
        @{ Name = 'a nested map'; Script = '1 | Invoke-ParallelMap { $_, 2 | Invoke-ParallelMap { $_ + 1 } }'; Expected = '2', '3' }
        @{ Name = 'scripts around it'; Script = '1 | Invoke-ParallelMap { $ready } -InitializationScript { $ready = "yes" } -FinalizationScript { "still $ready" }'; Expected = 'yes', 'still yes' }
        @{ Name = 'a time limit'; Script = '1, 2 | Invoke-ParallelMap { if ($_ -eq 1) { while ($true) { } }; "x" } -ItemTimeoutSeconds 0.3 -ThrottleLimit 1'; Expected = 'x' }
        @{ Name = 'a command as the worker'; Script = '1 | Invoke-ParallelMap Get-One'; Expected = 'one' }
        @{ Name = 'a runspace for each item'; Script = '1 | Invoke-ParallelMap { Get-One } -UseNewRunspace'; Expected = 'one' }
    ) {
        (Invoke-AsUser $session $Script).Output | Should -Be $Expected
    }

    It 'has no command in its executors that it has not itself: <_>' -ForEach @(
        '{map} { Get-Date }'
        '{map} { Import-Module Microsoft.PowerShell.Utility }'
        '{map} { Microsoft.PowerShell.Utility\Get-Date }'
        '{map} { $name = "Get-Process"; & $name }'
        '{map} { mkdir }'
        '{map} { dir }'
        '{map} { $global:PSModuleAutoLoadingPreference = "All"; Get-Date }'
        '{map} { Set-Variable PSModuleAutoLoadingPreference All -Scope Global -Force; Get-Date }'
        '{map} { $null | {map} { Get-Date } }'
        '{map} { Invoke-ParallelMapExecutor }'
        '{map} { Set-StrictMode -Version 3 }'
    ) {
        $map = Invoke-AsUser $session ('1 | ' + $_.Replace('{map}', 'Invoke-ParallelMap'))
        $loop = Invoke-AsUser $session ('1 | ' + $_.Replace('{map}', 'ForEach-Object'))
        $loop.Errors | Should -Not -BeNullOrEmpty
        $map.Errors | Should -Be $loop.Errors
        $map.Output | Should -BeNullOrEmpty
    }

    It 'has no command in the executors of its trusted functions that it has not itself' {
        (Invoke-AsUser $session 'Loop-Use-Name Get-Date').Errors | Should -Be CommandNotFoundException
        (Invoke-AsUser $session 'Use-Name Get-Date').Errors | Should -Be CommandNotFoundException
    }

    It 'has no provider in its executors that it has not itself: <_>' -ForEach '$env:PATH', '$function:prompt', '$alias:dir' {
        (Invoke-AsUser $session "1 | Invoke-ParallelMap { $_ }").Output | Should -BeNullOrEmpty
    }

    It 'keeps what is private so' {
        $own = New-Endpoint ConstrainedLanguage -Configure { param($state) $state.Commands['Get-Command'][0].Visibility = 'Private' }
        try {
            (Invoke-AsUser $own '1 | ForEach-Object { (Get-Command Get-Command).Visibility }').Output | Should -Be Private
            (Invoke-AsUser $own '1 | Invoke-ParallelMap { (Get-Command Get-Command).Visibility }').Output | Should -Be Private
        }
        finally { $own.Dispose() }
    }

    It 'imports no module where it has no command for that' {
        (Invoke-AsUser $session "1 | Invoke-ParallelMap { 1 } -Module '$evilModule'").Errors | Should -Be ModulesNotAllowed
    }

    It 'keeps its executors from what was taken away after it was opened: <Name>' -ForEach @(
        @{ Name = 'a command'; Take = { Remove-Item function:oss }; Use = '$_ | oss' }
        @{ Name = 'an alias'; Take = { Remove-Item alias:gci -Force }; Use = 'gci' }
        @{ Name = 'a drive'; Take = { Remove-PSDrive Env }; Use = 'Get-ChildItem env: -ErrorAction Stop' }
    ) {
        $own = New-Endpoint FullLanguage
        try {
            & {
                $shell = [PowerShell]::Create()
                $shell.Runspace = $own
                $null = $shell.AddScript("Get-Random; $Take", $false).Invoke()
                $shell.Dispose()
            }
            $own.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $loop = Invoke-AsUser $own "1 | ForEach-Object { $Use }"
            $map = Invoke-AsUser $own "1 | Invoke-ParallelMap { $Use }"
            $loop.Errors | Should -Not -BeNullOrEmpty
            $map.Errors | Should -Be $loop.Errors
        }
        finally { $own.Dispose() }
    }

    It 'is meant for its trusted functions, too, where the user has no language at all: <_>' -ForEach 'NoLanguage', 'RestrictedLanguage' {
        $own = New-Endpoint $_ -Few -Configure $few @{
            'Get-Mode' = '1 | Invoke-ParallelMap { "$($ExecutionContext.SessionState.LanguageMode)" }'
            'Use-Name' = 'param($n) $n | Invoke-ParallelMap { & $_ }'
            'Use-Deep' = 'param($n) $n | Invoke-ParallelMap { $_ | Invoke-ParallelMap { & $_ } }'
        }
        try {
            (Invoke-AsUser $own Get-Mode -Command).Output | Should -Be FullLanguage
            (Invoke-AsUser $own Use-Name Get-Date -Command).Errors | Should -Be CommandNotFoundException
            (Invoke-AsUser $own Use-Deep Get-Date -Command).Errors | Should -Be CommandNotFoundException
            (Invoke-AsUser $own Invoke-ParallelMap Get-Mode -Command).Errors | Should -Be LanguageModeTooStrict
        }
        finally { $own.Dispose() }
    }

    It 'gives no full language by ForEach-Object -Parallel that it leaves out' {
        $own = New-Endpoint ConstrainedLanguage -Few -Configure $files
        try { $null = Invoke-AsUser $own '1 | Invoke-ParallelMap { 1 | ForEach-Object -Parallel EVIL }' }
        finally { $own.Dispose() }
        Test-Path $evidence | Should -BeFalse
    }
}

Describe 'The internals of an executor' {
    It 'are not reached by the worker: <_>' -ForEach @(
        'Invoke-ParallelMapExecutor (Get-Variable args -Scope Global -ValueOnly)[0]'
        '& (Get-Variable args -Scope Global -ValueOnly)[0]'
        '& (Get-Variable args -Scope Global -ValueOnly)[0] (Get-Variable args -Scope Global -ValueOnly)[0]'
    ) {
        $escape = [scriptblock]::Create($_)
        $steps = [System.Collections.ArrayList]::Synchronized([System.Collections.ArrayList]::new())
        1..2 | Invoke-ParallelMap { $null = $steps.Add("start $_"); try { & $escape } catch { }; $null = $steps.Add("end $_") } -ThrottleLimit 1 -ErrorAction SilentlyContinue
        $steps | Should -Be 'start 1', 'end 1', 'start 2', 'end 2'
    }

    It 'are not what the worker can change for the maps to come' {
        1 | Invoke-ParallelMap { [CmdletBinding()] param($n) try { (Get-Variable __parallelConstants -ValueOnly).Add('Other', 'evil') } catch { } } -ErrorAction SilentlyContinue
        1 | Invoke-ParallelMap { [CmdletBinding()] param($n, $Other) "$n$Other" } | Should -Be 1
    }
}

Describe 'A caller that lacks something' {
    It 'maps without a FileSystem provider' {
        $own = New-Endpoint FullLanguage -Few
        try {
            $map = Invoke-AsUser $own '1, 2 | Invoke-ParallelMap { $_ + 1 }'
            $map.Errors | Should -BeNullOrEmpty
            $map.Output | Should -Be 2, 3
        }
        finally { $own.Dispose() }
    }

    It 'maps with a plain table as $PSDefaultParameterValues' {
        [hashtable] $PSDefaultParameterValues = @{ 2 = 3; 'Get-Random:Maximum' = 1 }
        1 | Invoke-ParallelMap { Get-Random } | Should -Be (1 | ForEach-Object { Get-Random })
    }
}

Describe 'An item that writes without end' {
    BeforeAll {
        function Get-Megabytes { [GC]::GetTotalMemory($true) / 1MB }
    }

    It 'is freed at once by a time limit, with what it wrote' {
        $before = Get-Megabytes
        $during = 1, 2 | Invoke-ParallelMap { if ($_ -eq 2) { [GC]::GetTotalMemory($true) / 1MB } else { while ($true) { , [byte[]]::new(1MB); Start-Sleep -Milliseconds 1 } } } -ItemTimeoutSeconds 0.3 -ThrottleLimit 1 -ErrorAction SilentlyContinue
        $during - $before | Should -BeLessThan 30
    }

    It 'is freed at once where it can''t be stopped, with what it wrote' {
        $before = Get-Megabytes
        $during = 1, 2 | Invoke-ParallelMap { if ($_ -eq 2) { [GC]::GetTotalMemory($true) / 1MB } else { foreach ($i in 1..100) { , [byte[]]::new(1MB) }; [System.Threading.Thread]::Sleep(30000) } } -ItemTimeoutSeconds 1 -ThrottleLimit 1 -ErrorAction SilentlyContinue
        $during - $before | Should -BeLessThan 30
    }

    It 'is freed at once by a stop, with what it wrote' {
        $before = Get-Megabytes
        $written = [System.Threading.ManualResetEventSlim]::new()
        $session = Start-Session { param($written) 1 | Invoke-ParallelMap { foreach ($i in 1..100) { , [byte[]]::new(1MB) }; $written.Set(); [System.Threading.Thread]::Sleep(30000) } } $written
        $written.Wait(20000) | Should -BeTrue
        Get-Megabytes | Should -BeGreaterThan ($before + 90)
        Stop-Session $session | Should -BeLessThan 5000
        (Get-Megabytes) - $before | Should -BeLessThan 30
        Close-Session $session
    }
}
