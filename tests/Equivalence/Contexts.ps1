# Where the loop and the map are called. <call> stands for either of them, on the same line.

# Defines the caller's functions and variables, and gives the worker to the loop or map.
$head = 'param($Setup, $Worker, $Items)
. $Setup.GetScriptBlock()
$Worker = $Worker.GetScriptBlock()
'

# -Every and -First choose the cases of the themes given that the tests run there, besides a few of all themes; -Also is one more. -Stops
# says that the first failure ends the map, -Silences that no error is shown, -Global sets preferences for the session.
function Add-Context([string] $Name, [string] $Body, [string[]] $Theme, [int] $Every = 1, [int] $First, [switch] $Stops, [switch] $Silences, [switch] $Prompt, [hashtable] $Global = @{}, [string] $Also) {
    @{ Name = $Name; Script = $head + $Body; Theme = $Theme; Every = $Every; First = $First; Stops = [bool] $Stops; Silences = [bool] $Silences; Prompt = [bool] $Prompt; Global = $Global; Also = $Also }
}

$topContext = Add-Context 'at the top of a script' '& { <call> } *>&1'

$written = 'Errors', 'Streams'
$code = 'Functions', 'Scopes', 'Control'
$caught = '[pscustomobject] @{ PSTypeName = ''Caught''; Record = $_ }'

# There $_ is the exception within that of a method or conversion.
$trapped = $caught.Replace('$_', '$Error[0]')
$collect = 'foreach ($one in $e) { "collected error $(if ($one -is [Exception]) { $one.Message } else { $one })" }; foreach ($one in $w) { "collected warning $one" }; foreach ($one in $i) { "collected information $($one.MessageData)" }; "collected in the session: $($Error.Count)"'

