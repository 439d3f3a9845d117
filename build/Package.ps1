# Packs the module as Install-PSResource and Publish-PSResource take it.
if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) { throw "Package needs Compress-PSResource, which PowerShell has since 7.5. 'dotnet tool exec --yes powershell -- -NoProfile -File build.ps1 Package' runs it in the one that the tool manifest pins." }
$packed = Compress-PSResource -Path $module -DestinationPath $out -PassThru
Write-Host "Packed the module: $($packed.FullName)"
