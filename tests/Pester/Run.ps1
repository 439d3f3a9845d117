# Runs Pester tests and writes their result as NUnit XML; the exit code is 0 only if all of them passed.
param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [string] $Pester, [Parameter(Mandatory)] [string] $ResultFile)

# No preference is set here: the tests would see it.
Import-Module (Convert-Path $Pester -ErrorAction Stop) -ErrorAction Stop
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'NUnit3'
$configuration.TestResult.OutputPath = $ResultFile
$result = Invoke-Pester -Configuration $configuration
exit [int] ($result.Result -ne 'Passed')
