# The Python child: started once, idle between the rounds, measures itself and checks its own results.

$python = @{ Process = $null }

function Invoke-Python([string] $What, [int] $Count) {
    if (-not $python.Process) {
        $start = [Diagnostics.ProcessStartInfo]::new('python3', "`"$(Join-Path $benchRoot 'pool.py')`"")
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $python.Process = [Diagnostics.Process]::Start($start)
    }
    $python.Process.StandardInput.WriteLine("$What $Count")
    $python.Process.StandardInput.Flush()
    $line = $python.Process.StandardOutput.ReadLine()
    if (-not $line) { throw 'python3 ended.' }
    $answer = ConvertFrom-Json $line
    if (-not $answer.right) { throw "Python's $What gave a wrong result." }
    New-Measured ([double] $answer.seconds) $null $true
}

function Stop-Python {
    if (-not $python.Process) { return }
    $python.Process.StandardInput.Close()
    if (-not $python.Process.WaitForExit(5000)) { $python.Process.Kill() }
    $python.Process = $null
}
