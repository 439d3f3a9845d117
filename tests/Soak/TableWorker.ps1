# The workers of tests/Equivalence as one more kind of random map. RandomMap.ps1 dot-sources this.
foreach ($part in 'Cases', 'Contexts', 'Known') { . (Join-Path $PSScriptRoot "../Equivalence/$part.ps1") }

# A random map gives the same item to several workers at once: none may use files that are named by it. Some are not here
# as they are known to differ from the loop, call blocks of the caller's session, which waits for each of them, or read
# $switch, which is another where the map is called within a switch.
$soakCases = @(Get-Case Values, Strings, Objects, Control, Functions, Scopes, Errors, Streams |
        Where-Object { -not $known["$($topContext.Name) | $($_.Name)"] -and $_.Name -notin 'script members of the caller''s objects', 'delegates of the caller', 'variables of the caller that are named like automatic ones' })

# What the loop writes for each item of the map's case: its output, or null where it fails, and how many errors it writes.
function Get-TableLoop($Map, $Session) {
    foreach ($item in $Map.Case.Items) {
        $shell = [PowerShell]::Create()
        $shell.Runspace = $Session
        $null = $shell.AddScript($head + 'foreach ($_ in $Items) { & $Worker $_ }', $true).AddArgument($Map.Case.Setup.Ast).AddArgument($Map.Case.Worker.Ast).AddArgument(@(, $item))
        $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $none.Complete()
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $failed = $false
        try { $null = $shell.EndInvoke($shell.BeginInvoke($none, $output)) } catch { $failed = $true }
        # Select-Object -First drops nulls.
        $text = @($output | Where-Object { $null -ne $_ -or $Map.End -ne 'First' } | ForEach-Object { "$_" })
        @{ Output = if ($failed) { $null } else { , $text }; Errors = $shell.Streams.Error.Count }
        $shell.Dispose()
    }
}
