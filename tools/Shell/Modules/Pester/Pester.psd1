@{
    ModuleVersion = '5.7.0'
    GUID = '9c5f1b0c-6d0e-4b0e-9d3c-0a4d0c6a7f52'
    Description = 'A stand-in for the part of Pester 5 that the tests here use.'
    PowerShellVersion = '7.4'
    NestedModules = @('../../StandIns.dll')
    FunctionsToExport = @()
    CmdletsToExport = @(
        'Add-PesterAfterAll', 'Add-PesterAfterEach', 'Add-PesterBeforeAll', 'Add-PesterBeforeEach',
        'Add-PesterBlock', 'Add-PesterTest', 'Assert-PesterSupport', 'Assert-PesterValue', 'Invoke-Pester',
        'Invoke-PesterBeforeDiscovery', 'New-PesterConfiguration', 'Set-ItResult'
    )
    AliasesToExport = @(
        'AfterAll', 'AfterEach', 'BeforeAll', 'BeforeDiscovery', 'BeforeEach', 'Context', 'Describe', 'It', 'Should',
        'Add-ShouldOperator', 'Assert-MockCalled', 'Assert-VerifiableMock', 'InModuleScope', 'Mock', 'New-PesterContainer'
    )
}
