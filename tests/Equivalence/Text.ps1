# What a script writes as text, so that two runs can be compared.

# The value as text that tells types and structure.
function Get-ValueText($Value) {
    if ($null -eq $Value) { return 'null' }
    $name = $Value.GetType().Name
    if ($Value -isnot [string] -and $Value -isnot [ValueType]) {
        if ($Value -is [System.Management.Automation.ErrorRecord]) { return Get-ErrorText $Value }
        if ($Value -is [System.Management.Automation.InformationRecord]) { return "information $($Value.MessageData) $($Value.Tags)" }
        if ($Value -is [System.Management.Automation.InformationalRecord]) { return "$name $($Value.Message)" }
        if ($Value -is [System.Collections.IDictionary]) { return "$name {$(@(foreach ($key in $Value.Keys) { "$key=$(Get-ValueText $Value[$key])" }) -join ';')}" }
        if ($Value -is [System.Collections.IList]) { return "$name [$(@(foreach ($element in $Value) { Get-ValueText $element }) -join ',')]" }
    }
    $notes = @(foreach ($member in $Value.PSObject.Properties) { if ($member.MemberType -eq 'NoteProperty') { "$($member.Name)=$(Get-ValueText $member.Value)" } }) -join ';'
    "$name $Value {$notes}"
}

function Get-ErrorText($Record) {
    $place = $Record.InvocationInfo
    "error $($Record.FullyQualifiedErrorId) $($Record.CategoryInfo.Category) $($Record.Exception.GetType().Name) of '$($place.MyCommand.Name)' line $($place.ScriptLineNumber): $Record"
}

function Get-ProgressText($Record) {
    "progress $($Record.ActivityId) of $($Record.ParentActivityId): $($Record.Activity), $($Record.StatusDescription), $($Record.PercentComplete) $($Record.RecordType)"
}
