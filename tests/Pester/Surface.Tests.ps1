BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # What the engine offers for a line whose end is typed.
    function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
}

Describe 'Names that users know' {
    It 'has the short alias ipmap' {
        1..3 | ipmap { $_ * 2 } | Should -Be 2, 4, 6
    }

    It 'has the alias <Alias> of Invoke-RestMethod for -<Parameter>' -ForEach @(
        @{ Alias = 'MaximumRetryCount'; Parameter = 'RetryCount' }
        @{ Alias = 'RetryIntervalSec'; Parameter = 'RetryDelaySeconds' }
    ) {
        (Get-Command Invoke-ParallelMap).Parameters[$Parameter].Aliases | Should -Contain $Alias
    }

    It 'says what it writes' {
        (Get-Command Invoke-ParallelMap).OutputType.Name | Should -Be 'System.Object', 'ParallelCmdlets.ParallelResult'
    }

    It 'has a parameter set for -InputObject and one for -Zip' {
        (Get-Command Invoke-ParallelMap).ParameterSets.Name | Should -Be InputObject, Zip
    }

    It 'shows a user three states' {
        [Enum]::GetNames([ParallelCmdlets.ItemState]) | Should -Be Completed, Failed, TimedOut
    }
}

Describe 'Completion' {
    It 'offers the functions of the session for -Function' {
        function global:Get-CompletedThing { }
        try { Complete 'Invoke-ParallelMap { } -Function Get-CompletedTh' | Should -Be Get-CompletedThing }
        finally { Remove-Item function:Get-CompletedThing }
    }

    It 'offers the variables of the session for -Variable' {
        $global:completedThing = 1
        try { Complete 'Invoke-ParallelMap { } -Variable completedTh' | Should -Be completedThing }
        finally { Remove-Variable completedThing -Scope Global }
    }

    It 'offers loaded modules for -Module' {
        Complete 'Invoke-ParallelMap { } -Module ParallelCmd' | Should -Be ParallelCmdlets
    }

    It 'offers the parameters of the worker for -Constant of <Command>' -ForEach @(
        @{ Command = 'Invoke-ParallelMap' }
        @{ Command = 'New-PartialWorker' }
    ) {
        Complete "$Command Get-Item -Constant Fo" | Should -Be '@{ Force = '
    }
}
