# Scripts as they are written every day: each is run as a loop and as a map, by a file of its own, and writes the same.
BeforeAll {
    . $PSScriptRoot/Common.ps1

    function Invoke-Loop($Worker) { process { & $Worker $_ } }

    # Runs a script in which MAP stands for the loop or the map. Gives all that it wrote, as text.
    function Invoke-Script([string] $Text, [string] $How) {
        $path = Join-Path $TestDrive "Everyday$How.ps1"
        $Text.Replace('MAP', $(if ($How -eq 'loop') { 'Invoke-Loop' } else { 'Invoke-ParallelMap' })) | Set-Content $path
        @(& $path *>&1 | ForEach-Object { "$_" } | Where-Object { $_ -notlike 'Captured *' }) -join '|'
    }

    $modules = Join-Path $TestDrive 'modules'
    $null = New-Item $modules -ItemType Directory
    Set-Content (Join-Path $modules 'EverydayOne.psm1') 'function Get-Shared { "one" }; function Get-One { "1" }'
    Set-Content (Join-Path $modules 'EverydayTwo.psm1') 'function Get-Shared { "two" }'
    Set-Content (Join-Path $modules 'EverydayRoot.psm1') 'function Get-Top { "top $(Get-Low)" }'
    Set-Content (Join-Path $modules 'EverydayLow.psm1') 'function Get-Low { "low" }'
    New-ModuleManifest (Join-Path $modules 'Everyday.psd1') -RootModule EverydayRoot.psm1 -NestedModules EverydayLow.psm1 -FunctionsToExport Get-Top
    Set-Content (Join-Path $modules 'EverydayPrefixed.psm1') '$script:base = "base"; $other = "o"; function Get-Base($x) { "$script:base $other $x $(Get-Private)" }; function Get-Private { "p $script:base" }; Export-ModuleMember Get-Base'
    Set-Content (Join-Path $modules 'EverydayHiding.psm1') 'function Get-Zed($x) { "Z$x" }; function Test-Path { "hidden" }'
    $null = New-Item (Join-Path $modules 'EverydaySibling') -ItemType Directory
    Set-Content (Join-Path $modules 'EverydaySibling/EverydaySibling.psm1') 'function Get-SiblingA { "A" }; function Get-SiblingB($x) { "B$x" }'
    New-ModuleManifest (Join-Path $modules 'EverydaySibling/EverydaySibling.psd1') -RootModule EverydaySibling.psm1 -FunctionsToExport Get-SiblingA
    Import-Module (Join-Path $modules 'EverydayPrefixed.psm1') -Prefix Q
    Import-Module (Join-Path $modules 'EverydayHiding.psm1') -NoClobber
    Import-Module (Join-Path $modules 'EverydaySibling/EverydaySibling.psm1')
    $made = New-Module -Name EverydayMade { $script:made = 'made'; function Get-Made { "[$script:made] $(Get-HiddenMade)" }; function Get-HiddenMade { 'h' }; Export-ModuleMember Get-Made }
    Import-Module $made
    $ofModule = (Get-Command Get-QBase).ScriptBlock
    foreach ($file in 'EverydayOne.psm1', 'EverydayTwo.psm1', 'Everyday.psd1') { Import-Module (Join-Path $modules $file) }
    Set-Content (Join-Path $TestDrive 'step.ps1') '"step $args $suffix"'
    Set-Content (Join-Path $TestDrive 'classes.ps1') 'class EverydayTool { [string] Hi() { return "hi" } }; function Get-Hi { [EverydayTool]::new().Hi() }'
}

AfterAll {
    Remove-Module Everyday, EverydayTwo, EverydayOne, EverydayPrefixed, EverydayHiding, EverydaySibling, EverydayMade
}

