# How to start once more the PowerShell that runs this; shared by the build, the tests and the bench.

# Runs this PowerShell in a process of its own, without a profile. Gives what it writes; its exit code is in $LASTEXITCODE.
function Invoke-ThisPowerShell {
    $program = (Get-Process -Id $PID).Path

    # As a .NET tool PowerShell is 'dotnet pwsh.dll'.
    $dll = @()
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { $dll = @([Environment]::GetCommandLineArgs()[0]) }
    & $program @dll -NoProfile @args
}
