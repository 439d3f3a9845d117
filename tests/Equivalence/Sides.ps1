# Runs a case by the loop and by the map, each side in a script of its own, outside of any try of the tests,
# which would change what errors do. Dot-source Text.ps1 too; $runspace is the session, which has the module.

# Each is one line of a script that has $Worker and $Items.
$loopCall = 'foreach ($_ in $Items) { & $Worker $_ }'
$pipelineCall = '$Items | ForEach-Object { & $Worker $_ }'
$mapCall = 'Invoke-ParallelMap $Worker -InputObject $Items'

# Where each side starts; a worker or a case may go elsewhere.
$start = [System.IO.Path]::GetTempPath()

# Preferences of a session that contexts change.
$usual = @{ ErrorActionPreference = 'Continue'; WarningPreference = 'Continue'; VerbosePreference = 'SilentlyContinue'; InformationPreference = 'SilentlyContinue'; DebugPreference = 'SilentlyContinue'; ProgressPreference = 'Continue' }

# Runs one script to its end. Gives what it wrote, its progress, and the error that ended it.
function Invoke-Side($Context, [string] $Call, $Case, $Items) {
    $shell = [PowerShell]::Create()
    $shell.Runspace = $runspace
    $path = $runspace.SessionStateProxy.Path
    if ($path.CurrentLocation.Path -ne $start) { $null = $path.SetLocation($start) }
    $null = $shell.AddScript($Context.Script.Replace('<call>', $Call), -not $Context.Prompt).AddArgument($Case.Setup.Ast).AddArgument($Case.Worker.Ast).AddArgument($Items)
    foreach ($name in $Context.Global.Keys) { $runspace.SessionStateProxy.SetVariable($name, $Context.Global[$name]) }
    $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $running = $shell.BeginInvoke($none, $output)
    if (-not $running.AsyncWaitHandle.WaitOne(20000)) { throw 'The script did not end.' }
    $failure = $null
    try { $null = $shell.EndInvoke($running) } catch { $failure = $_.Exception }
    $side = @{ Objects = [System.Collections.Generic.List[object]]::new($output); Failure = $null }
    $side.Progress = @($shell.Streams.Progress | ForEach-Object { Get-ProgressText $_ })
    $unmerged = @($shell.Streams.Error)
    $shell.Dispose()
    foreach ($name in $Context.Global.Keys) { $runspace.SessionStateProxy.SetVariable($name, $usual[$name]) }
    if ($failure) {
        # The exception of a method call comes as it is, any other within one of the call above.
        if ($failure.Message -like '*"EndInvoke"*' -and $failure.InnerException -is [System.Management.Automation.IContainsErrorRecord]) { $failure = $failure.InnerException }
        $side.Failure = $failure.ErrorRecord
        if ($side.Failure.Exception -is [System.Management.Automation.ParentContainsErrorRecordException]) { $side.Failure = [System.Management.Automation.ErrorRecord]::new($side.Failure, $failure) }
    }
    elseif ($unmerged) { $side.Failure = $unmerged[-1] }

    # What a context caught ended the script just the same.
    $last = if ($side.Objects.Count) { $side.Objects[$side.Objects.Count - 1] }
    if ($null -ne $last -and $last.PSObject.TypeNames[0] -eq 'Caught') { $side.Failure = $last.Record; $side.Objects.RemoveAt($side.Objects.Count - 1) }
    $side
}

function Test-Record($Value) {
    $Value -is [System.Management.Automation.ErrorRecord] -or $Value -is [System.Management.Automation.InformationalRecord] -or $Value -is [System.Management.Automation.InformationRecord]
}

# All that one run writes, to the error that ends it.
function Get-WholeText($Side) {
    if ($null -eq $Side.Text) {
        $Side.Text = @(
            foreach ($value in $Side.Objects) { Get-ValueText $value }
            if ($Side.Failure) { Get-ErrorText $Side.Failure }
            $Side.Progress | Sort-Object
        )
    }
    $Side.Text
}

# What the map has to write: what the loop writes. Where an item ends the loop, item by item: the item keeps its records
# and has no output, and the error is its last record, which is silent where errors are. What is collected is not seen then.
function Get-LoopText($Context, $Case, $Whole = (Invoke-Side $Context $loopCall $Case $Case.Items)) {
    if (-not $Whole.Failure) { return Get-WholeText $Whole }
    $progress = @()
    foreach ($item in $Case.Items) {
        $side = Invoke-Side $Context $loopCall $Case @(, $item)
        $progress += $side.Progress
        foreach ($value in $side.Objects) { if (-not $side.Failure -or (Test-Record $value)) { @(Get-ValueText $value) -notlike 'String collected *' } }
        if ($side.Failure) { if (-not $Context.Silences) { Get-ErrorText $side.Failure }; if ($Context.Stops) { break } }
    }
    $progress | Sort-Object
}

# What the map writes; that it tells what it captured is its own, and what it collected counts where the loop came so far.
function Get-MapText($Context, $Case, [string[]] $Loop) {
    $text = @(Get-WholeText (Invoke-Side $Context $mapCall $Case $Case.Items)) -notlike 'VerboseRecord Captured *'
    if ($Loop -like 'String collected *') { $text } else { $text -notlike 'String collected *' }
}

# What the map writes otherwise than the loop, as a sentence, or nothing. What is known to differ must.
function Get-Difference($Context, $Case, $Known, $Whole = (Invoke-Side $Context $loopCall $Case $Case.Items)) {
    $loop = @(Get-LoopText $Context $Case $Whole)
    $map = @(Get-MapText $Context $Case $loop)
    $key = "$($Context.Name) | $($Case.Name)"
    $why = $Known[$key]
    $isSame = ($map -join "`n") -ceq ($loop -join "`n")
    if ($loop.Count -eq 0 -and -not $Context.Silences) { "${key}: there is nothing to compare." }
    elseif ($isSame -and $why) { "${key}: is known to differ ($why), and does not: take it out of Known.ps1." }
    elseif (-not $isSame -and -not $why) {
        $i = 0
        while ($i -lt $loop.Count -and $i -lt $map.Count -and $map[$i] -ceq $loop[$i]) { $i++ }
        "${key}: line $i of $($map.Count) is '$($map[$i])', the loop's of $($loop.Count) '$($loop[$i])'."
    }
}

function New-CaseSession([string] $ModulePath) {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule([string[]] $ModulePath)
    $session = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($state)
    $session.Open()
    $session
}
