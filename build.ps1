<#
.SYNOPSIS
    The one entry to everything that is done with this repository.
.DESCRIPTION
    Runs in PowerShell 7.4 or newer:
        pwsh build.ps1 Test
    On a machine that has only the .NET SDK, in the PowerShell that .config/dotnet-tools.json pins:
        dotnet tool exec --yes powershell -- -NoProfile -File build.ps1 Test
.PARAMETER Task
    Build    compiles the module into out/ParallelCmdlets, from where it can be imported
    Demo     builds, then shows the module at work
    Test     builds, then compiles against Windows PowerShell's own surface and runs the xunit and the Pester tests, or what -Path names alone
    Bench    builds, then measures the map against the loop and against others, and the engine's parts; keeps and draws the figures
    Soak     builds, then runs random maps that end in random ways for some minutes
    Coverage runs the unit tests and tells which lines and branches they reach; the report is in out/coverage
    Mutate   changes one file of src, given by -Path, in many ways and tells which of them no unit test notices
    Package  builds, then makes out/ParallelCmdlets.<version>.nupkg
    Clean    removes what the other tasks made
.PARAMETER Path
    For Test: a suite (tests/Desktop, tests/Unit, tests/Concurrency, tests/Pester) or a file of Pester tests.
    For Bench: names or wildcards of rows, such as piped-ints,cost-*.
    For Mutate: a file such as src/Engine/Scheduling/RetryPolicy.cs.
.PARAMETER PesterVersion
    For Test: one of the versions in tests/Pester/Packages.proj.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)] [string] $Task = 'Build',
    [Parameter(Position = 1)] [string] $Path,
    [string] $PesterVersion = '5.9.1'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot 'build/Common.ps1')

try {
    $tasks = 'Build', 'Demo', 'Test', 'Bench', 'Soak', 'Coverage', 'Mutate', 'Package', 'Clean'
    if ($Task -notin $tasks) { throw "There is no task '$Task'. The tasks are $($tasks -join ', '); 'Get-Help ./build.ps1 -Full' tells what each does." }
    Assert-Machine
    if ($Task -notin 'Coverage', 'Mutate', 'Clean') { & (Join-Path $root 'build/Build.ps1') }
    switch ($Task) {
        'Demo' { Invoke-Script (Join-Path $root 'examples/Demo.ps1') }
        'Test' { & (Join-Path $root 'build/Test.ps1') $Path $PesterVersion }
        'Bench' { & (Join-Path $root 'build/Bench.ps1') $Path }
        'Soak' { Invoke-Script (Join-Path $root 'tests/Soak/Soak.ps1') }
        'Coverage' { & (Join-Path $root 'build/Coverage.ps1') }
        'Mutate' { & (Join-Path $root 'build/Mutate.ps1') $Path }
        'Package' { & (Join-Path $root 'build/Package.ps1') }
        'Clean' { & (Join-Path $root 'build/Clean.ps1') }
    }
}
catch {
    # A sentence for what went wrong; what a tool said of it stands above.
    [Console]::Error.WriteLine("build.ps1 ${Task}: $_")
    Write-Verbose $_.ScriptStackTrace
    exit 1
}
