# What two processors can do at best: a row's loop over each half of its items, with nothing to ask for and no order to keep,
# in two bare runspaces and in two processes. On a machine whose second processor is not there, these show it.

$halfProcesses = @{ All = @() }

# The first or the second half of the items, or of each of the sequences that a row zips.
function Get-Half($In, [int] $Which) {
    if ($In -is [Collections.IDictionary]) {
        $halves = @{}
        foreach ($key in $In.Keys) { $halves[$key] = Get-Half $In[$key] $Which }
        return $halves
    }
    $middle = [Math]::DivRem($In.Count, 2).Item1
    $half = [object[]]::new($(if ($Which) { $In.Count - $middle } else { $middle }))
    [Array]::Copy($In, $(if ($Which) { $middle } else { 0 }), $half, 0, $half.Length)
    , $half
}

# The two sides that every row has whose work can be divided; what is to be prepared before the clock starts is Prepare's.
function Get-HalvedSide([hashtable] $Row) {
    @{ Name = 'two bare runspaces'; Items = $Row['LoopItems']; Prepare = { param($plan, $in) @{ Plan = $plan; Halves = (Get-Half $in 0), (Get-Half $in 1) } }; Run = { param($work) Invoke-TwoRunspace $work.Plan $work.Halves } }
    @{ Name = 'two processes'; Items = $Row['LoopItems']; Prepare = { param($plan, $in, $count) Send-HalfOrder $plan $count; @{ Plan = $plan; Count = $count } }; Run = { param($work) Invoke-TwoProcess $work.Plan $work.Count } }
}

function Invoke-TwoRunspace([hashtable] $Plan, [object[]] $Halves) {
    # A block belongs to the runspace that made it, so each makes its own from the text. What a half writes comes back as one
    # object: handed over one by one, small results would cost more than their items.
    $with = $Plan.With
    $isBlock = $with -is [scriptblock]
    $sessions = foreach ($half in $Halves) {
        $runspace = [runspacefactory]::CreateRunspace()
        $runspace.Open()
        $session = [powershell]::Create()
        $session.Runspace = $runspace
        $null = $session.AddScript('param($in, $loop, $with, $isBlock) if ($isBlock) { $with = [scriptblock]::Create($with) }; , @(& ([scriptblock]::Create($loop)) $in $with)')
        $session.AddArgument($half).AddArgument("$($Plan.Loop)").AddArgument($(if ($isBlock) { "$with" } else { $with })).AddArgument($isBlock)
    }
    $running = foreach ($session in $sessions) { $session.BeginInvoke() }
    foreach ($i in 0, 1) {
        $sessions[$i].EndInvoke($running[$i])[0]
        $sessions[$i].Runspace.Dispose()
        $sessions[$i].Dispose()
    }
}

# Tells both processes which row is next; they make its items and its worker, which is not measured.
function Send-HalfOrder([hashtable] $Plan, [int] $Count) {
    if (-not $halfProcesses.All) {
        $halfProcesses.All = @(foreach ($which in 0, 1) {
            $program, $words = Get-ThisPowerShell
            $start = [Diagnostics.ProcessStartInfo]::new($program)
            foreach ($word in @($words) + '-File', (Join-Path $benchRoot 'Half.ps1'), "$which") { $start.ArgumentList.Add($word) }
            $start.RedirectStandardInput = $true
            $start.RedirectStandardOutput = $true
            [Diagnostics.Process]::Start($start)
        })
    }
    $order = @{ Row = $Plan.Row.Name; Count = $Count; Worker = $(if ($null -ne $Plan.Row['Cost']) { "$($Plan.With)" }) } | ConvertTo-Json -Compress
    $null = Send-HalfLine $order
}

# Sends a line to both, and gives what each answers.
function Send-HalfLine([string] $Line) {
    foreach ($process in $halfProcesses.All) { $process.StandardInput.WriteLine($Line); $process.StandardInput.Flush() }
    foreach ($process in $halfProcesses.All) {
        $answer = $process.StandardOutput.ReadLine()
        if ($null -eq $answer) { throw "One of the two processes ended at '$Line'." }
        $answer
    }
}

# What they write stays there: only how many objects it is can be compared.
function Invoke-TwoProcess([hashtable] $Plan, [int] $Count) {
    $null = Send-HalfLine 'collect'
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $written = Send-HalfLine 'go'
    $seconds = $clock.Elapsed.TotalSeconds
    $sum = ($written | Measure-Object -Sum).Sum
    if ($sum -ne $Plan.Answers[$Count].Count) { throw "two processes wrote $sum objects instead of $($Plan.Answers[$Count].Count)" }
    New-Measured $seconds $null $true
}

function Stop-HalfProcess {
    foreach ($process in $halfProcesses.All) {
        $process.StandardInput.Close()
        if (-not $process.WaitForExit(5000)) { $process.Kill() }
    }
    $halfProcesses.All = @()
}
