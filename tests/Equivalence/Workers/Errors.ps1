# Errors that are written, thrown, caught, trapped and silenced.
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
Add-Case 'Write-Error of an exception and of a record' { Write-Error -Exception ([System.IO.IOException] "io $_"); Write-Error -ErrorRecord ([System.Management.Automation.ErrorRecord]::new([System.ArgumentException] 'arg', 'RecordId', 'InvalidArgument', $_)); 'after' }
Add-Case 'Write-Error with all its texts' { Write-Error "m$_" -Category PermissionDenied -ErrorId Own -TargetObject $_ -CategoryActivity act -CategoryReason why -CategoryTargetName name -CategoryTargetType type -RecommendedAction do; $? }
Add-Case 'the target and the details of a caught error' { try { Write-Error "m$_" -TargetObject "t$_" -ErrorAction Stop } catch { $_.TargetObject; $_.CategoryInfo.TargetName; $_.FullyQualifiedErrorId; $_.Exception.GetType().Name; $_.ScriptStackTrace.Length -gt 0 } }
Add-Case 'the place of a caught error' { try { Write-Error x -ErrorAction Stop } catch { $_.InvocationInfo.MyCommand.Name; $_.InvocationInfo.Line.Length -gt 0 }; try { [int] 'x' } catch { $_.InvocationInfo.ScriptLineNumber -gt 0; $null -eq $_.InvocationInfo.MyCommand } }
Add-Case '-ErrorAction of each value' { Get-Item /no/such -ErrorAction Continue; Get-Item /no/such -ErrorAction SilentlyContinue; Get-Item /no/such -ErrorAction Ignore; try { Get-Item /no/such -ErrorAction Stop } catch { 'caught' }; 'after' }
Add-Case '-ErrorAction Ignore and $Error' { $Error.Clear(); Get-Item /no/such -ErrorAction Ignore; $Error.Count; Get-Item /no/such -ErrorAction SilentlyContinue; $Error.Count; $Error[0].CategoryInfo.Category }
Add-Case '$Error of caught errors' { $Error.Clear(); try { throw "x$_" } catch { }; try { 1 / 0 } catch { }; $Error.Count; $Error[0].Exception.GetType().Name; "$($Error[-1])" }
Add-Case '-ErrorVariable that appends' { Get-Item /no/a -ErrorAction SilentlyContinue -ErrorVariable all; Get-Item /no/b -ErrorAction SilentlyContinue -ErrorVariable +all; $all.Count; Write-Error e -ErrorVariable own -ErrorAction SilentlyContinue; "$own" }
Add-Case '$? after each kind of command' { Get-Item /no/such -ErrorAction Ignore; $?; Write-Error x -ErrorAction SilentlyContinue; $?; 1; $?; & { Write-Error y } 2> $null; $?; Get-Fail; $? } -Setup { function Get-Fail { [CmdletBinding()] param() $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([System.Exception] 'f', 'F', 'NotSpecified', $null)) } }
Add-Case 'a statement error within a function and after it' { Get-Bad $_; 'after' } -Setup { function Get-Bad($n) { "in $n"; [int] 'x'; 'still in' } }
Add-Case 'a statement error within an advanced function' { Get-Bad $_; 'after' } -Setup { function Get-Bad { [CmdletBinding()] param($n) "in $n"; [int] 'x'; 1 / 0; 'still in' } }
Add-Case 'a statement error within a loop' { foreach ($i in 1..3) { "i$i"; if ($i -eq $_) { [int] 'x' }; "end$i" } }
Add-Case 'a statement error within a pipeline' { 1..3 | ForEach-Object { "p$_"; if ($_ -eq 2) { [int]::Parse('x') }; "q$_" }; 'after' }
Add-Case 'a statement error within an expression' { $v = 5; $v = [int] 'x'; "v is $v"; "text $([int] 'y') goes on"; @(1, [int] 'z', 3); 'after' }
Add-Case 'a statement error in conditions' { if ([int] 'x') { 'then' } else { 'else' }; while ([int] 'y') { 'never' }; 'after' }
Add-Case 'a cmdlet that throws within' { 'before'; Get-Date 'never'; ConvertFrom-Json '{ bad'; [xml] '<a>'; New-Object No.Such.Type; 'after' }
Add-Case 'errors of parameter binding' { Get-Date -Year 'x'; Get-ChildItem -NoSuch; Select-Object -First -1; 'after' }
Add-Case 'errors of conversion' { [int] 'a'; [datetime] 'b'; [guid] 'c'; [ipaddress] 'd'; [int[]] 'e'; [char] 'fg'; [DayOfWeek] 'Someday'; 'after' }
Add-Case 'errors of members' { $o = [pscustomobject] @{ A = 1 }; $o.B = 2; $o.Missing(); $null.X = 1; 'abc'.Substring(9); [math]::NoSuch(1); [No.Such.Type]::X; 'after' }
Add-Case 'errors of operators' { 1 / 0; 'a' * 'b'; 1..'x'; @{} + 1; 'a' - 1; 'a' -match '('; 'after' }
Add-Case 'errors of indexes' { $a = 1, 2; $a[5]; $a['x']; $a[9] = 1; $t = @{}; $t[$null]; $t[$null] = 1; 'after' }
Add-Case 'try within try' { try { try { throw "inner $_" } catch { "caught $_"; throw 'outer' } finally { 'f1' } } catch { "then $_" } finally { 'f2' }; 'after' }
Add-Case 'catch by several types' { foreach ($b in { [int]::Parse('x') }, { throw [System.IO.FileNotFoundException] 'nf' }, { Get-Item /no/such -ErrorAction Stop }, { No-SuchCommand }) { try { & $b } catch [System.IO.IOException], [System.FormatException] { 'io or format' } catch [System.Management.Automation.ItemNotFoundException] { 'not found' } catch { $_.Exception.GetType().Name } } }
Add-Case 'catch of what .NET throws within' { try { [System.IO.File]::ReadAllText('/no/such/file') } catch { $_.Exception.GetType().Name; $_.Exception.InnerException.GetType().Name; $_.FullyQualifiedErrorId } }
Add-Case 'a non-terminating error is not caught' { try { Write-Error "n$_"; Get-Item /no/such; 'goes on' } catch { 'never' } finally { 'finally' } }
Add-Case '$ErrorActionPreference Stop in a try' { $ErrorActionPreference = 'Stop'; try { Get-Item "/no/$_" } catch { 'caught'; $_.Exception.GetType().Name }; try { Write-Error w } catch { "$_" }; 'after' }
Add-Case '$ErrorActionPreference of a function of the caller' { Get-Quiet $_; Get-Item /no/such; 'after' } -Setup { function Get-Quiet($n) { $ErrorActionPreference = 'SilentlyContinue'; Write-Error "q$n"; [int] 'x'; "quiet $n" } }
Add-Case '$ErrorActionPreference of all values in the worker' { foreach ($p in 'Continue', 'SilentlyContinue', 'Ignore') { $ErrorActionPreference = $p; Write-Error "e$p"; [int] 'x'; "after $p" } }
Add-Case 'throw in a catch and a finally' { try { throw "a$_" } catch { throw "b$_" } finally { Write-Warning 'finally' } }
Add-Case 'throw with nothing and of $null' { if ($_ -eq 1) { throw } elseif ($_ -eq 2) { throw $null } else { throw '' } }
Add-Case 'throw of a record' { throw [System.Management.Automation.ErrorRecord]::new([System.TimeoutException] "late $_", 'Late', 'OperationTimeout', $_) }
Add-Case 'throw of an exception with an inner one' { throw [System.InvalidOperationException]::new("outer $_", [System.IO.IOException] 'inner') }
Add-Case 'throw in begin, process and end' { 1..2 | Step-Fail $_ } -Setup { function Step-Fail { [CmdletBinding()] param($At, [Parameter(ValueFromPipeline)] $I) begin { if ($At -eq 1) { throw 'begin' }; 'b' } process { if ($At -eq 2) { throw "process $I" }; "p$I" } end { if ($At -eq 3) { throw 'end' }; 'e' } } }
Add-Case 'throw in a filter and in a calculated property' { 1, 2 | Test-Filter; 1 | Select-Object @{ n = 'X'; e = { throw 'calc' } }; [pscustomobject] @{ A = 1 } | Where-Object { throw "where $_" }; 'after' } -Setup { filter Test-Filter { if ($_ -eq 2) { throw 'filter' }; $_ } }
Add-Case 'throw under SilentlyContinue' { $ErrorActionPreference = 'SilentlyContinue'; 'before'; throw "silent $_"; 'after' }
Add-Case 'throw in a function with -ErrorAction SilentlyContinue' { Stop-Hard $_ -ErrorAction SilentlyContinue; 'after' } -Setup { function Stop-Hard { [CmdletBinding()] param($n) 'in'; throw "hard $n"; 'still in' } }
Add-Case 'ThrowTerminatingError that is caught' { try { Stop-It $_ } catch { "caught $($_.FullyQualifiedErrorId)" }; Stop-It 5 -ErrorAction SilentlyContinue; 'after' } -Setup {
    function Stop-It { [CmdletBinding()] param($n) $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([System.ArgumentException] "bad $n", 'OwnId', 'InvalidArgument', $n)) }
}
Add-Case 'trap by type' { trap [System.FormatException] { 'format'; continue } trap { "other $_"; continue } [int]::Parse('x'); throw "t$_"; 'after' }
Add-Case 'trap in a function' { Test-Trap $_; 'after' } -Setup { function Test-Trap($n) { trap { "trapped $n"; continue } 'in'; [int] 'x'; 'still in' } }
Add-Case 'trap without continue' { trap { "seen $_" } 'before'; [int] 'x'; 'after' }
Add-Case 'errors within finally and trap' { trap { Write-Warning "t $_"; continue } try { throw "x$_" } finally { 'f'; Write-Error 'in finally' }; 'after' }
Add-Case 'errors merged, filtered and counted' { $all = & { 'out'; Write-Error "e$_"; Get-Item /no/such } 2>&1; $all.Count; @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count; "$($all[1])"; $all[0] }
Add-Case 'errors passed on as output' { $e = & { Write-Error "e$_" } 2>&1; $e; Write-Error -ErrorRecord $e; 'after' }
Add-Case 'a command that is not found by name in a variable' { $c = "No-Such$_"; & $c; . $c; & "/no/such/program$_"; 'after' }
Add-Case 'a script text that does not parse' { Invoke-Expression 'if ('; [scriptblock]::Create("'$_"); 'after' }
Add-Case 'strict mode that a worker sets' { Set-StrictMode -Version Latest; 'before'; $notSet; (1).Missing; 'after' }
Add-Case 'strict mode in a function' { Test-Strict; $notSet; 'after' } -Setup { function Test-Strict { Set-StrictMode -Version 2; $never; 'still in' } }
Add-Case 'retry by hand' { param($needed) $tries = 0; do { $tries++; try { if ($tries -lt $needed) { throw "try $tries" }; $ok = $true } catch { $ok = $false; Write-Warning "$_" } } until ($ok -or $tries -ge 5); $tries }
Add-Case 'an exit code by throw and by result' { $r = try { [pscustomobject] @{ Ok = $true; V = 6 / ($_ - 2) } } catch { [pscustomobject] @{ Ok = $false; V = $_.Exception.Message.Length -gt 0 } }; $r }
Add-Case 'errors of script properties and methods' { $o = [pscustomobject] @{ A = $_ } | Add-Member ScriptProperty Bad { throw 'prop' } -PassThru | Add-Member ScriptMethod Worse { throw 'method' } -PassThru; $o.Bad; $o.Worse(); 'after' }
Add-Case 'errors of delegates and closures' { $f = [Func[int, int]] { param($x) throw "in delegate $x" }; $f.Invoke($_); 'between'; $c = { [int] 'x' }.GetNewClosure(); & $c; 'after' }
Add-Case 'a mandatory parameter that is missing' { 'before'; Join-Path; 'after' }
Add-Case 'errors of a module''s function' { Get-Soft $_; 'after' } -Setup { $null = New-Module -Name SoftErrors { function Get-Soft($n) { Write-Error "soft $n"; [int] 'x'; "soft out $n" } } | Import-Module -PassThru }
