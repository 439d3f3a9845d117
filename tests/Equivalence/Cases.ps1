# The workers of the table, as administrators write them: one file of Workers per theme, which calls Add-Case for each.

function Add-Case([string] $Name, [scriptblock] $Worker, [object[]] $Items = (1, 2, 3), [scriptblock] $Setup = { }) {
    @{ Name = $Name; Worker = $Worker; Items = $Items; Setup = $Setup }
}

# The cases of all themes, or of those named, each with its theme: last the theme that not every system has, so that the others keep their places.
function Get-Case([string[]] $Theme = '*') {
    foreach ($file in Get-ChildItem (Join-Path $PSScriptRoot Workers) -Filter *.ps1 | Sort-Object { $_.BaseName -eq 'Programs' }, Name) {
        if (-not ($Theme | Where-Object { $file.BaseName -like $_ })) { continue }
        foreach ($case in & $file.FullName) { $case.Theme = $file.BaseName; $case }
    }
}
