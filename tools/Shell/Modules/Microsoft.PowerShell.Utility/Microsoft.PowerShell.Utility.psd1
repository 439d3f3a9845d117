@{
    ModuleVersion = '7.0.0.0'
    GUID = '1da87e53-152b-403e-98dc-74d7b4d63d59'
    Description = 'Stand-ins for the commands of Microsoft.PowerShell.Utility that scripts here use.'
    PowerShellVersion = '7.4'
    NestedModules = @('../../StandIns.dll')
    FunctionsToExport = @()
    AliasesToExport = @()
    CmdletsToExport = @(
    'Add-Member', 'Add-Type', 'Clear-Variable', 'Compare-Object', 'ConvertFrom-Csv', 'ConvertFrom-Json',
    'ConvertTo-Csv', 'ConvertTo-Json', 'Export-Csv', 'Format-List', 'Format-Table', 'Get-Alias',
    'Get-Culture', 'Get-Date', 'Get-FileHash', 'Get-Member', 'Get-Random', 'Get-Variable', 'Group-Object',
    'Import-Csv', 'Import-PowerShellDataFile', 'Invoke-Expression', 'Measure-Command', 'Measure-Object',
    'New-Alias', 'New-Guid', 'New-Object', 'New-TemporaryFile', 'New-Variable', 'Out-File', 'Out-String',
    'Remove-Variable', 'Select-Object', 'Set-Alias', 'Set-Variable', 'Sort-Object', 'Start-Sleep',
    'Tee-Object', 'Write-Debug', 'Write-Error', 'Write-Host', 'Write-Information', 'Write-Output',
    'Write-Progress', 'Write-Verbose', 'Write-Warning'
    )
}
