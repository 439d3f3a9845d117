# Packs the module as Install-PSResource and Publish-PSResource take it.
if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) { throw "Package needs Compress-PSResource, which the first versions of PowerShell 7.4 lack. 'dotnet tool exec --yes powershell -- -NoProfile -File build.ps1 Package' runs it in the one that the tool manifest pins." }
$packed = Compress-PSResource -Path $module -DestinationPath $out -PassThru
Write-Host "Packed the module: $($packed.FullName)"