$contexts = @(
    # Places
    Add-Context 'in a function' 'function Invoke-Context { <call> }; Invoke-Context *>&1' -Theme ($code + $written) -Every 32
    Add-Context 'in a script file' '$file = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "equivalence-$PID.ps1"); [System.IO.File]::WriteAllText($file, ''param($Setup, $Worker, $Items) . $Setup; & { <call> } *>&1'')
& $file $Setup.GetScriptBlock() $Worker $Items' -Theme ($code + $written) -Every 32 -First 1
    Add-Context 'in a function of a module' '$file = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "equivalence-$PID.psm1"); [System.IO.File]::WriteAllText($file, ''function Invoke-InModule($Setup, $Worker, $Items) { . $Setup.GetScriptBlock(); $Worker = $Worker.GetScriptBlock(); <call> }'')
Import-Module $file -Force; Invoke-InModule $Setup $Worker.Ast $Items *>&1' -Theme ($code + $written) -Every 32 -First 2
    Add-Context 'in a block of a dynamic module' '& (New-Module { }) { param($Setup, $Worker, $Items) . $Setup.GetScriptBlock(); $Worker = $Worker.GetScriptBlock(); <call> } $Setup $Worker.Ast $Items *>&1' -Theme ($code + $written) -Every 32 -First 3
    Add-Context 'at a prompt' '& { <call> } *>&1' -Theme Values, Strings, Objects, Control, Errors -Every 20 -First 4 -Prompt
    Add-Context 'in a pipeline' '& { <call> } *>&1 | ForEach-Object { , $_ }' -Theme ($code + $written) -Every 32 -First 5
    Add-Context 'within ForEach-Object' '& { 1 | ForEach-Object { <call> } } *>&1' -Theme ($code + $written) -Every 32 -First 6

    # What catches
    Add-Context 'in try' "& { try { <call> } catch { $caught } } *>&1" -Theme Errors -Every 9
    Add-Context 'in try of a caller' "function Invoke-Context { <call> }; & { try { Invoke-Context } catch { $caught } } *>&1" -Theme Errors -Every 16 -First 1
    Add-Context 'in try under Stop' "`$ErrorActionPreference = 'Stop'; & { try { <call> } catch { $caught } } *>&1" -Theme Errors -Every 16 -First 2 -Stops
    Add-Context 'under trap' "& { trap { $trapped; continue } <call> } *>&1" -Theme Errors -Every 16 -First 3

    # What collects
    Add-Context 'by a function with variables for its records' "function Invoke-Context { [CmdletBinding()] param() <call> }; `$Error.Clear(); `$e = `$w = `$i = @(); Invoke-Context -ErrorVariable e -WarningVariable w -InformationVariable i *>&1; $collect" -Theme $written -Every 14
    Add-Context 'by a function with -ErrorAction SilentlyContinue' "function Invoke-Context { [CmdletBinding()] param() <call> }; `$Error.Clear(); `$e = `$w = `$i = @(); Invoke-Context -ErrorAction SilentlyContinue -ErrorVariable e *>&1; $collect" -Theme Errors -Every 16 -First 4 -Silences
    Add-Context 'by a function with -ErrorAction Ignore' "function Invoke-Context { [CmdletBinding()] param() <call> }; `$Error.Clear(); `$e = `$w = `$i = @(); Invoke-Context -ErrorAction Ignore -ErrorVariable e *>&1; $collect" -Theme Errors -Every 16 -First 5 -Silences
    Add-Context 'by a function with -ErrorAction Stop' 'function Invoke-Context { [CmdletBinding()] param() <call> }; Invoke-Context -ErrorAction Stop *>&1' -Theme Errors -Every 16 -First 6 -Stops
    Add-Context 'by a function that silences warnings and information' "function Invoke-Context { [CmdletBinding()] param() <call> }; `$Error.Clear(); `$e = `$w = `$i = @(); Invoke-Context -WarningAction SilentlyContinue -InformationAction Ignore -WarningVariable w -InformationVariable i *>&1; $collect" -Theme Streams -Every 9
    Add-Context 'by a function with -Verbose' 'function Invoke-Context { [CmdletBinding()] param() <call> }; Invoke-Context -Verbose *>&1' -Theme Streams -Every 9 -First 1 -Also 'records of a module''s function'
    Add-Context 'by a function with -WhatIf' 'function Invoke-Context { [CmdletBinding(SupportsShouldProcess)] param() <call> }; Invoke-Context -WhatIf *>&1' -Theme Functions -Every 12

    # Preferences
    $at = 0
    foreach ($preference in 'Stop', 'SilentlyContinue', 'Ignore', 'Continue') {
        $effect = @{ Stops = $preference -eq 'Stop'; Silences = $preference -in 'SilentlyContinue', 'Ignore' }
        Add-Context "under `$ErrorActionPreference = '$preference' of a function" "function Invoke-Context { `$ErrorActionPreference = '$preference'; <call> }; Invoke-Context *>&1" -Theme Errors -Every 20 -First ($at++) @effect -Also 'errors of a module''s function'
        Add-Context "under `$global:ErrorActionPreference = '$preference'" '& { <call> } *>&1' -Theme Errors -Every 20 -First ($at++) -Global @{ ErrorActionPreference = $preference } @effect -Also 'errors of a module''s function'
    }
    $at = 0
    foreach ($pair in @('WarningPreference', 'SilentlyContinue'), @('VerbosePreference', 'Continue'), @('InformationPreference', 'Continue'), @('DebugPreference', 'Continue'), @('ProgressPreference', 'SilentlyContinue')) {
        $name, $value = $pair
        Add-Context "under `$$name = '$value' of a function" "function Invoke-Context { `$$name = '$value'; <call> }; Invoke-Context *>&1" -Theme Streams -Every 8 -First ($at++) -Also 'records of a module''s function'
        Add-Context "under `$global:$name = '$value'" '& { <call> } *>&1' -Theme Streams -Every 8 -First ($at++) -Global @{ $name = $value } -Also 'records of a module''s function'
    }
    Add-Context 'under $WarningPreference = ''Stop'' of a function' 'function Invoke-Context { $WarningPreference = ''Stop''; <call> }; Invoke-Context *>&1' -Theme Streams -Every 12 -Also 'records of a module''s function'
    Add-Context 'under $WhatIfPreference' 'function Invoke-Context { $WhatIfPreference = $true; <call> }; Invoke-Context *>&1' -Theme Functions, Files -Every 20
    Add-Context 'under strict mode' 'Set-StrictMode -Version 3; & { <call> } *>&1' -Theme Values, Scopes, Objects, Errors -Every 24
    Add-Context 'under strict mode of a function' 'function Invoke-Context { Set-StrictMode -Version 3; <call> }; Invoke-Context *>&1' -Theme Values, Scopes, Objects, Errors -Every 24 -First 8
)

# The cases that the tests run in a context: of the themes that it is for, and one of each 48 others; not those that differ everywhere.
# A prompt keeps what it is given, so there they define nothing.
function Select-ContextCase($Context, $Cases, $Known) {
    $own = $others = - $Context.First
    foreach ($case in $Cases) {
        if ($Context.Prompt -and "$($case.Setup)".Trim()) { continue }
        $isChosen = if ($case.Theme -in $Context.Theme) { $own -ge 0 -and $own % $Context.Every -eq 0; $own++ } else { $others -ge 0 -and $others % 48 -eq 0; $others++ }
        if (($isChosen -or $case.Name -eq $Context.Also) -and -not $Known["$($topContext.Name) | $($case.Name)"]) { $case }
    }
}
