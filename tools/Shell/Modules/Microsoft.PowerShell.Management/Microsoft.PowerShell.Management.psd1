@{
    ModuleVersion = '7.0.0.0'
    GUID = 'eefcb906-b326-4e99-9f54-8b4bb6ef3c6d'
    Description = 'Stand-ins for the commands of Microsoft.PowerShell.Management that scripts here use.'
    PowerShellVersion = '7.4'
    NestedModules = @('../../StandIns.dll')
    FunctionsToExport = @()
    AliasesToExport = @()
    CmdletsToExport = @(
    'Add-Content', 'Convert-Path', 'Copy-Item', 'Get-ChildItem', 'Get-Content', 'Get-Item', 'Get-Location',
    'Get-PSDrive', 'Get-Process', 'Join-Path', 'Move-Item', 'New-Item', 'Pop-Location', 'Push-Location',
    'Remove-Item', 'Rename-Item', 'Resolve-Path', 'Set-Content', 'Set-Item', 'Set-Location', 'Split-Path',
    'Test-Path'
    )
}
