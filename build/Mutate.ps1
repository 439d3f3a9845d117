# Changes one file of src in many ways, one at a time, and tells which changes no unit test notices: each asks for a
# better test, or for a reason why nobody can notice it.
param([string] $Path)

$example = 'such as src/Engine/Scheduling/RetryPolicy.cs'
if (-not $Path) { throw "Mutate needs a file. Give one of src, $example." }
$file = [IO.Path]::GetFullPath($Path, $PWD.ProviderPath)
if (-not (Test-Path $file -PathType Leaf)) { throw "There is no file '$Path' to mutate. Give one of src, $example." }
$name = [IO.Path]::GetRelativePath($root, $file).Replace('\', '/')
if ($name -notmatch '^src/(?<project>\w+)/(?<inProject>.*\.cs)$') { throw "'$Path' is not a C# file of src. Give one, $example." }
$inProject = $Matches.inProject
$project = Get-ChildItem (Join-Path $root "src/$($Matches.project)") -Filter *.csproj

# The tests of a file are in the folder of the same name; where there is none, all may be.
$unit = Join-Path $root 'tests/Unit'
$folder = [IO.Path]::GetFileName([IO.Path]::GetDirectoryName($file))
if (-not (Test-Path (Join-Path $unit $folder))) { throw "'$Path' has no tests of its own: mutants are judged by the tests in tests/Unit/$folder, and there is no such folder. Give another file, $example." }
$mutation = Join-Path $out 'mutation'
if (Test-Path $mutation) { Remove-Item $mutation -Recurse -Force }

Write-Host "Mutates $name, judged by tests/Unit/$folder; that takes some minutes."
$env:TestFolder = $folder
Push-Location $unit
try {
    # What the mutator restores by itself, it does not tell of when it can't.
    Invoke-DotNet restore -v quiet
    Invoke-DotNetTool dotnet-stryker --project $project.Name --mutate $inProject --output $mutation --skip-version-check
}
finally {
    Pop-Location
    $env:TestFolder = $null
}

$report = Get-Content (Join-Path $mutation 'reports/mutation-report.json') -Raw | ConvertFrom-Json -AsHashtable
$mutants = @($report.files.GetEnumerator() | Where-Object { $file.EndsWith($_.Key.Replace('/', [IO.Path]::DirectorySeparatorChar)) } | ForEach-Object { $_.Value.mutants })
$judged = @($mutants | Where-Object status -in 'Killed', 'Timeout', 'Survived', 'NoCoverage')
$alive = @($judged | Where-Object status -in 'Survived', 'NoCoverage')
foreach ($mutant in $alive) { Write-Host "$name($($mutant.location.start.line),$($mutant.location.start.column)): $($mutant.mutatorName): $($mutant.replacement)" }
Write-Host "$($judged.Count) mutants, $($judged.Count - $alive.Count) noticed, $($alive.Count) not. Report: $(Join-Path $mutation 'reports/mutation-report.html')"
