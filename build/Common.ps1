# What the tasks share: where things are, and how other programs are run.

$root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '..'))
$out = Join-Path $root 'out'
$results = Join-Path $out 'results'
$module = Join-Path $out 'ParallelCmdlets'
. (Join-Path $PSScriptRoot 'PowerShell.ps1')

# Looks once, before anything is done, whether the machine has what every task needs.
function Assert-Machine {
    if ($PSVersionTable.PSVersion -lt [version] '7.4') { throw "build.ps1 needs PowerShell 7.4 or newer, and this is $($PSVersionTable.PSVersion). 'dotnet tool exec --yes powershell -- -NoProfile -File build.ps1' runs it in the one that the tool manifest pins." }
    $needed = (Get-Content (Join-Path $root 'global.json') -Raw | ConvertFrom-Json).sdk.errorMessage
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) { throw "There is no dotnet on the PATH. $needed" }
    Push-Location $root
    try { $null = & dotnet --version 2>&1 } finally { Pop-Location }
    if ($LASTEXITCODE -ne 0) { throw "No .NET SDK here will do (installed: $(@(& dotnet --list-sdks) -replace ' \[.*' -join ', ')). $needed" }
    try {
        $probe = Join-Path ($out, $root | Where-Object { Test-Path $_ } | Select-Object -First 1) ".probe$PID"
        [IO.File]::WriteAllText($probe, '')
        [IO.File]::Delete($probe)
    }
    catch { throw "Nothing can be written here ($($_.Exception.GetBaseException().Message)). Copy the repository to a folder of your own and run the task there." }
}

# Runs dotnet; what it says goes to the host, as a task's output is its own. That the network is away is said once.
function Invoke-DotNet {
    $unreached = $null
    & dotnet @args 2>&1 | ForEach-Object {
        if ("$_" -notmatch 'NU1301|Unable to load the service index') { Write-Host "$_" }
        elseif (-not $unreached) { $unreached = "$_" -replace '^.*NU1301: | \[[^[]*$' -replace '\.$' }
    }
    if ($LASTEXITCODE -eq 0) { return }
    if ($unreached) { throw "NuGet's package source can't be reached, and the first run of a task needs it ($unreached). Check the network and 'dotnet nuget list source', then run the task again." }
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
    $package = [IO.Path]::Combine($packages, $Name.ToLowerInvariant(), $Version)

    # NuGet writes this file last: without it the package is not whole.
    if (-not (Test-Path (Join-Path $package '.nupkg.metadata'))) { Invoke-DotNet restore (Join-Path $root 'tests/Pester/Packages.proj') --packages $packages -v quiet }
    Join-Path $package "tools/$Name.psd1"
}