Describe 'A script of every day' {
    It 'writes what its loop writes: <Name>' -ForEach @(
        @{ Name = 'a generic dictionary'; Script = '$d = [Collections.Generic.Dictionary[string, int]]::new(); $d["a"] = 1; 1..2 | MAP { $d["a"] + $_ }' }
        @{ Name = 'a concurrent dictionary that has something'; Script = '$d = [Collections.Concurrent.ConcurrentDictionary[string, int]]::new(); $d["a"] = 1; 1..2 | MAP { $d.Count }' }
        @{ Name = 'a generic dictionary among the items'; Script = '$d = [Collections.Generic.Dictionary[string, int]]::new(); $d["a"] = 5; 1, $d, 2 | MAP { if ($_ -is [int]) { $_ } else { $_["a"] } }' }
        @{ Name = 'the bound parameters of a function'; Script = 'function F($Where) { $p = $PSBoundParameters; 1..2 | MAP { $p.Where } }; F x' }
        @{ Name = 'two modules that export one name'; Script = '1 | MAP { "$(Get-Shared) $(Get-One)" }' }
        @{ Name = 'two modules that export one name, called by both'; Script = '1 | MAP { Get-Shared; EverydayOne\Get-Shared }' }
        @{ Name = 'a module with nested ones'; Script = '1 | MAP { Get-Top }' }
        @{ Name = 'a module that was imported with a prefix'; Script = '1 | MAP { Get-QBase $_ }' }
        @{ Name = 'a module that was imported with a prefix, by its name'; Script = '1 | MAP { EverydayPrefixed\Get-QBase $_ }' }
        @{ Name = 'a module that was not to hide what was there'; Script = '1 | MAP { Get-Zed $_; Test-Path / }' }
        @{ Name = 'a module that was imported without the manifest beside it'; Script = '1 | MAP { Get-SiblingB $_ }' }
        @{ Name = 'a module that New-Module made'; Script = '1 | MAP { Get-Made }' }
        @{ Name = 'a block of a module in a variable'; Script = '1 | MAP { & $ofModule $_ }' }
        @{ Name = 'a block of a module as an item'; Script = ', $ofModule | MAP { & $_ 1 }' }
        @{ Name = 'a copy of a function of a module'; Script = 'Set-Item function:Get-Copied $ofModule; 1 | MAP { Get-Copied $_ }' }
        @{ Name = 'blocks in items that name a variable'; Script = '$root = "/srv"; @{ Do = { "in $root" } }, @{ Do = { "at $root" } } | MAP { & $_.Do }' }
        @{ Name = 'blocks as items that call a function'; Script = 'function Get-It($n) { "it $n" }; { Get-It 1 }, { Get-It 2 } | MAP { & $_ }' }
        @{ Name = 'blocks in custom objects'; Script = '$root = "/srv"; [pscustomobject] @{ Name = "x"; Action = { "in $root" } } | MAP { & $_.Action }' }
        @{ Name = 'blocks of items with a variable that changes'; Script = '& { foreach ($n in 1..3) { $k = $n; @{ Do = { "k $k" } } } } | MAP { & $_.Do }' }
        @{ Name = 'an alias that was removed, and a function of its name'; Script = 'Remove-Item alias:gtz -Force -ErrorAction Ignore; function gtz { "mine $args" }; 1 | MAP { gtz $_ }'; Since = '6.0' }
        @{ Name = 'a block as a default parameter value'; Script = '$root = "/srv"; $PSDefaultParameterValues = @{ "f:y" = { $root } }; function f { [CmdletBinding()] param($x, $y) "$x y=$y" }; 1 | MAP { f $_ }' }
        @{ Name = 'a function that the body defines later on'; Script = 'function hq { "outer" }; 1 | MAP { hq; function hq { "inner" }; hq }' }
        @{ Name = 'a parameter whose default is the variable of its name'; Script = '$nm = "outer"; 1 | MAP { param($x, $nm = $nm) "[$nm]" }' }
        @{ Name = 'a script file that is called by an alias'; Script = '$suffix = "/srv"; Set-Alias step "$PSScriptRoot/step.ps1"; 1 | MAP { step $_ }' }
        @{ Name = 'a file with classes that the body dot-sources'; Script = '1..4 | MAP { . "$PSScriptRoot/classes.ps1"; Get-Hi }' }
        @{ Name = 'a class that is asked for'; Script = 'class A { [string] Hi() { return "hi" } }; 1 | MAP { $_ -is [A] }' }
        @{ Name = 'an exception class that is caught'; Script = 'class AppError : Exception { AppError([string] $m) : base($m) { } }; 1 | MAP { try { throw "x" } catch [AppError] { "app" } catch { "other" } }' }
        @{ Name = 'objects of a class without methods'; Script = 'class P { [int] $A = 5 }; [P]::new() | MAP { $_.A }' }
        @{ Name = 'an error that a catch writes again'; Script = '$Error.Clear(); $null = 1 | MAP { try { Get-Item /nowhere -ErrorAction Stop } catch { Write-Error $_ } } 2>&1; $Error.Count; $Error[-1].FullyQualifiedErrorId' }
        @{ Name = '$args of a body with a process block'; Script = '1..2 | MAP { process { "a=$args" } }' }
    ) {
        if ($Since -and $PSVersionTable.PSVersion -lt [version] $Since) { Set-ItResult -Skipped -Because "it needs PowerShell $Since" }
        Invoke-Script $Script map | Should -BeExactly (Invoke-Script $Script loop)
    }

    It 'has methods of a class that any runspace may run, with what they name' -Skip:($PSVersionTable.PSVersion -lt [version] '7.4') {
        $script = '$script:base = "b"; function Get-Base { "f" }; [NoRunspaceAffinity()] class Api { static [string] Url([int] $n) { return "$script:base $(Get-Base) $n" } }; 1..2 | MAP { [Api]::Url($_) }'
        Invoke-Script $script map | Should -BeExactly (Invoke-Script $script loop)
    }
}

Describe 'A mandatory parameter that a worker does not give' {
    It 'is said with its name' {
        function M { param([Parameter(Mandatory)] $Needed) $Needed }
        $null = 1 | Invoke-ParallelMap { M } -ErrorAction SilentlyContinue -ErrorVariable found
        $found[0].FullyQualifiedErrorId | Should -Be 'MissingMandatoryParameter,M'
        "$($found[0])" | Should -BeLike '*Needed*'
    }
}

Describe 'An error of a .NET method as the worker' {
    It 'tells where the map was called' {
        $null = 'x' | Invoke-ParallelMap ([int]::Parse) -ErrorAction SilentlyContinue -ErrorVariable found
        $found[0].InvocationInfo.ScriptName | Should -BeLike '*Everyday.Tests.ps1'
        $found[0].ScriptStackTrace | Should -Not -BeNullOrEmpty
    }
}
