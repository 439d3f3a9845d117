# Runs the Pester tests and writes the counts to a file; the exit code is 0 whenever the counts could be taken.
param([Parameter(Mandatory)] [string] $ResultFile)

# No preference is set here: the tests would see it.
Import-Module Pester -MinimumVersion 5.0 -ErrorAction Stop
$result = Invoke-Pester -Path $PSScriptRoot -PassThru -Output Normal

# A file that fails before its first test has no failed test to show for it.
$failed = $result.FailedCount + @($result.FailedContainers).Count
if ($failed -eq 0 -and $result.Result -ne 'Passed') { $failed = 1 }
@{ Passed = $result.PassedCount; Failed = $failed } | ConvertTo-Json | Set-Content $ResultFile -ErrorAction Stop
