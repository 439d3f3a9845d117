# For the publish workflow: publishes the package that was built, if it is the one that the tag of the release names.
$ErrorActionPreference = 'Stop'
$package = Join-Path $PSScriptRoot "../out/ParallelCmdlets.$($env:TAG -replace '^v').nupkg"
if (-not (Test-Path $package)) { throw "There is no package of the version that the tag '$env:TAG' names: tag the release 'v' and the version of ParallelCmdlets.psd1 with its label." }
Publish-PSResource -NupkgPath $package -Repository PSGallery -ApiKey $env:KEY
