BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $manifest = Import-PowerShellDataFile $modulePath
    $data = $manifest.PrivateData.PSData
    $base = Split-Path $modulePath
}

Describe 'The manifest of the built module' {
    It 'has the version of its assemblies, with its label' {
        $assembly = (Get-Command Invoke-ParallelMap).ImplementingType.Assembly
        $informational = $assembly.GetCustomAttributes([System.Reflection.AssemblyInformationalVersionAttribute], $false).InformationalVersion
        ($informational -split '\+')[0] | Should -Be (@($manifest.ModuleVersion, $data['Prerelease'] | Where-Object { $_ }) -join '-')
    }

    It 'carries the changelog of its version, or of what is not yet released' {
        $data.ReleaseNotes | Should -Match "^## \[($([regex]::Escape($manifest.ModuleVersion))|Unreleased)\]"
        $changelog = [System.IO.File]::ReadAllText((Join-Path $base CHANGELOG.md))
        $changelog.Contains($data.ReleaseNotes) | Should -BeTrue
        ($data.ReleaseNotes -split '(?m)^## ').Count | Should -Be 2 -Because 'it is the section of one version'
    }

    It 'has a project and a license that can be opened' {
        foreach ($uri in $data.ProjectUri, $data.LicenseUri) { ([uri] $uri).Scheme | Should -Be 'https' }
    }

    It 'exports what the module has' {
        Import-Module $modulePath
        (Get-Command -Module ParallelCmdlets).Name | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
    }
}
