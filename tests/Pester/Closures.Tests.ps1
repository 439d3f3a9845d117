BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $one = & { $k = 1; { "closed $k" }.GetNewClosure() }
    $two = & { $k = 2; { "closed $k" }.GetNewClosure() }
}

Describe 'A block that closes over variables' {
    It 'keeps its own values as a captured variable' {
        $k = 9
        1 | Invoke-ParallelMap { & $one; & $two; $k } | Should -Be 'closed 1', 'closed 2', 9
    }

    It 'keeps its own values as an item' {
        $one, $two | Invoke-ParallelMap { & $_ } | Should -Be 'closed 1', 'closed 2'
    }

    It 'keeps its own values in a tuple' {
        Invoke-ParallelMap { param($Block) & $Block } -Zip ($one, $two), (1, 2) | Should -Be 'closed 1', 'closed 2'
    }

    It 'keeps its own values as the worker' {
        1..2 | Invoke-ParallelMap $two | Should -Be 'closed 2', 'closed 2'
    }
}

Describe 'A block in a property of an object' {
    It 'runs in the executor' {
        $step = [pscustomobject]@{ Code = { param($n) "$n in $([runspace]::DefaultRunspace.Id)" } }
        1..2 | Invoke-ParallelMap { (& $step.Code $_) -eq "$_ in $([runspace]::DefaultRunspace.Id)" } | Should -Be $true, $true
    }

    It 'runs in the executor when the object is the item' {
        1..2 | ForEach-Object { [pscustomobject]@{ Code = { [runspace]::DefaultRunspace.Id } } } |
            Invoke-ParallelMap { (& $_.Code) -eq [runspace]::DefaultRunspace.Id } | Should -Be $true, $true
    }
}

Describe 'A table that holds itself' {
    It 'is passed all the same' {
        $table = @{ Code = { 'ran' } }
        $table.Self = $table
        1 | Invoke-ParallelMap { & $table.Code } | Should -Be ran
    }
}

Describe 'A variable named by its scope' {
    It 'is told from one of the same bare name' {
        $script:parallelName = 'script'
        & { $parallelName = 'local'; 1 | Invoke-ParallelMap { "$parallelName $script:parallelName" } } | Should -Be 'local script'
        & { $parallelName = 'local'; 1 | Invoke-ParallelMap { "$script:parallelName $parallelName" } } | Should -Be 'script local'
    }

    It 'is not captured where it is private' {
        & { $private:hidden = 3; 1 | Invoke-ParallelMap { "[$hidden]" } } | Should -Be '[]'
    }
}
