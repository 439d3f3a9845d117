# Random maps, and the judgement of one by the loop. Soak.ps1 and tests/Pester/Soak.Tests.ps1 dot-source this.
. (Join-Path $PSScriptRoot 'TableWorker.ps1')

# Nothing in a session that runs a map may wait longer.
$soakHangMilliseconds = 30000

# What the session of the map runs. The loop of the same items is Get-LoopItem.
$soakScript = {
    param($map, $log, $release)
    $plan = $map.Plan
    function Get-SoakValue([int] $Number) { Get-SoakFactor; $Number * 3 }
    function Get-SoakFactor { }
    $script = {
        $i = $_
        switch ($plan[$i]) {
            'loop' { for ($k = 0; $k -lt 300; $k++) { }; $i }
            'sleep' { [System.Threading.Thread]::Sleep($i % 4); $i }
            'fail' { 'never seen'; throw "fails $i" }
            'flaky' { if ($ParallelItem.Attempt -eq 1) { throw "fails $i" }; $i }
            'slow' { Start-Sleep 60 }
            'stuck' { $null = $release.Wait(60000) }
            'many' { $i; "$i b"; "$i c" }
            'none' { }
            'warn' { Write-Warning "item $i"; Write-Verbose 'v'; $i }
            'error' { Write-Error "pity $i"; $i }
            default { $i }
        }
    }
    if ($map.Kind -eq 'table') { . $map.Case.Setup.Ast.GetScriptBlock() }
    $fn = switch ($map.Kind) {
        'table' { $map.Case.Worker.Ast.GetScriptBlock() }
        'script' { $script }
        'partial' { New-PartialWorker { param($Number, $Add) $Number + $Add } -Constant @{ Add = 100 } }
        'function' { 'Get-SoakValue' }
        'cmdlet' { 'Write-Output' }
        'method' { [Math]::Sqrt }
        'delegate' { [System.Delegate]::CreateDelegate([Func[int, int]], [Math].GetMethod('Abs', [type[]] [int])) }
        'nested' { { ($_ * 10 + 1), 2 | Invoke-ParallelMap { $_ } } }
    }
    $options = $map.Options
    if ($map.Kind -notin 'method', 'delegate') {
        $options = $options + @{ InitializationScript = { $log.Enqueue('first') }; FinalizationScript = { $log.Enqueue('last') } }
    }
    $from = @(for ($i = 0; $i -lt $map.Items; $i++) { if ($map.Kind -eq 'table') { , $map.Case.Items[$i % $map.Case.Items.Count] } else { $i } })
    $run = switch ($map.Input) {
        'pipeline' { { $from | Invoke-ParallelMap $fn @options } }
        'argument' { { Invoke-ParallelMap $fn -InputObject $from @options } }
        'slowly' { { $from | ForEach-Object { if ($seen.In++ % 8 -eq 0) { [System.Threading.Thread]::Sleep(1) }; , $_ } | Invoke-ParallelMap $fn @options } }
    }
    $seen = @{ Count = 0; In = 0 }
    switch ($map.End) {
        'First' { . $run | Select-Object -First $map.After }
        'Throw' { . $run | ForEach-Object { if ($seen.Count++ -ge $map.After) { throw 'downstream' }; , $_ } }
        default { . $run }
    }
}.ToString()

