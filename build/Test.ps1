# Runs the suites, or what -Path names of them, and ends with the line 'N passed, N failed'.
param([string] $Path, [string] $PesterVersion)

$tests = Join-Path $root 'tests'
$chosen = if ($Path) { [IO.Path]::TrimEndingDirectorySeparator([IO.Path]::GetFullPath($Path, $PWD.ProviderPath)) } else { $tests }
$suites = @('Desktop', 'Unit', 'Concurrency', 'Pester' | Where-Object { $chosen -in $tests, (Join-Path $tests $_) })
if ($chosen -like (Join-Path $tests 'Pester/*.Tests.ps1')) { $suites = @('Pester') }
if (-not $suites -or -not (Test-Path $chosen)) { throw "There is no test in '$Path'. Give a suite such as tests/Unit, a file of Pester tests, or nothing for all." }

if ('Pester' -in $suites) {
    $pester = Get-PackagedModule Pester $PesterVersion
    if (-not (Test-Path $pester)) { throw "There is no Pester $PesterVersion here. Give -PesterVersion one of the versions in tests/Pester/Packages.proj." }
}

if (Test-Path $results) { Remove-Item $results -Recurse -Force }
$null = New-Item $results -ItemType Directory -Force
$problems = @()
$counts = [ordered] @{}

# What Windows PowerShell 5.1 lacks does not compile there.
if ('Desktop' -in $suites) {
    $counts['Desktop'] = @{ Passed = 1; Failed = 0 }
    try { Invoke-DotNet build (Join-Path $tests 'Desktop') -c Release -v quiet -nologo }
    catch {
        $counts['Desktop'] = @{ Passed = 0; Failed = 1 }
        $problems += "Desktop: $_"
    }
}

foreach ($suite in 'Unit', 'Concurrency' | Where-Object { $_ -in $suites }) {
    $file = Join-Path $results "$suite.trx"
    try { Invoke-DotNet test (Join-Path $tests $suite) -c Release -v quiet -nologo --logger "trx;LogFileName=$file" --logger 'console;verbosity=minimal' }
    catch { $problems += "${suite}: $_" }
    if (-not (Test-Path $file)) { continue }
    $counters = ([xml] (Get-Content $file -Raw)).TestRun.ResultSummary.Counters
    $counts[$suite] = @{ Passed = [int] $counters.passed; Failed = [int] $counters.failed }
}

if ('Pester' -in $suites) {
    $file = Join-Path $results 'Pester.xml'
    $scripts = if ($chosen -eq $tests) { Join-Path $tests 'Pester' } else { $chosen }
    try { Invoke-Script (Join-Path $tests 'Pester/Run.ps1') $scripts, $pester, $file }
    catch { $problems += "Pester: $_" }
    if (Test-Path $file) {
        $run = ([xml] (Get-Content $file -Raw)).'test-run'
        $counts["Pester $PesterVersion"] = @{ Passed = [int] $run.passed; Failed = [int] $run.failed }
    }
}

foreach ($suite in $counts.Keys) {
    Write-Host "${suite}: $($counts[$suite].Passed) passed, $($counts[$suite].Failed) failed"
    if ($counts[$suite].Passed + $counts[$suite].Failed -eq 0) { $problems += "$suite ran no test." }
}
foreach ($problem in $problems) { Write-Host $problem }

# A suite that could not run has no failed test to show for it.
$passed = ($counts.Values | ForEach-Object { $_.Passed } | Measure-Object -Sum).Sum
$failed = ($counts.Values | ForEach-Object { $_.Failed } | Measure-Object -Sum).Sum
if ($failed -eq 0 -and ($problems -or $counts.Count -eq 0)) { $failed = 1 }
Write-Host "$([int] $passed) passed, $([int] $failed) failed"
if ($failed -gt 0) { exit 1 }
