# The invariant of the module: a map writes what the loop writes, on every stream, in order, with the same identities of errors.
# Each worker runs in a session of its own, outside of any try of the tests, which would change what its errors do:
# item by item as in a loop, and then as a map. A failed item keeps its records and has no output.
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
, $Items | ForEach-Object { & $Worker $_ } *>&1'
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
        try { $shell.EndInvoke($running) } catch { $failure = $_.Exception.InnerException }
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
    It 'for <Name>' -ForEach @(
        . (Join-Path $PSScriptRoot EquivalenceTable.ps1)
    ) {
        $loop = @(foreach ($item in $Items) { Invoke-Side $loopScript $Setup $Worker $item })
        $map = @(Invoke-Side $mapScript $Setup $Worker $Items | Where-Object { $_ -notlike 'VerboseRecord Captured *' })
        $loop.Count | Should -BeGreaterThan 0 -Because 'there must be something to compare'
        $map -join "`n" | Should -Be ($loop -join "`n")
    }
}
