BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    # A script of its own: what it uses holds where it runs.
    function Invoke-UserScript([string] $Text) {
        $path = Join-Path $TestDrive 'User.ps1'
        Set-Content $path ("using namespace System.Collections.Generic`nfunction Get-TypeName { `"`$('List[int]' -as [type])`" }`n" + $Text)
        & $path
    }
}

Describe 'using namespace of the caller' {
    It 'holds for types named at run time <Where>' -ForEach @(
        @{ Where = 'in the worker'; Map = { 1 | Invoke-ParallelMap { "$('List[int]' -as [type])" } } }
        @{ Where = 'in an advanced worker'; Map = { 1 | Invoke-ParallelMap { [CmdletBinding()] param($n) "$('List[int]' -as [type])" } } }
        @{ Where = 'in a block in the worker'; Map = { 1 | Invoke-ParallelMap { & { "$('List[int]' -as [type])" } } } }
        @{ Where = 'in a function that the worker calls'; Map = { 1 | Invoke-ParallelMap { Get-TypeName } } }
        @{ Where = 'in a function as the worker'; Map = { 1 | Invoke-ParallelMap Get-TypeName } }
        @{ Where = 'in an initialization script'; Map = { 1 | Invoke-ParallelMap { $name } -InitializationScript { $name = "$('List[int]' -as [type])" } } }
        @{ Where = 'in a map within the worker'; Map = { 1 | Invoke-ParallelMap { 1 | Invoke-ParallelMap { "$('List[int]' -as [type])" } } } }
        @{ Where = 'as arguments of commands'; Map = { 1 | Invoke-ParallelMap { (New-Object 'List[int]').GetType().FullName -replace '`1\[\[System.Int32.*', '[int]' } } }
    ) {
        Invoke-UserScript "$Map" | Should -Be 'System.Collections.Generic.List[int]'
    }
}

Describe 'using namespace of a module' {
    BeforeAll {
        $module = Join-Path $TestDrive 'ParallelNamespaces.psm1'
        Set-Content $module @'
using namespace System.Text
function Get-BuilderName { "$('StringBuilder' -as [type])" }
function Invoke-BuilderMap { 1 | Invoke-ParallelMap { Get-BuilderName } }
'@
        Import-Module $module
    }

    AfterAll {
        Remove-Module ParallelNamespaces
    }

    It 'holds in its functions' {
        Invoke-BuilderMap | Should -Be System.Text.StringBuilder
    }
}
