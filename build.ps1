<#
.SYNOPSIS
    The one entry to everything that is done with this repository.
.DESCRIPTION
    Runs in any PowerShell 7.4 or newer, or in the shell of tools/Shell where there is none:
        dotnet run --project tools/Shell -- build.ps1 Test
.PARAMETER Task
    Build    compiles the module into out/ParallelCmdlets, from where it can be imported
    Demo     builds, then shows the module at work
    Test     builds, then runs the xunit and the Pester tests
    Bench    builds, then measures the map against the loop and against others, and the engine's parts
    Soak     builds, then runs random maps that end in random ways for some minutes
    Package  builds, then makes out/ParallelCmdlets.<version>.zip
    Clean    removes what the other tasks made
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Demo', 'Test', 'Bench', 'Soak', 'Package', 'Clean')]
    [string] $Task = 'Build'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$out = Join-Path $root 'out'
$module = Join-Path $out 'ParallelCmdlets'
$xunitSuites = 'Unit', 'Concurrency'

function Invoke-DotNet {
    # The build's chatter goes to the host; a task's output stays its own.
    & dotnet @args | ForEach-Object { Write-Host $_ }
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-Script([string] $Path, [string[]] $Argument = @()) {
    # In a process of its own, in the PowerShell that runs this: a process can't unload a module's DLLs.
    $host_ = [Environment]::ProcessPath
    $first = @()
    if ([IO.Path]::GetFileNameWithoutExtension($host_) -eq 'dotnet') { $first = @([Environment]::GetCommandLineArgs()[0]) }
    & $host_ @first -NoProfile -File $Path @Argument | ForEach-Object { Write-Host $_ }
    if ($LASTEXITCODE -ne 0) { throw "$(Split-Path $Path -Leaf) failed with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-DotNet build (Join-Path $root 'src/Module/ParallelCmdlets.csproj') -c Release -v quiet -nologo '-clp:NoSummary'
    if (Test-Path $module) { Remove-Item $module -Recurse -Force }
    $null = New-Item $module -ItemType Directory -Force
    $built = Join-Path $root 'src/Module/bin/Release/netstandard2.0'
    foreach ($file in 'ParallelCmdlets.dll', 'ParallelCmdlets.Engine.dll') { Copy-Item (Join-Path $built $file) $module }
    foreach ($file in 'ParallelCmdlets.psd1', 'ParallelCmdlets.format.ps1xml', 'LICENSE') { Copy-Item (Join-Path $root $file) $module }
    $help = Join-Path $module 'en-US'
    $null = New-Item $help -ItemType Directory -Force
    foreach ($file in 'ParallelCmdlets.dll-Help.xml', 'about_ParallelCmdlets.help.txt') { Copy-Item (Join-Path $root "src/Module/$file") $help }
    Write-Host "Built the module: $module"
}

function Invoke-Test {
    $results = Join-Path $out 'results'
    if (Test-Path $results) { Remove-Item $results -Recurse -Force }
    $null = New-Item $results -ItemType Directory -Force
    $problem = @()

    foreach ($suite in $xunitSuites) {
        try { Invoke-DotNet test (Join-Path $root "tests/$suite") -c Release -v quiet -nologo --logger "trx;LogFileName=$suite.trx" --logger 'console;verbosity=minimal' --results-directory $results }
        catch { $problem += "${suite}: $_" }
    }
    try { Invoke-Script (Join-Path $root 'tests/Pester/Run.ps1') (Join-Path $results 'pester.json') }
    catch { $problem += "Pester: $_" }

    $passed = 0
    $failed = 0
    foreach ($suite in $xunitSuites) {
        $trx = Join-Path $results "$suite.trx"
        if (-not (Test-Path $trx)) { $problem += "$suite wrote no result."; continue }
        $counters = ([xml](Get-Content $trx -Raw)).TestRun.ResultSummary.Counters
        Write-Host "${suite}: $($counters.passed) passed, $($counters.failed) failed"
        if ([int]$counters.passed -eq 0) { $problem += "$suite ran no test." }
        $passed += [int]$counters.passed
        $failed += [int]$counters.failed
    }
    $json = Join-Path $results 'pester.json'
    if (Test-Path $json) {
        $pester = Get-Content $json -Raw | ConvertFrom-Json
        Write-Host "Pester: $($pester.Passed) passed, $($pester.Failed) failed"
        if ([int]$pester.Passed -eq 0) { $problem += 'Pester ran no test.' }
        $passed += [int]$pester.Passed
        $failed += [int]$pester.Failed
    }
    else { $problem += 'Pester wrote no result.' }

    foreach ($line in $problem) { Write-Host $line }

    # A suite that could not run counts as a failure of its own.
    if ($problem -and $failed -eq 0) { $failed = 1 }
    Write-Host "$passed passed, $failed failed"
    if ($failed -gt 0) { exit 1 }
}

function Invoke-Bench {
    Invoke-DotNet build (Join-Path $root 'bench/Peers') -c Release -v quiet -nologo '-clp:NoSummary'
    Invoke-Script (Join-Path $root 'bench/Bench.ps1')
    Invoke-DotNet run --project (Join-Path $root 'bench/Engine') -c Release -v quiet '--' (Join-Path $out 'results/engine')
}

function Invoke-Package {
    $version = (Import-PowerShellDataFile (Join-Path $root 'ParallelCmdlets.psd1')).ModuleVersion
    $zip = Join-Path $out "ParallelCmdlets.$version.zip"
    if (Test-Path $zip) { Remove-Item $zip }
    [IO.Compression.ZipFile]::CreateFromDirectory($module, $zip, 'Optimal', $true)
    Write-Host "Packed the module: $zip"
}

switch ($Task) {
    'Build' { Invoke-Build }
    'Demo' { Invoke-Build; Invoke-Script (Join-Path $root 'examples/Demo.ps1') }
    'Test' { Invoke-Build; Invoke-Test }
    'Bench' { Invoke-Build; Invoke-Bench }
    'Soak' { Invoke-Build; Invoke-Script (Join-Path $root 'tests/Soak/Soak.ps1') }
    'Package' { Invoke-Build; Invoke-Package }
    'Clean' {
        if (Test-Path $out) { Remove-Item $out -Recurse -Force }
        foreach ($project in 'src/Engine', 'src/Module', 'tests/Unit', 'tests/Concurrency', 'bench/Peers', 'bench/Engine') {
            foreach ($folder in 'bin', 'obj') {
                $path = Join-Path (Join-Path $root $project) $folder
                if (Test-Path $path) { Remove-Item $path -Recurse -Force }
            }
        }
        Write-Host 'Removed what was built.'
    }
}
