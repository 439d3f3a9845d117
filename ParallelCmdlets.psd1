@{
    RootModule             = 'ParallelCmdlets.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = 'b5c3e1a4-6d0f-4f0b-9a52-7f4c2a9d7e31'
    Author                 = 'ParallelCmdlets contributors'
    CompanyName            = 'ParallelCmdlets'
    Copyright              = 'Copyright (c) ParallelCmdlets contributors. MIT License.'
    Description            = 'Makes an embarrassingly parallel loop parallel: Invoke-ParallelMap runs a worker over its input on all cores and writes what the sequential loop would have written, in order; New-PartialWorker binds the constants.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Core', 'Desktop')
    RequiredAssemblies     = @('ParallelCmdlets.Engine.dll')
    TypesToProcess         = @('ParallelCmdlets.types.ps1xml')
    FormatsToProcess       = @('ParallelCmdlets.format.ps1xml')
    CmdletsToExport        = @('Invoke-ParallelMap', 'Measure-ParallelResult', 'New-PartialWorker', 'Show-ParallelTimeline')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @('ipmap')
    PrivateData            = @{
        PSData = @{
            Tags         = @('parallel', 'foreach', 'ForEach-Object', 'map', 'multiprocessing', 'multithreading', 'runspace', 'threadjob', 'throttle', 'pipeline', 'concurrency', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            ProjectUri   = 'https://github.com/ParallelCmdlets/ParallelCmdlets'
            LicenseUri   = 'https://github.com/ParallelCmdlets/ParallelCmdlets/blob/main/LICENSE'
            Prerelease   = 'preview1'
            # The build puts the changelog of the version here.
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
