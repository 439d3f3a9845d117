# How to start once more the PowerShell that runs this; shared by the build, the tests and the bench.

# The words that start it, without a profile.
function Get-ThisPowerShell {
    $program = (Get-Process -Id $PID).Path
    $program

    # As a .NET tool PowerShell is 'dotnet pwsh.dll'.
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] }
    '-NoProfile'
}

# Runs this PowerShell in a process of its own. Gives what it writes; its exit code is in $LASTEXITCODE.
function Invoke-ThisPowerShell {
    $program, $words = Get-ThisPowerShell
    & $program @words @args
}
