# What build.ps1 says where it can't do what it is asked: a sentence with what to do, exit code 1, and nothing left behind.
BeforeDiscovery {
    $isOld = $PSVersionTable.PSVersion -lt [version] '7.4'
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot ../..))
    $hasSdk = $false
    if (-not $isOld -and (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        Push-Location $root
        $null = & dotnet --version 2>&1
        $hasSdk = $LASTEXITCODE -eq 0
        Pop-Location
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot ../../build/PowerShell.ps1)
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot ../..))

    # A copy of what a build reads first, in a folder of its own, and the names of what is in it.
    function New-Copy([string] $Name) {
        $copy = Join-Path $TestDrive $Name
        foreach ($folder in '', 'build', 'src/Engine', 'src/Module') {
            $null = New-Item (Join-Path $copy $folder) -ItemType Directory -Force
            Get-ChildItem (Join-Path $root $folder) -File | Copy-Item -Destination (Join-Path $copy $folder)
        }
        $copy
    }
    function Get-Name([string] $Folder) { (Get-ChildItem $Folder -Recurse -Force).FullName | Sort-Object }

    # Runs a task with other environment variables. Gives what it wrote, its exit code, and what is new in the folder.
    function Invoke-Build([string] $Copy, [string[]] $Arguments, [hashtable] $Environment = @{}) {
        $before = Get-Name $Copy
        $own = @{}
        foreach ($name in $Environment.Keys) { $own[$name] = [Environment]::GetEnvironmentVariable($name); [Environment]::SetEnvironmentVariable($name, $Environment[$name]) }
        try { $said = @(Invoke-ThisPowerShell -File (Join-Path $Copy build.ps1) @Arguments 2>&1 | ForEach-Object { "$_" }) }
        finally { foreach ($name in $own.Keys) { [Environment]::SetEnvironmentVariable($name, $own[$name]) } }
        @{ Said = $said; ExitCode = $LASTEXITCODE; Left = @(Get-Name $Copy | Where-Object { $_ -notin $before }) }
    }

    function Assert-Refused($Run, [string] $Sentence) {
        $Run.Said.Count | Should -Be 1 -Because "it is one sentence: $($Run.Said -join "`n")"
        $Run.Said[0] | Should -Match $Sentence
        $Run.ExitCode | Should -Be 1
        $Run.Left | Should -BeNullOrEmpty
    }
}

Describe 'The build' {
    It 'names its tasks where it is asked for another' {
        Assert-Refused (Invoke-Build (New-Copy task) Bild) "^build\.ps1 Bild: There is no task 'Bild'\. The tasks are Build, .*, Clean;"
    }

    It 'tells which PowerShell it needs, and how to get it' -Skip:(-not $isOld) {
        Assert-Refused (Invoke-Build (New-Copy shell) Build) 'needs PowerShell 7\.4 or newer.*dotnet tool exec'
    }

    It 'tells where the SDK comes from where there is no dotnet' -Skip:$isOld {
        $nothing = New-Item (Join-Path $TestDrive nothing) -ItemType Directory
        Assert-Refused (Invoke-Build (New-Copy path) Build @{ PATH = "$nothing" }) 'There is no dotnet on the PATH\. The \.NET SDK 10\.0\.\d+ .* is needed: install it from'
    }

    It 'tells which SDK it needs where the installed one is too old' -Skip:(-not $hasSdk) {
        $copy = New-Copy old
        $file = Join-Path $copy global.json
        [System.IO.File]::WriteAllText($file, ([System.IO.File]::ReadAllText($file) -replace '"version": "[\d.]+"', '"version": "99.0.100"'))
        Assert-Refused (Invoke-Build $copy Build) 'No \.NET SDK here will do \(installed: \d.*\)\. The \.NET SDK .* is needed: install it from'
    }

    # Whoever is root may write where it is forbidden, but no one in a file.
    It 'says that nothing can be written, and where to go' -Skip:(-not $hasSdk) {
        $copy = New-Copy closed
        $null = New-Item (Join-Path $copy out) -ItemType File
        Assert-Refused (Invoke-Build $copy Build) 'Nothing can be written here \(.+\)\. Copy the repository to a folder of your own'
    }

    It 'says that the source of packages is out of reach, and takes back what it began' -Skip:(-not $hasSdk) {
        $copy = New-Copy network
        [System.IO.File]::WriteAllText((Join-Path $copy NuGet.Config), '<configuration><packageSources><clear /><add key="none" value="http://127.0.0.1:9/" allowInsecureConnections="true" /></packageSources></configuration>')
        $run = Invoke-Build $copy Build @{ NUGET_PACKAGES = Join-Path $TestDrive packages; NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT = '1' }
        Assert-Refused $run "package source can't be reached.*127\.0\.0\.1.*Check the network"
    }
}
