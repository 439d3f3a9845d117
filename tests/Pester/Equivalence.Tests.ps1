# The invariant of the module: a map writes what the loop writes, on every stream, in order, with the same identities of errors.
# Each worker runs in a session of its own, outside of any try of the tests, which would change what its errors do:
# item by item as in a loop, and then as a map. A failed item keeps its records and has no output.
BeforeDiscovery {
    function Add-Case([string] $Name, [scriptblock] $Worker, [object[]] $Items = (1, 2, 3), [scriptblock] $Setup = { }) {
        @{ Name = $Name; Worker = $Worker; Items = $Items; Setup = $Setup }
    }

    $cases = @(
        # Values
        Add-Case 'arithmetic' { param($n) $n * 2 + 0.5; $n -shl 3; [int] ($n / 2); $n % 2 }
        Add-Case 'numbers of several types' { [decimal] $_; [long] $_; [double] $_; [byte] $_; 1e300 * $_; [bigint]::Pow(10, $_ * 20) }
        Add-Case 'strings' { "item $_"; 'x' * $_; ('a', 'b', 'c')[$_ - 1].ToUpper() } -Items 1, 2, 3
        Add-Case 'here-strings' {
            @"
first $_
second $($_ + 1)
"@
        }
        Add-Case 'arrays, which are unrolled' { 1..$_; @(); , @() }
        Add-Case 'arrays kept by a comma' { , (1..$_) }
        Add-Case 'arrays of arrays' { , (1, 2) + , (3, 4); , (, ($_, ($_, $_))) }
        Add-Case 'nulls' { $null; $_; $null, $_ } -Items 1, $null, 3
        Add-Case 'hashtables' { @{ n = $_ }; @{} }
        Add-Case 'ordered dictionaries' { [ordered] @{ z = 1; a = $_; m = @(1, $_) } }
        Add-Case 'custom objects' { [pscustomobject] @{ Name = "n$_"; List = 1..$_; Nothing = $null } }
        Add-Case 'note properties on values' { [string] $_ | Add-Member -NotePropertyName Unit -NotePropertyValue km -PassThru }
        Add-Case 'script methods' { $o = [pscustomobject] @{ N = $_ } | Add-Member -MemberType ScriptMethod -Name Twice -Value { $this.N * 2 } -PassThru; $o.Twice() }
        Add-Case 'script properties' { $o = [pscustomobject] @{ N = $_ } | Add-Member -MemberType ScriptProperty -Name Next -Value { $this.N + 1 } -PassThru; $o.Next }
        Add-Case 'dates' { ([datetime] '2024-02-28').AddDays($_); [timespan]::FromHours($_) }
        Add-Case 'generic collections' { $list = [System.Collections.Generic.List[int]]::new(); 1..$_ | ForEach-Object { $list.Add($_) }; $list; , $list }
        Add-Case 'enumerators and lazy sequences' { [System.Linq.Enumerable]::Range(0, $_); (1..$_).GetEnumerator() }
        Add-Case 'large output' { 1..500 | ForEach-Object { $_ * 3 } }
        Add-Case 'items that are collections' { param($list) $list.Count; $list } -Items (1, 2), @(), (3, 4, 5)
        Add-Case 'items of many types' { "$_ $($_.GetType().Name)" } -Items 1, 'a', 2.5, ([datetime] '2024-01-01'), @{ a = 1 }, ([version] '1.2')
        Add-Case 'the format operator in the culture of the caller' { '{0:n2} {1:d} {2}' -f ($_ * 1000.5), [datetime] '2024-02-28', ($_ / 4) } -Setup {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo] 'de-DE'
        }
        Add-Case 'arrays in strings, joined by $OFS' { "$(1..$_)" } -Setup { $OFS = '+' }

        # Control
        Add-Case 'pipelines' { 1..5 | Where-Object { $_ % 2 } | ForEach-Object { $_ * 10 } | Sort-Object -Descending; $_ }
        Add-Case 'regular expressions and $Matches' { if ("key$_=value" -match '(\w+)=(\w+)') { $Matches[1]; $Matches.Count }; 'a-b' -replace '-', $_; 'a,b' -split ',' }
        Add-Case 'switch' { switch ($_) { 1 { 'one' } { $_ -gt 1 } { 'more'; continue } default { 'never' } } }
        Add-Case 'switch with wildcards and regular expressions' { param($n) switch -Wildcard ("x$n") { 'x1' { 'exact' } 'x*' { "like $_" } }; switch -Regex ("x$n") { '(\d)' { $Matches[1] } } }
        Add-Case 'loops with break and continue' { foreach ($i in 1..9) { if ($i -eq 2) { continue }; if ($i -gt 4) { break }; $i }; $j = 0; do { $j++; $j } while ($j -lt $_) }
        Add-Case 'labelled loops' { :outer foreach ($i in 1..3) { foreach ($k in 1..3) { if ($k -eq 2) { continue outer }; "$i$k" } } }
        Add-Case 'return' { if ($_ -eq 2) { return 'two'; 'never' }; "not two: $_" }
        Add-Case 'output before a return' { 'before'; return $_ }
        Add-Case 'closures' { & $closed $_ } -Setup { $closed = & { $k = 7; { param($n) $n * $k }.GetNewClosure() } }
        Add-Case 'the worker as a block with a process block' { param($n) begin { 'begin' } process { "process $n" } end { 'end' } }
        Add-Case '$args' { $args.Count; $args[0] }
        Add-Case '$input and $MyInvocation' { @($input).Count; $MyInvocation.BoundParameters.Count; $MyInvocation.ExpectingInput }
        Add-Case '$PSBoundParameters' { param($n, $other = 5) $PSBoundParameters.Keys; $other }

        # Functions and scopes
        Add-Case 'functions of the caller' { Get-Outer $_ } -Setup { function Get-Inner($n) { "inner $n" }; function Get-Outer($n) { "outer $(Get-Inner ($n + 1))" } }
        Add-Case 'advanced functions with begin, process and end' { 1..$_ | Add-Up } -Setup {
            function Add-Up { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $N) begin { $sum = 0 } process { $sum += $N; $N } end { "sum $sum" } }
        }
        Add-Case 'variables of the caller, read and shadowed' { "before $shared"; $shared = "mine $_"; $shared } -Setup { $shared = 'callers' }
        Add-Case 'dynamic scoping' { $local = $_; Read-Local } -Setup { function Read-Local { "sees $local" } }
        Add-Case 'captured values that are empty or of one element' { $null -eq $none; $empty.Count; $one.GetType().Name; foreach ($key in $table.Keys) { $key } } -Setup {
            $none = $null
            $empty = @()
            $one = , 1
            $table = @{ a = 1 }
        }
        Add-Case 'variables of the caller in defaults of parameters' { param($n, $next = $shared) $n + $next } -Setup { $shared = 5 }
        Add-Case 'references' { $reference.Value + $_ } -Setup { $reference = [ref] 5 }
        Add-Case 'functions that read their input and name' { 1, $_ | Get-Sum; Get-Own } -Setup {
            function Get-Sum { end { ($input | Measure-Object -Sum).Sum } }
            function Get-Own { $MyInvocation.MyCommand.Name }
        }
        Add-Case 'filters' { $_ | Select-Double } -Setup { filter Select-Double { $_ * 2 } }
        Add-Case 'modifying a captured variable with an operator' { $count += $_; $count } -Setup { $count = 100 }
        Add-Case 'default parameter values' { Get-Level; Get-Level -Level own } -Setup {
            function Get-Level { [CmdletBinding()] param($Level = 'none') $Level }
            $PSDefaultParameterValues = @{ 'Get-Level:Level' = 'default' }
        }
        Add-Case 'splatting' { $table = @{ Object = "x$_" }; Write-Host @table; $list = 1, $_; Write-Output @list }
        Add-Case 'aliases of the caller' { plus $_ 1 } -Setup { function Add-Two($a, $b) { $a + $b }; Set-Alias plus Add-Two }

        # Parameters
        Add-Case 'typed parameters' { param([string] $s) $s.GetType().Name; $s } -Items 1, $null, @(1, 2)
        Add-Case 'defaults of parameters' { param($n, $next = $n + 1, $text = "n is $n") $next; $text }
        Add-Case 'a typed parameter that fails' { param([int] $n) "got $n" } -Items 1, 'x', 3
        Add-Case 'ValidateSet' { param([ValidateSet('a', 'b')] $s) "got $s" } -Items a, c, b
        Add-Case 'ValidateRange, ValidatePattern and ValidateScript' { param([ValidateRange(1, 2)] [ValidatePattern('\d')] [ValidateScript({ $_ -ne 2 })] $n) "got $n" } -Items 1, 2, 3
        Add-Case 'a mandatory parameter' { [CmdletBinding()] param([Parameter(Mandatory)] $n) "got $n" } -Items 1, $null, 3
        Add-Case 'CmdletBinding' { [CmdletBinding()] param($n) $PSCmdlet.MyInvocation.InvocationName; $PSCmdlet.ParameterSetName; "got $n" }

        # Errors
        Add-Case 'Write-Error' {
            "before $_"
            Write-Error "written $_" -ErrorId MyId -Category InvalidData
            'after'
        }
        Add-Case 'Write-Error of a function' { Test-It $_; 'after' } -Setup { function Test-It($n) { Write-Error "from function $n" } }
        Add-Case '$PSCmdlet.WriteError' { Test-It $_; 'after' } -Setup {
            function Test-It { [CmdletBinding()] param($n) $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([System.ArgumentException] "bad $n", 'OwnId', 'InvalidArgument', $n)) }
        }
        Add-Case '$PSCmdlet.ThrowTerminatingError' { 'before'; Test-It $_; 'after' } -Setup {
            function Test-It { [CmdletBinding()] param($n) $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([System.ArgumentException] "bad $n", 'OwnId', 'InvalidArgument', $n)) }
        }
        Add-Case 'a division by zero' { 'before'; 1 / ($_ - 2); 'after' }
        Add-Case 'casts that fail' { 'before'; [int] "x$_"; [datetime] 'never'; 'after' }
        Add-Case 'a missing command' { 'before'; No-SuchCommand $_; 'after' }
        Add-Case 'a missing method' { 'before'; $_.NoSuchMethod(); 'after' }
        Add-Case 'a method on $null' { $nothing = $null; $nothing.Method(); 'after' }
        Add-Case 'an index on $null' { $nothing = $null; $nothing[0]; 'after' }
        Add-Case 'a method that throws' { [int]::Parse("x$_"); 'after' }
        Add-Case 'a cmdlet that can not find something' { Get-Item "/no/such/$_"; 'after' }
        Add-Case 'a cmdlet with -ErrorAction Stop' { 'before'; Get-Item "/no/such/$_" -ErrorAction Stop; 'after' }
        Add-Case 'an unknown parameter' { 'before'; Get-Item -NoSuchParameter $_; 'after' }
        Add-Case 'throw' { 'before'; if ($_ -eq 2) { throw "thrown $_" }; 'after' }
        Add-Case 'throw of an exception' { throw [System.InvalidOperationException] "thrown $_" }
        Add-Case 'throw of an object' { throw @{ Code = $_ } }
        Add-Case 'throw in a function' { 'before'; Stop-It $_; 'after' } -Setup { function Stop-It($n) { throw "deep $n" } }
        Add-Case 'throw in a pipeline' { 1..3 | ForEach-Object { if ($_ -eq 2) { throw 'in pipeline' }; $_ } }
        Add-Case 'records before a throw' { Write-Warning "w$_"; Write-Error "e$_"; Write-Host "h$_"; throw "t$_" }
        Add-Case 'try, catch and finally' { try { 'try'; if ($_ % 2) { throw "odd $_" } } catch { "caught $_"; $_.InvocationInfo.ScriptLineNumber -gt 0 } finally { 'finally' } }
        Add-Case 'catch by type' { try { [int]::Parse('x') } catch [System.FormatException] { 'format' } catch { 'other' } }
        Add-Case 'a statement error in a try' { try { 1 / ($_ - $_); 'never' } catch { "caught $($_.Exception.GetType().Name)" }; 'after' }
        Add-Case 'a rethrow' { try { throw "first $_" } catch { 'seen'; throw } }
        Add-Case 'an error in a finally' { try { 'try' } finally { Write-Error "in finally $_" } }
        Add-Case 'trap with continue' { trap { "trapped $_"; continue }; 'before'; throw "x$_"; 'after' }
        Add-Case 'trap with break' { trap { Write-Warning "trapped $_"; break }; 'before'; throw "x$_"; 'after' }
        Add-Case '-ErrorAction SilentlyContinue and $?' { Get-Item "/no/such/$_" -ErrorAction SilentlyContinue; $?; $null = $_; $? }
        Add-Case '-ErrorVariable' { Get-Item "/no/such/$_" -ErrorVariable found -ErrorAction SilentlyContinue; $found.Count; $found[0].CategoryInfo.Category }
        Add-Case '$ErrorActionPreference SilentlyContinue' { Write-Error 'quiet'; Get-Item /no/such/file; 1 / ($_ - $_); 'after' } -Setup { $ErrorActionPreference = 'SilentlyContinue' }
        Add-Case '$ErrorActionPreference Stop in the worker' { $ErrorActionPreference = 'Stop'; 'before'; Write-Error "stops $_"; 'after' }
        Add-Case 'strict mode: a variable that is not set' { 'before'; $notSet; 'after' } -Setup { Set-StrictMode -Version 3 }
        Add-Case 'strict mode: a missing property' { 'before'; $_.NoSuchProperty; 'after' } -Setup { Set-StrictMode -Version 3 }
        Add-Case 'strict mode: an index out of range' { (1, 2)[$_ + 5]; 'after' } -Setup { Set-StrictMode -Version 3 }

        # Streams
        Add-Case 'all streams' { "out $_"; Write-Warning "w$_"; Write-Verbose "v$_"; Write-Debug "d$_"; Write-Information "i$_" -Tags t; Write-Host "h$_"; Write-Error "e$_"; 'last' } -Setup {
            $VerbosePreference = $DebugPreference = 'Continue'
        }
        Add-Case 'streams that the preferences hold back' { Write-Warning "w$_"; Write-Verbose "v$_"; Write-Debug "d$_"; Write-Information "i$_"; 'out' } -Setup { $WarningPreference = 'SilentlyContinue' }
        Add-Case '-Verbose and -Debug of a function' { Write-Much -Verbose; Write-Much } -Setup { function Write-Much { [CmdletBinding()] param() Write-Verbose 'verbose'; 'out' } }
        Add-Case 'Write-Host in its forms' { Write-Host "a$_" -NoNewline; Write-Host b; Write-Host 1, 2 -Separator '-'; Write-Host red -ForegroundColor Red; Write-Host }
        Add-Case 'redirection within the worker' { & { Write-Warning "w$_"; Write-Error "e$_"; 'out' } *>&1 | ForEach-Object { "$($_.GetType().Name)" }; Write-Warning hidden 3>$null }
        Add-Case 'output to nothing' { $null = 1; 2 | Out-Null; [void] 3; 4 > $null; $_ }
        Add-Case 'Out-String' { [pscustomobject] @{ A = $_; B = 'x' } | Out-String }
        Add-Case '-WhatIf of a function' { Set-Thing -WhatIf; Set-Thing -Confirm:$false } -Setup {
            function Set-Thing { [CmdletBinding(SupportsShouldProcess)] param() if ($PSCmdlet.ShouldProcess('thing')) { 'set' } else { 'not set' } }
        }

        # Programs
        if ($IsLinux -or $IsMacOS) {
            Add-Case 'programs' { /bin/sh -c "echo out $_; exit $_"; $?; $LASTEXITCODE }
            Add-Case 'programs that write errors' { /bin/sh -c "echo err $_ >&2"; 'after' }
            Add-Case 'programs that read their input' { "b$_", "a$_" | /usr/bin/sort; $LASTEXITCODE }
        }
    )
}

BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule([string[]] $modulePath)
    $runspace = [runspacefactory]::CreateRunspace($state)
    $runspace.Open()

    # Both call on line 4, which a Write-Error of the worker tells as its place.
    $loopScript = 'param($Setup, $Worker, $Items)
. $Setup.GetScriptBlock()
$Worker = $Worker.GetScriptBlock()
& { , $Items | ForEach-Object { & $Worker $_ } } *>&1'
    $mapScript = 'param($Setup, $Worker, $Items)
. $Setup.GetScriptBlock()
$Worker = $Worker.GetScriptBlock()
Invoke-ParallelMap $Worker -InputObject $Items *>&1'

    # The value as text that tells types and structure.
    function Get-ValueText($Value) {
        if ($null -eq $Value) { return 'null' }
        $name = $Value.GetType().Name
        if ($Value -is [System.Management.Automation.ErrorRecord]) { return Get-ErrorText $Value }
        if ($Value -is [System.Management.Automation.InformationRecord]) { return "information $($Value.MessageData) $($Value.Tags)" }
        if ($Value -is [System.Management.Automation.InformationalRecord]) { return "$name $($Value.Message)" }
        if ($Value -is [System.Collections.IDictionary]) { return "$name {$(@($Value.Keys | ForEach-Object { "$_=$(Get-ValueText $Value[$_])" }) -join ';')}" }
        if ($Value -is [System.Collections.IList]) { return "$name [$(@(foreach ($element in $Value) { Get-ValueText $element }) -join ',')]" }
        $notes = @($Value.PSObject.Properties | Where-Object MemberType -EQ NoteProperty | ForEach-Object { "$($_.Name)=$(Get-ValueText $_.Value)" }) -join ';'
        "$name $Value {$notes}"
    }

    function Get-ErrorText($Record) {
        $place = $Record.InvocationInfo
        "error $($Record.FullyQualifiedErrorId) $($Record.CategoryInfo.Category) $($Record.Exception.GetType().Name) of '$($place.MyCommand.Name)' line $($place.ScriptLineNumber): $Record"
    }

    # Runs one script to its end. Gives the text of all that it wrote; what ended it is the last record.
    function Invoke-Side([string] $Script, $Setup, $Worker, $Items) {
        $shell = [PowerShell]::Create()
        $shell.Runspace = $runspace
        $null = $shell.AddScript($Script, $true).AddArgument($Setup.Ast).AddArgument($Worker.Ast).AddArgument($Items)
        $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $none.Complete()
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke($none, $output)
        if (-not $running.AsyncWaitHandle.WaitOne(20000)) { throw 'The script did not end.' }
        $failure = $null
        try { $null = $shell.EndInvoke($running) } catch { $failure = $_.Exception.InnerException }
        $records = @($output)
        $shell.Dispose()
        if ($null -eq $failure) { return @($records | ForEach-Object { Get-ValueText $_ }) }

        $record = $failure.ErrorRecord
        if ($record.Exception -is [System.Management.Automation.ParentContainsErrorRecordException]) { $record = [System.Management.Automation.ErrorRecord]::new($record, $failure) }
        @($records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -or $_ -is [System.Management.Automation.InformationalRecord] -or $_ -is [System.Management.Automation.InformationRecord] } |
                ForEach-Object { Get-ValueText $_ }) + (Get-ErrorText $record)
    }
}

AfterAll {
    $runspace.Dispose()
}

Describe 'A map writes what the loop writes' {
    It 'for <Name>' -ForEach $cases {
        $loop = @(foreach ($item in $Items) { Invoke-Side $loopScript $Setup $Worker $item })
        $map = @(Invoke-Side $mapScript $Setup $Worker $Items | Where-Object { $_ -notlike 'VerboseRecord Captured *' })
        $loop.Count | Should -BeGreaterThan 0 -Because 'there must be something to compare'
        $map -join "`n" | Should -Be ($loop -join "`n")
    }
}
