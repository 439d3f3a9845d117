# Functions, parameters and splatting.
Add-Case 'typed parameters' { param([string] $s) $s.GetType().Name; $s } -Items 1, $null, @(1, 2)
Add-Case 'defaults of parameters' { param($n, $next = $n + 1, $text = "n is $n") $next; $text }
Add-Case 'a typed parameter that fails' { param([int] $n) "got $n" } -Items 1, 'x', 3
Add-Case 'ValidateSet' { param([ValidateSet('a', 'b')] $s) "got $s" } -Items a, c, b
Add-Case 'ValidateRange, ValidatePattern and ValidateScript' { param([ValidateRange(1, 2)] [ValidatePattern('\d')] [ValidateScript({ $_ -ne 2 })] $n) "got $n" } -Items 1, 2, 3
Add-Case 'a mandatory parameter' { [CmdletBinding()] param([Parameter(Mandatory)] $n) "got $n" } -Items 1, $null, 3
Add-Case 'CmdletBinding' { [CmdletBinding()] param($n) $PSCmdlet.MyInvocation.InvocationName; $PSCmdlet.ParameterSetName; "got $n" }
Add-Case 'functions of the caller' { Get-Outer $_ } -Setup { function Get-Inner($n) { "inner $n" }; function Get-Outer($n) { "outer $(Get-Inner ($n + 1))" } }
Add-Case 'advanced functions with begin, process and end' { 1..$_ | Add-Up } -Setup {
    function Add-Up { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $N) begin { $sum = 0 } process { $sum += $N; $N } end { "sum $sum" } }
}
Add-Case 'functions that read their input and name' { 1, $_ | Get-Sum; Get-Own } -Setup {
    function Get-Sum { end { ($input | Measure-Object -Sum).Sum } }
    function Get-Own { $MyInvocation.MyCommand.Name }
}
Add-Case 'filters' { $_ | Select-Double } -Setup { filter Select-Double { $_ * 2 } }
Add-Case 'default parameter values' { Get-Level; Get-Level -Level own } -Setup {
    function Get-Level { [CmdletBinding()] param($Level = 'none') $Level }
    $PSDefaultParameterValues = @{ 'Get-Level:Level' = 'default' }
}
Add-Case 'splatting' { $table = @{ Object = "x$_" }; Write-Host @table; $list = 1, $_; Write-Output @list }
Add-Case 'aliases of the caller' { plus $_ 1 } -Setup { function Add-Two($a, $b) { $a + $b }; Set-Alias plus Add-Two }
Add-Case 'parameter sets' { Get-Thing -Id $_; Get-Thing -Name "n$_"; Get-Thing } -Setup {
    function Get-Thing { [CmdletBinding(DefaultParameterSetName = 'None')] param([Parameter(ParameterSetName = 'Id')] [int] $Id, [Parameter(ParameterSetName = 'Name')] [string] $Name) "$($PSCmdlet.ParameterSetName) $Id $Name" }
}
Add-Case 'pipeline binding by property name' { [pscustomobject] @{ Name = "n$_"; Size = $_ } | Show-It; [pscustomobject] @{ FullName = 'full'; Length = 5 } | Show-It } -Setup {
    function Show-It { [CmdletBinding()] param([Parameter(ValueFromPipelineByPropertyName)] [Alias('FullName')] $Name, [Parameter(ValueFromPipelineByPropertyName)] [Alias('Length')] $Size) process { "$Name is $Size" } }
}
Add-Case 'switch parameters' { Test-Switch; Test-Switch -On; Test-Switch -On:$false; Test-Switch -On:($_ -eq 1); $t = @{ On = $true }; Test-Switch @t } -Setup { function Test-Switch([switch] $On) { "$On $($On.IsPresent) $($PSBoundParameters.Count)" } }
Add-Case 'remaining arguments' { Join-Rest a b $_ -Flag; Join-Args 1 $_ -x y } -Setup {
    function Join-Rest { param($First, [switch] $Flag, [Parameter(ValueFromRemainingArguments)] $Rest) "$First $Flag [$($Rest -join ',')]" }
    function Join-Args { "$($args.Count): $($args -join ' ')" }
}
Add-Case 'dynamic parameters' { Get-Dynamic -Extra "e$_"; Get-Dynamic } -Setup {
    function Get-Dynamic {
        [CmdletBinding()] param()
        dynamicparam {
            $set = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
            $attributes = [System.Collections.ObjectModel.Collection[System.Attribute]]::new(); $attributes.Add([System.Management.Automation.ParameterAttribute]::new())
            $set.Add('Extra', [System.Management.Automation.RuntimeDefinedParameter]::new('Extra', [string], $attributes)); $set
        }
        end { "extra '$($PSBoundParameters['Extra'])'" }
    }
}
Add-Case 'nested functions' { function Get-Local($n) { function Get-Deep { "deep $n" }; Get-Deep }; Get-Local $_; Test-Path function:Get-Local }
Add-Case 'recursion' { Get-Factorial ($_ + 2) } -Setup { function Get-Factorial([int] $n) { if ($n -le 1) { 1 } else { $n * (Get-Factorial ($n - 1)) } } }
Add-Case 'mutual recursion' { Test-Even $_ } -Setup { function Test-Even($n) { if ($n -eq 0) { $true } else { Test-Odd ($n - 1) } }; function Test-Odd($n) { if ($n -eq 0) { $false } else { Test-Even ($n - 1) } } }
Add-Case 'filters with parameters' { 1..$_ | Add-Number -By 5; 'a' | Add-Number } -Setup { filter Add-Number($By = 'none') { "$_ by $By" } }
Add-Case 'functions with begin, process and end that read $_ and $input' { 1..$_ | Get-Phase } -Setup { function Get-Phase { begin { "begin $($null -eq $_)" } process { "process $_" } end { "end $(@($input).Count)" } } }
Add-Case 'functions called by & and by name in a variable' { $name = 'Get-Name'; & $name $_; & (Get-Command Get-Name) 5; $f = ${function:Get-Name}; & $f 6; . Get-Name 7 } -Setup { function Get-Name($n) { "name $n" } }
Add-Case '$MyInvocation of functions' { Get-Me $_; & 'Get-Me' 2 } -Setup { function Get-Me($n) { $MyInvocation.MyCommand.Name; $MyInvocation.InvocationName; $MyInvocation.BoundParameters.Keys; $MyInvocation.Line.Length -gt 0 } }
Add-Case '$MyInvocation of the worker' { $MyInvocation.MyCommand.CommandType; $MyInvocation.InvocationName; $MyInvocation.PipelineLength; $MyInvocation.PipelinePosition; "$($MyInvocation.MyCommand.Name)" }
Add-Case '$PSBoundParameters splatted on' { Out-First $_ -Y 2 } -Setup { function Out-First($X, $Y) { Out-Second @PSBoundParameters }; function Out-Second($X, $Y) { "$X-$Y" } }
Add-Case '@args splatted on' { Invoke-Wrapped $_ -Y 5 } -Setup { function Invoke-Wrapped { Get-Wrapped @args }; function Get-Wrapped($X, $Y) { "$X/$Y" } }
Add-Case 'splatting of tables of the caller' { Get-Two @common -B $_; Get-Two @both } -Setup { function Get-Two($A, $B) { "$A$B" }; $common = @{ A = 'a' }; $both = 'x', 'y' }
Add-Case '$PSDefaultParameterValues for cmdlets' { 1, 2 | Join-Texts; Get-Date '2024-01-02' } -Setup { function Join-Texts { param([Parameter(ValueFromPipeline)] $V, $By) end { "by $By" } }; $PSDefaultParameterValues = @{ 'Get-Date:Format' = 'yyyy'; 'Join-*:By' = '+' } }
Add-Case '$PSDefaultParameterValues that a worker sets' { $PSDefaultParameterValues = @{ 'Get-Date:Format' = 'MM' }; Get-Date '2024-01-02'; $PSDefaultParameterValues.Clear(); (Get-Date '2024-01-02').Year }
Add-Case 'validation in functions' { Set-Level $_; 'after' } -Items 1, 7, 2 -Setup { function Set-Level { [CmdletBinding()] param([ValidateRange(1, 5)] [int] $L) "level $L" } }
Add-Case 'ValidateNotNullOrEmpty, ValidateCount and ValidateLength' { Set-Name $_; 'after' } -Items 'ab', '', $null, 'toolong' -Setup { function Set-Name { param([ValidateNotNullOrEmpty()] [ValidateLength(1, 4)] [string] $N) "name $N" } }
Add-Case 'mandatory parameters of functions' { Get-Needed -N ''; Get-Needed -N $null; 'after' } -Setup { function Get-Needed { [CmdletBinding()] param([Parameter(Mandatory)] [string] $N) "got $N" } }
Add-Case 'too many arguments' { Get-Few 1 2 $_; 'after' } -Setup { function Get-Few { [CmdletBinding()] param($A) "few $A" } }
Add-Case 'ambiguous and abbreviated parameters' { Get-Long -Na $_; Get-Long -N 1; 'after' } -Setup { function Get-Long { [CmdletBinding()] param($Name, $Number) "long $Name" } }
Add-Case 'argument transformation' { Get-Typed -D '2024-01-02' -L $_ -T "$_" -S ok; Get-Typed -B 1 } -Setup { function Get-Typed([datetime] $D, [int[]] $L, [version] $V = '1.0', [double] $T, [bool] $B, [string[]] $S) { "$($D.Year) $($L.Count) $V $T $B $($S.Count)" } }
Add-Case 'parameters with script block values' { 1..2 | Set-Computed -V { $_ * 10 } } -Setup { function Set-Computed { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $I, [Parameter(ValueFromPipelineByPropertyName)] $V) process { "$I $V" } } }
Add-Case 'ShouldProcess in its forms' { Remove-It $_ -Confirm:$false; Remove-It $_ -WhatIf; & { $WhatIfPreference = $true; Remove-It 1 }; & { $ConfirmPreference = 'None'; Remove-It 2 } } -Setup {
    function Remove-It { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')] param($N) if ($PSCmdlet.ShouldProcess("item $N", 'Remove')) { "removed $N" }; $WhatIfPreference }
}
Add-Case '-WhatIf of cmdlets' { $f = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "none$_"); New-Item $f -WhatIf; Test-Path $f; Remove-Item $PSCommandPath -WhatIf; Test-Path $PSCommandPath }
Add-Case '$PSCmdlet of a function' { 1..$_ | Use-Cmdlet } -Setup { function Use-Cmdlet { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $I) process { $PSCmdlet.WriteObject($I * 2); $PSCmdlet.WriteObject((1, 2), $true); $PSCmdlet.WriteWarning("w$I"); $PSCmdlet.MyInvocation.ExpectingInput } } }
Add-Case 'Get-Variable of the caller''s functions by -Scope' { Get-Up $_ } -Setup { function Get-Up($mine) { Get-UpInner }; function Get-UpInner { (Get-Variable mine -Scope 1).Value; Set-Variable mine 9 -Scope 1; $mine } }
Add-Case 'proxies of cmdlets' { Write-Output "p$_"; Get-Date '2024-01-01' } -Setup { function Get-Date($D) { "proxy $D $((Microsoft.PowerShell.Utility\Get-Date $D).Year)" } }
Add-Case 'advanced functions by -ErrorAction and -ErrorVariable' { Get-Half $_ -ErrorAction SilentlyContinue -ErrorVariable ev; $ev.Count; Get-Half $_ -ErrorAction Stop; 'after' } -Setup { function Get-Half { [CmdletBinding()] param($N) if ($N % 2) { Write-Error "odd $N" } else { $N / 2 } } }
Add-Case '-OutVariable and -WarningVariable' { $null = Get-Noise -OutVariable o -WarningVariable w -InformationVariable i 3>$null; $o.Count; "$w"; "$($i.MessageData)" } -Setup { function Get-Noise { [CmdletBinding()] param() 1; 2; Write-Warning 'noise'; Write-Information 'info' } }
Add-Case '$PSItem and $_' { $PSItem; $PSItem -eq $_; 1 | ForEach-Object { $PSItem + $_ }; & { $_ }; (5 | ForEach-Object { & { $_ } }) }
Add-Case 'a worker with a default of the item' { param($n = 'none', [switch] $s) "$n $s"; $args.Count; $PSBoundParameters.Count }
Add-Case 'a worker with typed parameters that convert' { param([datetime] $d) $d.Year } -Items '2024-01-01', 'never', ([datetime] '2025-01-01')
Add-Case 'the unbound arguments and the line of $MyInvocation' { $MyInvocation.UnboundArguments.Count; $MyInvocation.Line -like '*foreach*' }