function New-RandomMap([int] $Seed, [int] $Number) {
    $random = [Random]::new($Seed * 31 + $Number)
    $kind = @('script') * 12 + @('table') * 4 + 'partial', 'function', 'cmdlet', 'method', 'delegate', 'nested'
    $map = @{ Kind = $kind[$random.Next($kind.Count)]; Items = 1 + $random.Next(60); Number = $Number }
    if ($map.Kind -eq 'nested') { $map.Items = 1 + $random.Next(6) }
    if ($map.Kind -eq 'table') { $map.Case = $soakCases[$random.Next($soakCases.Count)]; $map.Items = 1 + $random.Next(12) }
    $map.Input = ('pipeline', 'argument', 'slowly')[$random.Next(3)]
    $map.End = ('Complete', 'Complete', 'Stop', 'First', 'Throw')[$random.Next(5)]
    $map.After = if ($map.End -eq 'Stop') { $random.Next(51) } else { 1 + $random.Next($map.Items + 5) }
    $options = @{ ThrottleLimit = 1 + $random.Next(5) }
    if ($random.Next(3)) { $options.WindowSize = 1 + $random.Next(40) }
    if ($random.Next(6) -eq 0) { $options.Unordered = $true }

    # What each item does: one set of habits per map.
    $habits = @('') * 6 + @(('loop', 'sleep', 'many', 'none', 'warn', 'error', 'fail', 'flaky')[$random.Next(8)], ('loop', 'sleep', 'fail')[$random.Next(3)])
    $map.Plan = @(for ($i = 0; $i -lt $map.Items; $i++) { $habits[$random.Next($habits.Count)] })
    if ($map.Kind -eq 'script') {
        if ($random.Next(2)) { $options.RetryCount = 1 + $random.Next(3); $options.RetryDelaySeconds = (0, 0.001, 0.02)[$random.Next(3)] }
        if ($random.Next(8) -eq 0) {
            $options.ItemTimeoutSeconds = 0.3
            if ($options.ContainsKey('RetryCount')) { $options.RetryCount = 1 }
            $map.Plan[$random.Next($map.Items)] = ('slow', 'slow', 'stuck')[$random.Next(3)]
        }
        elseif ($random.Next(40) -eq 0) { $options.UseNewRunspace = $true; $map.Items = [Math]::Min($map.Items, 6) }
        if ($random.Next(10) -eq 0) { $options.ErrorLimit = ('1', '3', '20%')[$random.Next(3)] }
        elseif ($random.Next(10) -eq 0) { $options.ErrorAction = 'Stop' }
    }
    if ($random.Next(6) -eq 0) { $options.ShowProgress = $true }
    $map.Options = $options
    $map
}

function Format-RandomMap($Map) {
    $options = ($Map.Options.Keys | Sort-Object | ForEach-Object { "-$_ $($Map.Options[$_])" }) -join ' '
    $kind = if ($Map.Kind -eq 'table') { "table ($($Map.Case.Theme): $($Map.Case.Name))" } else { $Map.Kind }
    "$kind, $($Map.Items) items by $($Map.Input), end $($Map.End) $($Map.After), $options, plan: $(($Map.Plan | ForEach-Object { if ($_) { $_ } else { '.' } }) -join ' ')"
}

# What the loop writes for an item; null where the item fails.
function Get-LoopItem($Map, [int] $Index) {
    switch ($Map.Kind) {
        'partial' { return , @("$($Index + 100)") }
        'function' { return , @("$($Index * 3)") }
        'method' { return , @("$([Math]::Sqrt($Index))") }
        'nested' { return , @("$($Index * 10 + 1)", '2') }
        'table' { return , $Map.Loop[$Index % $Map.Loop.Count].Output }
        'script' {
            switch ($Map.Plan[$Index]) {
                'many' { return , @("$Index", "$Index b", "$Index c") }
                'none' { return , @() }
                { $_ -in 'fail', 'slow', 'stuck' } { return $null }
                'flaky' { if ([int] $Map.Options['RetryCount'] -eq 0) { return $null } }
            }
        }
    }
    return , @("$Index")
}

function New-SoakSession([string] $ModulePath) {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule([string[]] $ModulePath)
    $session = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($state)
    $session.Open()
    $session
}

# The runspaces of this process that were opened for somebody and are not closed: the engine knows them all.
function Get-OpenRunspace {
    $flags = [System.Reflection.BindingFlags] 'NonPublic, Static'
    $all = [System.Management.Automation.Runspaces.Runspace].GetProperty('RunspaceList', $flags).GetValue($null)
    foreach ($runspace in $all) { if ($runspace.Name -ne 'ParallelMap spare' -and "$($runspace.RunspaceStateInfo.State)" -in 'Opened', 'Opening', 'Closing') { $runspace } }
}

