# How a row is measured: its sides in turn, round after round, each judged by the plain loop every time.
#
# A row is a table: Name, About, Items; Sides, ours first, each a block that gets the items and the row's With, or a table
# with Run and what else is to know (Items, Unordered, Project, and the Module or Command without which it is skipped).
# With: what the sides share, mostly a worker; Cost: the milliseconds of a worker to make; Input: makes the items;
# Loop: the same work as a loop, where there is no side 'plain loop'. Two runspaces and two processes run it, too, each over
# half of the items (LoopItems: of fewer); not where the work is Undivided. Answer: what the loop writes, where it is slow.
# Target: the ratio to reach by peer; Limit: ours alone, in the row's Unit (Units: of each part); Fresh: a process for each
# side and round, with so many Calls; Long: not in a quick run.

# What a side gives that measures itself: named parts, in seconds or in the row's unit, and what it wrote.
function New-Measured($Value, $Output, [bool] $IsChecked) {
    $parts = if ($Value -is [Collections.IDictionary]) { $Value } else { @{ '' = $Value } }
    [pscustomobject] @{ PSTypeName = 'Bench.Measured'; Parts = $parts; Output = $Output; IsChecked = $IsChecked }
}

# The function's scope is both sides' caller, so that they are treated alike.
function Invoke-Side([scriptblock] $Run, $In, $With) {
    # A user's session has neither the bench's strictness nor its preference.
    Set-StrictMode -Off
    $ErrorActionPreference = 'Continue'
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $output = & $Run $In $With
    $clock.Stop()
    if ($null -ne $output -and $output.PSObject.TypeNames[0] -eq 'Bench.Measured') { return $output }
    [pscustomobject] @{ Parts = @{ '' = $clock.Elapsed.TotalSeconds }; Output = $output; IsChecked = $false }
}

# A row's loop and its worker, which may have been made elsewhere.
function New-LoopPlan([hashtable] $Row, [string] $Worker) {
    $with = if ($Worker) { [scriptblock]::Create($Worker) } elseif ($null -ne $Row['Cost']) { New-CpuWorker $Row.Cost } else { $Row['With'] }
    @{ Row = $Row; With = $with; Loop = $(if ($Row['Loop']) { $Row.Loop } else { $Row.Sides['plain loop'] }) }
}

function Get-RowInput([hashtable] $Row, [int] $Count) {
    if ($Row['Input']) { & $Row.Input $Count } else { 1..$Count }
}

# A row, ready to run: items counted, worker made, sides that can't run here left out.
function New-Plan([hashtable] $Row, [switch] $Quick) {
    $plan = New-LoopPlan $Row
    $plan += @{ Sides = @(); Notes = @(); Inputs = @{}; Answers = @{}; Prepared = @{} }
    $sides = @(foreach ($name in $Row.Sides.Keys) {
        $side = $Row.Sides[$name]
        if ($side -isnot [hashtable]) { $side = @{ Run = $side } }
        @{ Name = $name } + $side
    })
    if (-not $Row['Undivided']) { $sides += Get-HalvedSide $Row }
    foreach ($side in $sides) {
        $missing = Get-Missing $side
        if ($missing) { $plan.Notes += "$missing is not installed."; continue }
        $count = if ($side['Items']) { $side.Items } else { $Row.Items }
        if ($Quick -and $count -ge 100) { $count = [int] ($count / 5) }
        $plan.Sides += @{ Name = $side.Name; Run = $side.Run; Count = $count; Ordered = -not $side['Unordered']; Project = $side['Project']; Prepare = $side['Prepare'] }
    }
    $plan
}

# What a side needs and this machine lacks. Of several names for a module, as it has been published under, one will do.
function Get-Missing([hashtable] $Side) {
    if ($Side['Command'] -and -not (Get-Command $Side.Command -ErrorAction Ignore)) { return $Side.Command }
    if (-not $Side['Module']) { return }
    $found = Get-Module -ListAvailable $Side.Module | Select-Object -First 1
    if (-not $found) { return @($Side.Module)[0] }
    Import-Module $found.Name
}

# Runs a side once. Gives its parts; throws no error for a wrong answer but names it.
function Measure-Side([hashtable] $Plan, [hashtable] $Side) {
    $row = $Plan.Row
    $count = $Side.Count
    if (-not $Plan.Inputs.ContainsKey($count)) {
        $Plan.Inputs[$count] = Get-RowInput $row $count
        $answer = if ($row['Answer']) { $row.Answer } else { $Plan.Loop }
        $Plan.Answers[$count] = @((Invoke-Side $answer $Plan.Inputs[$count] $Plan.With).Output)
    }
    $wrong = $null
    $done = $null
    try {
        $in = $Plan.Inputs[$count]
        if ($Side.Prepare) {
            if (-not $Plan.Prepared.ContainsKey($Side.Name)) { $Plan.Prepared[$Side.Name] = & $Side.Prepare $Plan $in $count }
            $in = $Plan.Prepared[$Side.Name]
        }
        $done = Invoke-Side $Side.Run $in $Plan.With
        $output = if ($Side.Project) { & $Side.Project $done.Output } else { $done.Output }
        if (-not $done.IsChecked) { $wrong = [ParallelCmdlets.Peers.Answer]::Difference($Plan.Answers[$count], @($output), $Side.Ordered) }
    }
    catch { $wrong = "$_" }
    @{ Parts = $(if ($done) { $done.Parts } else { @{} }); Wrong = $wrong }
}

# Runs a side in a process of its own; its parts are its first call, its second call, and so on.
function Measure-FreshSide([hashtable] $Plan, [hashtable] $Side) {
    $answer = Invoke-BenchChild 'Child.ps1' $Plan.Row.Name, $Side.Name, $Side.Count | Select-Object -Last 1 | ConvertFrom-Json
    $parts = [ordered] @{}
    foreach ($part in $answer.Parts) { $parts[$part.Name] = [double] $part.Value }
    @{ Parts = $parts; Wrong = $answer.Wrong }
}

# Gives the plan with samples: by side, then by part, one for each round.
function Measure-Row([hashtable] $Row, [int] $Rounds, [switch] $Quick) {
    $plan = New-Plan $Row -Quick:$Quick
    $plan.Wrong = @{}
    $plan.Samples = @{}
    foreach ($side in $plan.Sides) { $plan.Samples[$side.Name] = [ordered] @{} }
    $last = if ($Rounds) { $Rounds } elseif ($Row['Rounds']) { $Row.Rounds } else { 5 }
    if ($Quick -and -not $Rounds) { $last = [Math]::Min($last, 3) }

    # Round 0 warms up; a fresh process has nothing to warm, and a row of sleepers does not need it.
    foreach ($round in $(if ($Row['Fresh'] -or $Row['NoWarmUp']) { 1 } else { 0 })..$last) {
        foreach ($side in $plan.Sides) {
            $done = if ($Row['Fresh']) { Measure-FreshSide $plan $side } else { Measure-Side $plan $side }
            if ($done.Wrong) { $plan.Wrong[$side.Name] = $done.Wrong }
            if ($round -eq 0) { continue }
            $samples = $plan.Samples[$side.Name]
            foreach ($part in $done.Parts.Keys) {
                if (-not $samples.Contains($part)) { $samples[$part] = [Collections.Generic.List[double]]::new() }
                $samples[$part].Add($done.Parts[$part])
            }
        }
    }
    $plan
}
