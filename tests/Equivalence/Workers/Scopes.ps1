# Scopes: what a worker reads of its caller, shadows and keeps to itself.
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
Add-Case 'modifying a captured variable with an operator' { $count += $_; $count } -Setup { $count = 100 }
Add-Case 'blocks with scopes of their own' { $v = $_; & { $v = 99; $v }; $v; . { $v = 77 }; $v; 1 | ForEach-Object { $v = 5 }; $v; & { Set-Variable v 6 -Scope 1 }; $v }
Add-Case 'private and local variables' { $private:p = $_; $local:l = 2; & { "[$p] $l" }; $p; $local:l }
Add-Case 'script variables that a worker sets itself' { $script:s = $_; $script:s; & { $script:s++ }; $script:s }
Add-Case 'global variables that a worker sets itself' { $global:equivalenceG = $_; $global:equivalenceG; & { $global:equivalenceG + 1 }; Get-Variable equivalenceG -Scope Global -ValueOnly }
Add-Case 'global variables of the caller' { $global:equivalenceH; $equivalenceH + $_; Get-GlobalH } -Setup { $global:equivalenceH = 40; function Get-GlobalH { $global:equivalenceH + 1 } }
Add-Case 'variables that do not exist' { $null -eq $notThere; "[$notThere]"; $notThere.Count; $notThere + 1; @($notThere).Count; Test-Path variable:notThere }
Add-Case 'constants and read-only variables' { Set-Variable k $_ -Option ReadOnly; $k; $k = 5; $k; Set-Variable k 6 -Force; $k; 'after' }
Add-Case 'typed variables' { [int] $i = "$_"; $i = '12'; $i; $i.GetType().Name; $i = 'x'; 'after' }
Add-Case 'validated variables' { [ValidateRange(1, 2)] $r = 1; $r = $_; $r }
Add-Case 'variables with odd names' { ${a b} = $_; ${a b}; ${x-y} = 2; "${x-y}"; Set-Variable 'q.r' 3; ${q.r}; $variable:q }
Add-Case '$env: that a worker sets' { $env:EQUIVALENCE_OWN = 'own'; $env:EQUIVALENCE_OWN; & { $env:EQUIVALENCE_OWN } }
Add-Case 'values of the caller of all types' { $text; $number; $date.Year; $list.Count; $table.a; $object.P; $nothing -eq $null; $flag.IsPresent; $version.Major; $block.ToString() } -Setup {
    $text = 'text'; $number = 2.5; $date = [datetime] '2024-01-01'; $list = [System.Collections.Generic.List[int]] (1, 2); $table = @{ a = 1 }; $object = [pscustomobject] @{ P = 'p' }; $nothing = $null; $flag = [switch] $true; $version = [version] '1.2'; $block = { 'block' }
}
Add-Case 'script blocks of the caller' { & $twice $_; 1..2 | ForEach-Object $twiceOfIt; & $blocks.Add $_ 1; & $list[0] $_ } -Setup { $twice = { param($n) $n * 2 }; $twiceOfIt = { $_ * 2 }; $blocks = @{ Add = { param($a, $b) $a + $b } }; $list = @({ param($n) "l$n" }) }
Add-Case 'script blocks of the caller that read variables' { & $reader; $factor = 100; & $reader; Invoke-It $reader } -Setup { $factor = 3; $reader = { "$factor $_" }; function Invoke-It($b) { & $b } }
Add-Case 'functions that read variables of the caller' { Get-Path $_; Get-Settings } -Setup { $root = '/data'; $settings = @{ depth = @{ n = 5 } }; function Get-Path($n) { "$root/$n" }; function Get-Settings { $settings.depth.n } }
Add-Case 'script members of the caller''s objects' { $counter.Twice; $counter.Add($_); $counter.N } -Items 1 -Setup { $counter = [pscustomobject] @{ N = 4 } | Add-Member ScriptProperty Twice { $this.N * 2 } -PassThru | Add-Member ScriptMethod Add { param($x) $this.N + $x } -PassThru }
Add-Case 'script members of results' { [pscustomobject] @{ N = $_ } | Add-Member ScriptProperty Next { $this.N + 1 } -PassThru | Add-Member AliasProperty Also N -PassThru }
Add-Case 'custom objects of New-Module' { $o = New-Module -AsCustomObject { $n = 5; function Get($x) { $n + $x }; Export-ModuleMember -Function Get -Variable n }; $o.Get($_); $o.n }
Add-Case 'modules that a worker makes' { $m = New-Module { $state = 1; function Step { ($script:state++); $script:state } }; & $m { $state }; & $m { Step }; & $m { $state }; $_ }
Add-Case 'delegates of the caller' { $square.Invoke($_) } -Items 3 -Setup { $square = [Func[int, int]] { param($x) $x * $x } }
Add-Case 'objects that workers change' { $box.Sum += $_; $box.Sum -gt 0; $null = $names.Add("n$_"); $names.Count -gt 0 } -Setup { $box = @{ Sum = 0 }; $names = [System.Collections.ArrayList]::Synchronized([System.Collections.ArrayList]::new()) }
Add-Case 'cmdlets that read variables by name' { Get-Variable shared -ValueOnly; (Get-Item variable:shared).Value; Test-Path variable:shared; $ExecutionContext.SessionState.PSVariable.GetValue('shared') } -Setup { $shared = 'shared' }
Add-Case 'automatic variables' { $PSVersionTable.PSVersion.Major -ge 5; $PID -gt 0; $HOME.Length -gt 0; $true; $false; $null -eq $null; $PSEdition; $ShellId.Length -gt 0; $Host.Name; $PSUICulture.Length -gt 0; $ExecutionContext.GetType().Name }
Add-Case '$OFS in the worker' { $OFS = '-'; "$(1..$_)"; & { $OFS = '+'; "$(1, 2)" }; [string] (1, 2) }
Add-Case '$ErrorView, $FormatEnumerationLimit and $OutputEncoding' { "$ErrorView"; $FormatEnumerationLimit; $OutputEncoding.WebName; $MaximumHistoryCount; "$PSModuleAutoLoadingPreference" }
Add-Case 'preferences that a worker reads' { "$ErrorActionPreference $WarningPreference $VerbosePreference $DebugPreference $InformationPreference $ProgressPreference $ConfirmPreference $WhatIfPreference" }
Add-Case '$this and $_ in members of a worker''s type data' { $o = [pscustomobject] @{ First = 'a'; Last = "b$_" }; $o | Add-Member ScriptProperty Full { $this.First + $this.Last }; $o.Full; $o.First = 'c'; $o.Full; ($o | Select-Object Full).Full }
Add-Case 'settable script properties' { $o = [pscustomobject] @{ V = 1 } | Add-Member ScriptProperty P { $this.V * 10 } { $this.V = $args[0] } -PassThru; $o.P; $o.P = $_; $o.P; $o.V }
Add-Case 'aliases that a worker makes' { Set-Alias say Write-Output; say "s$_"; New-Alias -Name tell -Value say; tell "t$_"; (Get-Alias say).Definition }
Add-Case 'aliases of cmdlets' { 1..3 | ? { $_ -gt 1 } | % { $_ * 2 } | select -First 1; gcm Get-Item | % Name; echo $_; sort -InputObject $_ }
Add-Case 'variables of the caller that are named like automatic ones' { "$switch $matches"; $_ } -Setup { $switch = 's'; $matches = 'm' }