# Runs the map in the session. Gives what is wrong, or nothing.
function Test-RandomMap($Map, $Session, $Release) {
    if ($Map.Kind -eq 'table') { $Map.Loop = @(Get-TableLoop $Map $Session) }
    $log = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $shell = [PowerShell]::Create()
    $shell.Runspace = $Session
    $null = $shell.AddScript($soakScript, $true).AddArgument($Map).AddArgument($log).AddArgument($Release)
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    $running = $shell.BeginInvoke($none, $output)
    if ($Map.End -eq 'Stop') {
        [System.Threading.Thread]::Sleep($Map.After)
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $stop = $shell.BeginStop($null, $null)
        if (-not $stop.AsyncWaitHandle.WaitOne($soakHangMilliseconds)) { return 'HANG in the stop' }
    }
    if (-not $running.AsyncWaitHandle.WaitOne($soakHangMilliseconds)) { return "HANG after $($output.Count) outputs, $($shell.Streams.Error.Count) errors" }

    $failure = $null
    $stopped = "$($shell.InvocationStateInfo.State)" -eq 'Stopped'
    try { $null = $shell.EndInvoke($running) } catch { $failure = $_.Exception.GetBaseException() }
    $written = @($output.ReadAll() | ForEach-Object { "$_" })
    $errors = @($shell.Streams.Error.ReadAll())
    $shell.Dispose()
    Compare-WithLoop $Map $written $errors $failure $stopped

    # The map is over, so the executors are; after a stop they may have been given up in their final script.
    if ('stuck' -in $Map.Plan) { return }
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    do {
        $first = @($log.ToArray() -eq 'first').Count
        $last = @($log.ToArray() -eq 'last').Count
        if ($first -eq $last) { return }
        [System.Threading.Thread]::Sleep(5)
    } while ($watch.ElapsedMilliseconds -lt 5000)
    "the initial script ran $first times and the final one $last times"
}

function Compare-WithLoop($Map, [string[]] $Written, $Errors, $Failure, [bool] $Stopped) {
    # A busy machine may let more items run out of their time than those that had to; such an item says so.
    $late = @{}
    $ended = $Stopped
    $said = [System.Collections.Generic.List[int]]::new()
    foreach ($record in $Errors) {
        # What ends the map belongs to no item.
        if ($record.FullyQualifiedErrorId -like 'ErrorLimitReached*' -and $Map.Options.ContainsKey('ErrorLimit')) { $ended = $true; continue }
        if ($null -eq $record.PSObject.Properties['ItemIndex']) { return "an error that belongs to no item: $record" }
        if ($record.FullyQualifiedErrorId -like 'ItemTimedOut*') { $late[[int] $record.ItemIndex] = $true }
        if ("$record" -notlike 'pity*') { $said.Add($record.ItemIndex) }
    }

    $loop = [System.Collections.Generic.List[string]]::new()
    $fails = [System.Collections.Generic.List[int]]::new()
    for ($i = 0; $i -lt $Map.Items; $i++) {
        $item = Get-LoopItem $Map $i
        if ($Map.Kind -eq 'table') { for ($k = 0; $k -lt $Map.Loop[$i % $Map.Loop.Count].Errors; $k++) { $fails.Add($i) } }
        if ($null -eq $item -or $late.ContainsKey($i)) { $fails.Add($i) } else { $loop.AddRange([string[]] $item) }
    }

    $unordered = $Map.Options.ContainsKey('Unordered')
    if ($unordered) {
        $left = [System.Collections.Generic.List[string]]::new($loop)
        foreach ($one in $Written) { if (-not $left.Remove($one)) { return "wrote '$one', which the loop does not, or not as often" } }
    }
    else {
        if ($Written.Count -gt $loop.Count) { return "wrote $($Written.Count) objects, the loop $($loop.Count)" }
        for ($k = 0; $k -lt $Written.Count; $k++) { if ($Written[$k] -cne $loop[$k]) { return "object $k is '$($Written[$k])', the loop's '$($loop[$k])'" } }
    }

    if ($Failure -and $Map.Options.ContainsKey('ErrorAction')) { $ended = $true }
    if ($ended) { return }
    if ($Failure -and "$($Failure.Message)" -ne 'downstream') { return "ended by '$($Failure.Message)'" }
    $expected = if ($Map.End -in 'First', 'Throw') { [Math]::Min($Map.After, $loop.Count) } else { $loop.Count }
    if ($Written.Count -ne $expected) { return "wrote $($Written.Count) of $expected objects" }
    if ($Map.End -ne 'Complete') { return }
    $sorted = @($said | Sort-Object)
    if ("$sorted" -ne "$fails") { return "the items $said failed, but those of the loop are $fails" }
    if (-not $unordered -and "$said" -ne "$fails") { return "the errors came in the order $said" }
}
