# What several test files share; each dot-sources it in its BeforeAll.
$modulePath = Join-Path $PSScriptRoot '../../out/ParallelCmdlets/ParallelCmdlets.psd1'
Import-Module $modulePath
. (Join-Path $PSScriptRoot '../../build/PowerShell.ps1')

# Waits until a condition holds; the test then judges the condition itself.
function Wait-Until([scriptblock] $Condition, [int] $Milliseconds = 5000) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition) -and $watch.ElapsedMilliseconds -lt $Milliseconds) { [System.Threading.Thread]::Sleep(10) }
}

# Counts the runspaces of this process that were opened for somebody.
function Get-RunspaceCount {
    $all = [runspace].GetProperty('RunspaceList', [System.Reflection.BindingFlags] 'NonPublic, Static').GetValue($null)
    @($all | Where-Object Name -NE 'ParallelMap spare').Count
}

# Starts a script with the module in a session of its own, which the test can stop; nothing here waits.
function Start-Session([scriptblock] $Script, [object[]] $Arguments = @()) {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule([string[]] $modulePath)
    $shell = [PowerShell]::Create($state)
    $null = $shell.AddScript($Script.ToString())
    foreach ($argument in $Arguments) { $null = $shell.AddArgument($argument) }
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    [pscustomobject] @{ Shell = $shell; Output = $output; Running = $shell.BeginInvoke($none, $output) }
}

# Waits for a session to end by itself. Gives whether it did.
function Wait-Session($Session, [int] $Milliseconds = 20000) {
    $Session.Running.AsyncWaitHandle.WaitOne($Milliseconds)
}

# Stops a session as Ctrl-C does. Gives the milliseconds until it had ended.
function Stop-Session($Session, [int] $Milliseconds = 20000) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $stop = $Session.Shell.BeginStop($null, $null)
    $null = $stop.AsyncWaitHandle.WaitOne($Milliseconds)
    $watch.ElapsedMilliseconds
}

# Releases a session that has ended or was stopped; one that is still running is left alone, as its release would wait for it.
function Close-Session($Session) {
    if (-not $Session.Running.IsCompleted) { return }
    $own = $Session.Shell.Runspace
    $Session.Shell.Dispose()
    $own.Dispose()
}

# A sequence that counts in $Counter.Given what was asked of it, and fails when it reaches $FailAt.
function New-Generator([hashtable] $Counter, [int] $FailAt = -1, [int] $Count = [int]::MaxValue) {
    $next = {
        param($number)
        if ($number -eq $FailAt) { throw 'the source broke' }
        $Counter.Given++
        $number
    }.GetNewClosure()
    $numbers = [System.Linq.Enumerable]::Select([System.Linq.Enumerable]::Range(0, $Count), [Func[int, int]] $next)
    , $numbers
}
