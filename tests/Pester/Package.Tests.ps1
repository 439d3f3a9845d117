# What a user gets by Install-PSResource: packed, installed and used by a PowerShell whose home is a folder of the test.
BeforeDiscovery {
    # Windows keeps its list of repositories where no environment variable can move it.
    $isLendable = (Get-Command Compress-PSResource -ErrorAction Ignore) -and $env:OS -ne 'Windows_NT'
}

Describe 'The package' -Skip:(-not $isLendable) {
    BeforeAll {
        . (Join-Path $PSScriptRoot Common.ps1)
        $manifest = Import-PowerShellDataFile $modulePath
        $label = $manifest.PrivateData.PSData['Prerelease']
        $version = @($manifest.ModuleVersion, $label | Where-Object { $_ }) -join '-'
        $ownStore = Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) 'PSResourceGet/PSResourceRepository.xml'
        function Get-OwnStore { if (Test-Path $ownStore) { Get-Content $ownStore -Raw } }
        $before = Get-OwnStore

        $repository = Join-Path $TestDrive repository
        $null = New-Item $repository -ItemType Directory
        $user = @"
            `$ErrorActionPreference = 'Stop'
            `$ProgressPreference = 'SilentlyContinue'
            `$module = '$(Split-Path $modulePath)'
            `$out = '$repository'
            `$packing = & '$(Join-Path $PSScriptRoot '../../build/Package.ps1')' 6>&1
            Register-PSResourceRepository Folder -Uri `$out -Trusted
            `$found = Find-PSResource ParallelCmdlets -Prerelease -Repository Folder
            Install-PSResource ParallelCmdlets -Prerelease -Repository Folder
            Import-Module ParallelCmdlets
            @{
                Packing = "`$packing"
                Found = `$found | Select-Object Name, Prerelease, Tags, ReleaseNotes, @{ Name = 'Uris'; Expression = { "`$(`$_.ProjectUri)", "`$(`$_.LicenseUri)" } }
                Base = (Get-Module ParallelCmdlets).ModuleBase
                Help = (Get-Help Invoke-ParallelMap).Synopsis
                Output = @(1..3 | Invoke-ParallelMap { `$_ * 2 })
            } | ConvertTo-Json -Depth 4
"@
        $own = @{}
        $lent = @{ HOME = "$TestDrive"; XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null; PSModulePath = $null }
        foreach ($name in $lent.Keys) { $own[$name] = [Environment]::GetEnvironmentVariable($name); [Environment]::SetEnvironmentVariable($name, $lent[$name]) }
        try { $written = Invoke-ThisPowerShell -Command $user }
        finally { foreach ($name in $own.Keys) { [Environment]::SetEnvironmentVariable($name, $own[$name]) } }
        $LASTEXITCODE | Should -Be 0 -Because "$written"
        $got = "$written" | ConvertFrom-Json
    }

    It 'is named after the version with its label, and said to be' {
        (Get-ChildItem $repository).Name | Should -Be "ParallelCmdlets.$version.nupkg"
        $got.Packing | Should -Be "Packed the module: $(Join-Path $repository "ParallelCmdlets.$version.nupkg")"
    }

    It 'shows where the project is, its license, its tags and its changelog' {
        $data = $manifest.PrivateData.PSData
        $got.Found.Uris | Should -Be $data.ProjectUri, $data.LicenseUri
        "$($got.Found.Prerelease)" | Should -Be "$label"
        foreach ($tag in $data.Tags) { $got.Found.Tags | Should -Contain $tag }
        $got.Found.ReleaseNotes | Should -Match '^## \['
    }

    It 'is installed into the home of the user, and maps there' {
        $got.Base.StartsWith("$TestDrive") | Should -BeTrue -Because $got.Base
        $got.Output | Should -Be 2, 4, 6
    }

    It 'brings its help, its license and its changelog' {
        $got.Help | Should -Match 'Runs a worker'
        foreach ($file in 'LICENSE', 'CHANGELOG.md') { Join-Path $got.Base $file | Should -Exist }
    }

    It 'leaves the repositories of whoever runs the tests as they were' {
        Get-OwnStore | Should -Be $before
    }
}
