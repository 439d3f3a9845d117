# Compiles the module and lays it out as it is installed: whole, or as it was before.
$built = Join-Path $root 'src/Module/bin/Release/netstandard2.0'
$staged = Join-Path $out ".staged/$PID/ParallelCmdlets"

# What a package repository shows of a version is in its manifest: the changelog of that version, or of what is not yet released.
function Add-ReleaseNotes([string] $Manifest) {
    $version = (Import-PowerShellDataFile $Manifest).ModuleVersion
    $changelog = Get-Content (Join-Path $root 'CHANGELOG.md') -Raw
    $notes = $version, 'Unreleased' | ForEach-Object { [regex]::Match($changelog, "(?ms)^## \[$([regex]::Escape($_))\].*?(?=^## |\z)").Value.Trim() } | Where-Object { $_ } | Select-Object -First 1
    $text = [IO.File]::ReadAllText($Manifest).Replace("'See CHANGELOG.md.'", "'$("$notes".Replace("'", "''"))'")
    [IO.File]::WriteAllText($Manifest, $text)
}

$isFirst = -not (Test-Path $out)
try {
    Invoke-DotNet msbuild (Join-Path $root 'src/Module/ParallelCmdlets.csproj') -restore '-p:Configuration=Release' '-v:quiet' -nologo
    $help = New-Item (Join-Path $staged 'en-US') -ItemType Directory -Force
    foreach ($file in 'ParallelCmdlets.dll', 'ParallelCmdlets.Engine.dll') { Copy-Item (Join-Path $built $file) $staged }
    foreach ($file in 'ParallelCmdlets.psd1', 'ParallelCmdlets.format.ps1xml', 'ParallelCmdlets.types.ps1xml', 'LICENSE', 'CHANGELOG.md') { Copy-Item (Join-Path $root $file) $staged }
    foreach ($file in 'ParallelCmdlets.dll-Help.xml', 'about_ParallelCmdlets.help.txt') { Copy-Item (Join-Path $root "src/Module/$file") $help }
    Add-ReleaseNotes (Join-Path $staged 'ParallelCmdlets.psd1')
    if (Test-Path $module) { Remove-Item $module -Recurse -Force }
    Move-Item $staged $module
}
catch {
    # What a first run began is of no use.
    if ($isFirst) { & (Join-Path $PSScriptRoot 'Clean.ps1') 6>$null }
    throw
}
finally {
    Remove-Item (Join-Path $out '.staged') -Recurse -Force -ErrorAction Ignore
}
Write-Host "Built the module: $module"
