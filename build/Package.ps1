# Packs the module as Install-PSResource and Publish-PSResource take it.
$packed = Compress-PSResource -Path $module -DestinationPath $out -PassThru
Write-Host "Packed the module: $($packed.FullName)"
