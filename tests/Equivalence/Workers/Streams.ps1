# Streams, redirections, progress and preferences of the worker.
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
Add-Case 'redirections of each stream to output' { & { Write-Error "e$_" } 2>&1 | ForEach-Object { $_.GetType().Name }; & { Write-Warning w } 3>&1; & { Write-Verbose v -Verbose } 4>&1; & { Write-Debug d } 5>&1; & { Write-Information i } 6>&1; & { Write-Host h } 6>&1 | ForEach-Object { "$_" } } -Setup { $DebugPreference = 'Continue' }
Add-Case 'redirections to nothing' { & { Write-Error e; 'o' } 2> $null; & { Write-Warning w; 'o' } 3> $null; & { Write-Verbose v -Verbose; 'o' } 4> $null; & { Write-Host h; 'o' } 6> $null; & { Write-Error x; Write-Warning y; 'o' } *> $null; $_ }
Add-Case 'redirections of functions' { Write-All $_ 2>&1 3>&1 | ForEach-Object { "$($_.GetType().Name) $_" }; $all = Write-All $_ *>&1; $all.Count } -Setup { function Write-All($n) { "o$n"; Write-Error "e$n"; Write-Warning "w$n"; Write-Host "h$n"; Write-Information "i$n" } }
Add-Case 'output and errors of a function in order' { Write-Mixed $_ } -Setup { function Write-Mixed($n) { foreach ($i in 1..3) { "o$n$i"; Write-Error "e$n$i"; Write-Warning "w$n$i"; Write-Host "h$n$i" } } }
Add-Case 'Write-Progress' { Write-Progress -Activity "a$_" -Status s -PercentComplete ($_ * 10) -Id $_; 'out'; Write-Progress -Activity "a$_" -Completed -Id $_ }
Add-Case 'Write-Progress of children' { Write-Progress -Activity parent -Id (10 + $_); Write-Progress -Activity child -Id (20 + $_) -ParentId (10 + $_) -CurrentOperation op -SecondsRemaining 5; $_ }
Add-Case 'Write-Progress under $ProgressPreference' { $ProgressPreference = 'SilentlyContinue'; Write-Progress -Activity hidden; $_ }
Add-Case 'Write-Information in its forms' { Write-Information "i$_" -Tags a, b; Write-Information ([pscustomobject] @{ N = $_ }); Write-Information shown -InformationAction Continue; Write-Information kept -InformationVariable v; $v.Count; Write-Information dropped -InformationAction Ignore }
Add-Case 'Write-Warning by -WarningAction and -WarningVariable' { Write-Warning "w$_" -WarningAction SilentlyContinue -WarningVariable w; $w.Count; Write-Warning shown; try { Write-Warning stops -WarningAction Stop } catch { 'caught' }; 'after' }
Add-Case 'Write-Warning by -WarningAction Stop' { 'before'; Write-Warning "w$_" -WarningAction Stop; 'after' }
Add-Case 'Write-Verbose and Write-Debug by parameters' { Write-Verbose "v$_" -Verbose; Write-Verbose hidden; Write-Verbose off -Verbose:$false; Write-Debug hidden; $DebugPreference = 'Continue'; Write-Debug shown; 'out' }
Add-Case '-Verbose that reaches inner functions' { Get-OuterV -Verbose; Get-OuterV } -Setup { function Get-OuterV { [CmdletBinding()] param() Write-Verbose outer; Get-InnerV }; function Get-InnerV { [CmdletBinding()] param() Write-Verbose inner; "$VerbosePreference" } }
Add-Case '$VerbosePreference in the worker' { $VerbosePreference = 'Continue'; Write-Verbose "v$_"; Get-V; & { $VerbosePreference = 'SilentlyContinue'; Write-Verbose hidden } } -Setup { function Get-V { Write-Verbose 'of function' } }
Add-Case '$WarningPreference of each value' { foreach ($p in 'Continue', 'SilentlyContinue', 'Ignore') { $WarningPreference = $p; Write-Warning "w$p" }; $WarningPreference = 'Stop'; 'before'; Write-Warning "stops $_"; 'after' }
Add-Case '$InformationPreference of each value' { foreach ($p in 'Continue', 'SilentlyContinue', 'Ignore') { $InformationPreference = $p; Write-Information "i$p"; Write-Host "h$p" } }
Add-Case 'Write-Output in its forms' { Write-Output 1, $_; Write-Output 1, $_ -NoEnumerate; Write-Output @(); 1, $_ | Write-Output; Write-Output -InputObject (, (1, 2)) }
Add-Case 'Write-Host of objects' { Write-Host ([pscustomobject] @{ A = $_ }); Write-Host @{}; Write-Host $null; Write-Host (1..$_); Write-Host "a`nb"; 'x' | Write-Host }
Add-Case 'Out-Default, Out-Host and Out-Null' { "d$_" | Out-Null; 1..3 | Out-Null; $null = & { 1; Write-Warning 'w' }; [void] (Write-Output 5); $_ }
Add-Case 'Write-Error among output of a pipeline' { 1..4 | ForEach-Object { if ($_ % 2) { Write-Error "odd $_" } else { $_ } } | ForEach-Object { "got $_" } }
Add-Case 'records of a pipeline of functions' { 1..2 | Step-One | Step-Two } -Setup { function Step-One { process { Write-Warning "one $_"; $_ } end { Write-Warning 'one end' } }; function Step-Two { process { Write-Warning "two $_"; $_ * 10 } } }
Add-Case 'records of closures, delegates and members' { $k = $_; & { Write-Warning "c$k" }.GetNewClosure(); ([Action] { Write-Warning 'd' }).Invoke(); ([pscustomobject] @{} | Add-Member ScriptMethod M { Write-Warning 'm'; 'from m' } -PassThru).M() }
Add-Case 'many records' { 1..100 | ForEach-Object { if ($_ % 10 -eq 0) { Write-Warning "w$_" } else { $_ } } }
Add-Case 'records of several lines and odd characters' { Write-Warning "a`nb"; Write-Error "c`r`nd"; Write-Host "t`tx $([char] 0x263A)"; "o`0$_" }
Add-Case '$Host.UI' { $Host.UI.WriteWarningLine("u$_"); $Host.UI.WriteLine("l$_"); $_ }
Add-Case 'records of a module''s function' { Write-Soft $_ } -Setup { $null = New-Module -Name SoftRecords { function Write-Soft($n) { Write-Warning "w$n"; Write-Verbose "v$n"; Write-Debug "d$n"; Write-Information "i$n"; "$WarningPreference $VerbosePreference" } } | Import-Module -PassThru }
