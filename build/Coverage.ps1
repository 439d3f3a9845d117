# Tells which lines and branches of the module the unit tests reach.
$coverage = Join-Path $out 'coverage'
if (Test-Path $coverage) { Remove-Item $coverage -Recurse -Force }

# The module by its projects: the other suite runs a copy of the scheduling that its tester rewrites.
Invoke-DotNet test (Join-Path $root 'tests/Unit') -c Release -v quiet -nologo --collect 'XPlat Code Coverage' --results-directory $coverage '--' 'DataCollectionRunSettings.DataCollectors.DataCollector.Configuration.Include=[ParallelCmdlets]*,[ParallelCmdlets.Engine]*'
$measured = Get-ChildItem $coverage -Recurse -Filter coverage.cobertura.xml
if (-not $measured) { throw 'The tests ran, but nothing was measured: out/coverage has no coverage.cobertura.xml. Look at what dotnet test said above.' }
Invoke-DotNetTool dotnet-reportgenerator-globaltool "-reports:$($measured.FullName -join ';')" "-targetdir:$coverage" '-reporttypes:Html;JsonSummary' '-verbosity:Warning'

$report = Get-Content (Join-Path $coverage 'Summary.json') -Raw | ConvertFrom-Json
foreach ($assembly in $report.coverage.assemblies) { Write-Host "$($assembly.name): $($assembly.coverage) % of lines, $($assembly.branchcoverage) % of branches" }
$all = $report.summary
Write-Host "All: $($all.linecoverage) % of $($all.coverablelines) lines, $($all.branchcoverage) % of $($all.totalbranches) branches. Report: $(Join-Path $coverage 'index.html')"
