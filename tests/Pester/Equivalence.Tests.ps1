# The invariant of the module: a map writes what the loop writes, on every stream, in order, with the same identities of errors.
# The workers are in tests/Equivalence/Workers. A difference that is known is a row of tests/Equivalence/Known.ps1: it must
# still differ, so that who mends it takes the row out.
BeforeDiscovery {
    foreach ($part in 'Cases', 'Contexts', 'Known') { . (Join-Path $PSScriptRoot "../Equivalence/$part.ps1") }
    $cases = @(Get-Case)
    $placed = @(foreach ($context in $contexts) { @{ Place = $context.Name; Context = $context; Cases = @(Select-ContextCase $context $cases $known) } })
}

BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    foreach ($part in 'Text', 'Sides', 'Contexts', 'Known') { . (Join-Path $PSScriptRoot "../Equivalence/$part.ps1") }
    $runspace = New-CaseSession $modulePath
}

AfterAll {
    $runspace.Dispose()
    Remove-Item (Join-Path $start "equivalence-$PID*") -Recurse
}

Describe 'A map writes what the loop writes' {
    It 'for <Name>' -ForEach $cases {
        $byForeach = Invoke-Side $topContext $loopCall $_ $_.Items
        $byPipeline = Invoke-Side $topContext $pipelineCall $_ $_.Items
        (Get-WholeText $byPipeline) -join "`n" | Should -Be ((Get-WholeText $byForeach) -join "`n") -Because 'foreach and ForEach-Object agree'
        Get-Difference $topContext $_ $known $byForeach | Should -BeNullOrEmpty
    }

    It '<Place>' -ForEach $placed {
        $differences = foreach ($case in $Cases) { Get-Difference $Context $case $known }
        $differences -join "`n" | Should -BeNullOrEmpty
    }
}

Describe 'The table' {
    It 'has at least 250 workers, each with its own name' -ForEach @{ Cases = $cases } {
        $Cases.Count | Should -BeGreaterOrEqual 250
        ($Cases | ForEach-Object { $_.Name } | Group-Object | Where-Object Count -GT 1).Name | Should -BeNullOrEmpty
    }

    It 'has at least 10 workers of 4 themes <Place>' -ForEach $placed {
        $Cases.Count | Should -BeGreaterOrEqual 10
        @($Cases | ForEach-Object { $_.Theme } | Sort-Object -Unique).Count | Should -BeGreaterOrEqual 4
    }

    It 'has a case for each difference that is known' -ForEach @{ Cases = $cases; Placed = $placed } {
        $keys = @($Cases | ForEach-Object { "$($topContext.Name) | $($_.Name)" }) + @(foreach ($row in $Placed) { $row.Cases | ForEach-Object { "$($row.Place) | $($_.Name)" } })
        $known.Keys | Where-Object { $_ -notin $keys } | Should -BeNullOrEmpty
    }
}
