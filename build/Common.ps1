# What the tasks share: where things are, and how other programs are run.

$root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '..'))
$out = Join-Path $root 'out'
$results = Join-Path $out 'results'
$module = Join-Path $out 'ParallelCmdlets'
. (Join-Path $PSScriptRoot 'PowerShell.ps1')

# Looks once, before anything is done, whether the machine has what every task needs.
function Assert-Machine {
    if ($PSVersionTable.PSVersion -lt [version] '7.4') { throw "build.ps1 needs PowerShell 7.4 or newer, and this is $($PSVersionTable.PSVersion). 'dotnet tool exec --yes powershell -- -NoProfile -File build.ps1' runs it in the one that the tool manifest pins." }
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) { throw 'There is no dotnet on the PATH. Install the .NET SDK 10.0 (https://dot.net/download).' }
    $asked = (Get-Content (Join-Path $root 'global.json') -Raw | ConvertFrom-Json).sdk.version
    $found = & dotnet --list-sdks
    Push-Location $root
    try { $null = & dotnet --version 2>&1 } finally { Pop-Location }
    if ($LASTEXITCODE -ne 0) { throw "The .NET SDK $asked or newer (10.0) is needed; installed: $(if ($found) { $found -replace ' \[.*' -join ', ' } else { 'none' }). Install it from https://dot.net/download." }
    try {
        $null = New-Item $out -ItemType Directory -Force
        $probe = Join-Path $out ".probe$PID"
        [IO.File]::WriteAllText($probe, '')
        [IO.File]::Delete($probe)
    }
    catch { throw "The folder $out can't be written to ($($_.Exception.GetBaseException().Message)). Copy the repository to a folder of your own." }
}

# Runs dotnet; what it says goes to the host, as a task's output is its own.
function Invoke-DotNet {
    $said = [Collections.Generic.List[string]]::new()
    & dotnet @args 2>&1 | ForEach-Object { $said.Add("$_"); Write-Host "$_" }
    if ($LASTEXITCODE -eq 0) { return }
    $unreached = $said -match 'NU1301|NU1303|Unable to load the service index' | Select-Object -First 1
    if ($unreached) { throw "NuGet's package source can't be reached: the first run of a task needs it. Check the network and 'dotnet nuget list source', then run the task again." }
    throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE; what it said stands above."
}

# Runs a tool in the version that the tool manifest pins; the first run fetches it, and no other tool.
function Invoke-DotNetTool([string] $Package) {
    Invoke-DotNet tool exec --yes $Package '--' @args
}

# Runs a script in a process of its own: a process can't unload a module's DLLs.
function Invoke-Script([string] $Path, [string[]] $Argument = @()) {
    Invoke-ThisPowerShell -File $Path @Argument | ForEach-Object { Write-Host $_ }
    if ($LASTEXITCODE -ne 0) { throw "$(Split-Path $Path -Leaf) failed with exit code $LASTEXITCODE." }
}

# Gives the path of a module from NuGet, in the version that tests/Pester/Packages.proj pins; fetches it where it is not there.
function Get-PackagedModule([string] $Name, [string] $Version) {
    $packages = Join-Path $out 'packages'
    $manifest = [IO.Path]::Combine($packages, $Name.ToLowerInvariant(), $Version, 'tools', "$Name.psd1")
    if (-not (Test-Path $manifest)) { Invoke-DotNet restore (Join-Path $root 'tests/Pester/Packages.proj') --packages $packages -v quiet }
    $manifest
}
