# Removes what the other tasks made.
if (Test-Path $out) { Remove-Item $out -Recurse -Force }
foreach ($project in Get-ChildItem (Join-Path $root 'src'), (Join-Path $root 'tests'), (Join-Path $root 'bench') -Recurse -Filter *.csproj) {
    foreach ($folder in 'bin', 'obj') {
        $path = Join-Path $project.DirectoryName $folder
        if (Test-Path $path) { Remove-Item $path -Recurse -Force }
    }
}
Write-Host 'Removed what was built.'
