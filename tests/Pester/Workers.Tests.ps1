BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    function Get-Product { param($Number, $Factor = 2) $Number * $Factor }
    function Get-Square { [CmdletBinding()] param([Parameter(Mandatory, ValueFromPipeline)] [int] $Number) process { $Number * $Number } }
    function Get-Part { [CmdletBinding()] param([Parameter(Position = 1)] $Whole, [Parameter(Position = 0)] $Part) "$Part of $Whole" }
    function Get-Ranked { begin { $start = 10 } process { $start + $_ } end { 'end' } }
    filter Add-One { $_ + 1 }
    Set-Alias product Get-Product
}

Describe 'Kinds of workers' {
    It 'runs <Kind>' -ForEach @(
        @{ Kind = 'a script block with a parameter'; Make = { { param($n) $n * 2 } }; Expected = 2, 4, 6 }
        @{ Kind = 'a script block that reads $_'; Make = { { $_ * 2 } }; Expected = 2, 4, 6 }
        @{ Kind = 'a script block that reads $args'; Make = { { $args[0] * 2 } }; Expected = 2, 4, 6 }
        @{ Kind = 'a script block with a process block'; Make = { { process { $_ * 2 } } }; Expected = 2, 4, 6 }
        @{ Kind = 'a script block with begin, process and end'; Make = { { begin { $n = 1 } process { $n + $_ } end { -$n } } }; Expected = 2, -1, 3, -1, 4, -1 }
        @{ Kind = 'a script block with a parameter and a process block'; Make = { { param($n) process { $n * 2 } } }; Expected = 2, 4, 6 }
        @{ Kind = 'a script block with CmdletBinding'; Make = { { [CmdletBinding()] param([Parameter(Mandatory)] [int] $n) $n * 2 } }; Expected = 2, 4, 6 }
        @{ Kind = 'a closure'; Make = { $k = 3; { param($n) $n * $k }.GetNewClosure() }; Expected = 3, 6, 9 }
        @{ Kind = 'a function by name'; Make = { 'Get-Product' }; Expected = 2, 4, 6 }
        @{ Kind = 'an advanced function by name'; Make = { 'Get-Square' }; Expected = 1, 4, 9 }
        @{ Kind = 'a function whose parameters have positions'; Make = { New-PartialWorker Get-Part -Constant @{ Whole = 9 } }; Expected = '1 of 9', '2 of 9', '3 of 9' }
        @{ Kind = 'a function with a process block'; Make = { 'Get-Ranked' }; Expected = 11, 'end', 12, 'end', 13, 'end' }
        @{ Kind = 'a filter by name'; Make = { 'Add-One' }; Expected = 2, 3, 4 }
        @{ Kind = 'an alias by name'; Make = { 'product' }; Expected = 2, 4, 6 }
        @{ Kind = 'a cmdlet by name'; Make = { 'Write-Output' }; Expected = 1, 2, 3 }
        @{ Kind = 'a cmdlet by its module-qualified name'; Make = { 'Microsoft.PowerShell.Utility\Write-Output' }; Expected = 1, 2, 3 }
        @{ Kind = 'the CommandInfo of a function'; Make = { Get-Command Get-Product }; Expected = 2, 4, 6 }
        @{ Kind = 'the CommandInfo of a cmdlet'; Make = { Get-Command Write-Output }; Expected = 1, 2, 3 }
        @{ Kind = 'a delegate over a script block'; Make = { [Func[int, int]] { param($n) $n * 2 } }; Expected = 2, 4, 6 }
        @{ Kind = 'a delegate over a script block that reads $args'; Make = { [Func[int, int]] { $args[0] * 2 } }; Expected = 2, 4, 6 }
        @{ Kind = 'a compiled delegate'; Make = { [System.Delegate]::CreateDelegate([Func[double, double]], [Math].GetMethod('Sqrt')) }; Expected = 1, [Math]::Sqrt(2), [Math]::Sqrt(3) }
        @{ Kind = 'a static method'; Make = { [Math]::Sqrt }; Expected = 1, [Math]::Sqrt(2), [Math]::Sqrt(3) }
        @{ Kind = 'a static method with overloads'; Make = { [Math]::Abs }; Expected = 1, 2, 3 }
        @{ Kind = 'a method of a string'; Make = { 'abcdef'.Substring }; Expected = 'bcdef', 'cdef', 'def' }
        @{ Kind = 'a method of a list'; Make = { [System.Collections.Generic.List[int]]::new([int[]] (10..20)).IndexOf }; Expected = -1, -1, -1 }
    ) {
        $worker = & $Make
        1..3 | Invoke-ParallelMap $worker | Should -Be $Expected
    }

    It 'runs a partial worker of <Kind>' -ForEach @(
        @{ Kind = 'a script block, constant by name'; Make = { New-PartialWorker { param($n, $k) $n * $k } -Constant @{ k = 5 } }; Expected = 5, 10, 15 }
        @{ Kind = 'a script block, constant by position'; Make = { New-PartialWorker { param($k, $n) "$k$n" } -ArgumentList 'a' }; Expected = 'a1', 'a2', 'a3' }
        @{ Kind = 'a script block, its first parameter constant'; Make = { New-PartialWorker { param($k, $n) "$k$n" } -Constant @{ k = 'b' } }; Expected = 'b1', 'b2', 'b3' }
        @{ Kind = 'a function'; Make = { New-PartialWorker Get-Product -Constant @{ Factor = 5 } }; Expected = 5, 10, 15 }
        @{ Kind = 'a function, constant by position'; Make = { New-PartialWorker Get-Product -ArgumentList 5 }; Expected = 5, 10, 15 }
        @{ Kind = 'a cmdlet'; Make = { New-PartialWorker Join-Path -Constant @{ Path = 'a' } }; Expected = (1..3 | ForEach-Object { Join-Path a $_ }) }
        @{ Kind = 'a cmdlet, constant by position'; Make = { New-PartialWorker Join-Path -ArgumentList 'a' }; Expected = (1..3 | ForEach-Object { Join-Path a $_ }) }
        @{ Kind = 'a CommandInfo'; Make = { New-PartialWorker (Get-Command Get-Product) -Constant @{ Factor = 5 } }; Expected = 5, 10, 15 }
        @{ Kind = 'a delegate over a script block'; Make = { New-PartialWorker ([Func[int, int, int]] { param($a, $b) $a - $b }) -ArgumentList 10 }; Expected = 9, 8, 7 }
        @{ Kind = 'a compiled delegate'; Make = { New-PartialWorker ([System.Delegate]::CreateDelegate([Func[double, double, double]], [Math].GetMethod('Pow'))) -ArgumentList 2 }; Expected = 2, 4, 8 }
        @{ Kind = 'a static method, constant by name'; Make = { New-PartialWorker ([Math]::Pow) -Constant @{ y = 2 } }; Expected = 1, 4, 9 }
        @{ Kind = 'a static method, constant by position'; Make = { New-PartialWorker ([Math]::Pow) -ArgumentList 2 }; Expected = 2, 4, 8 }
        @{ Kind = 'a static method with overloads'; Make = { New-PartialWorker ([Math]::Max) -ArgumentList 2 }; Expected = 2, 2, 3 }
        @{ Kind = 'a partial worker'; Make = { New-PartialWorker (New-PartialWorker { param($a, $b, $n) "$a$b$n" } -Constant @{ a = 'x' }) -Constant @{ b = 'y' } }; Expected = 'xy1', 'xy2', 'xy3' }
    ) {
        $worker = & $Make
        1..3 | Invoke-ParallelMap $worker | Should -Be $Expected
    }

    It 'gives a [Math]::Sqrt of a piped number the type that the method returns' {
        4 | Invoke-ParallelMap ([Math]::Sqrt) | Should -BeOfType [double]
    }

    It 'picks the overload by the type of each item' {
        $results = -1, -2.5, ([decimal] -3) | Invoke-ParallelMap ([Math]::Abs)
        $results | ForEach-Object { $_.GetType().Name } | Should -Be 'Int32', 'Double', 'Decimal'
    }

    It 'converts items to the types of a compiled delegate' {
        $root = [System.Delegate]::CreateDelegate([Func[double, double]], [Math].GetMethod('Sqrt'))
        '4', '9' | Invoke-ParallelMap $root | Should -Be 2, 3
    }

    It 'writes the elements of what a compiled worker returns as the loop would' {
        $split = [System.Delegate]::CreateDelegate([Func[string, string[]]], [System.IO.File].GetMethod('ReadAllLines', [type[]] [string]))
        $path = Join-Path $TestDrive lines.txt
        'a', 'b' | Set-Content $path
        $path, $path | Invoke-ParallelMap $split | Should -Be a, b, a, b
    }

    It 'runs an [Action], which writes nothing' {
        $seen = [System.Collections.Concurrent.ConcurrentBag[int]]::new()
        $add = [System.Delegate]::CreateDelegate([Action[int]], $seen, $seen.GetType().GetMethod('Add'))
        1..3 | Invoke-ParallelMap $add | Should -BeNullOrEmpty
        $seen.Count | Should -Be 3
    }

    It 'is called Worker as a parameter too' {
        1..3 | Invoke-ParallelMap -Worker { $_ * 2 } | Should -Be 2, 4, 6
    }

    It 'binds constants itself, without New-PartialWorker' {
        1..3 | Invoke-ParallelMap { param($n, $k) $n * $k } -Constant @{ k = 4 } | Should -Be 4, 8, 12
    }

    It 'binds positional constants itself' {
        1..3 | Invoke-ParallelMap { param($k, $n) "$k$n" } -ArgumentList a | Should -Be a1, a2, a3
    }

    It 'passes a switch constant to a function' {
        function Get-Sign { param($Number, [switch] $Negative) if ($Negative) { -$Number } else { $Number } }
        1..3 | Invoke-ParallelMap Get-Sign -Constant @{ Negative = $true } | Should -Be -1, -2, -3
    }

    It 'takes a common parameter of a cmdlet as a constant' {
        'nowhere' | Invoke-ParallelMap Get-Item -Constant @{ ErrorAction = 'Ignore' } -ErrorVariable errors | Should -BeNullOrEmpty
        $errors.Count | Should -Be 0
    }

    It 'passes further arguments to a script block that declares fewer' {
        Invoke-ParallelMap { "$args" } -Zip (1, 2), (3, 4) | Should -Be '1 3', '2 4'
    }
}

Describe 'Invoke() of a partial worker' {
    It 'calls <Kind> once, in the caller' -ForEach @(
        @{ Kind = 'a script block'; Make = { New-PartialWorker { param($n, $k) $n * $k } -Constant @{ k = 3 } }; Expected = 21 }
        @{ Kind = 'a function'; Make = { New-PartialWorker Get-Product -Constant @{ Factor = 3 } }; Expected = 21 }
        @{ Kind = 'a CommandInfo'; Make = { New-PartialWorker (Get-Command Get-Product) }; Expected = 14 }
        @{ Kind = 'a cmdlet'; Make = { New-PartialWorker Write-Output }; Expected = 7 }
        @{ Kind = 'a delegate over a script block'; Make = { New-PartialWorker ([Func[int, int]] { param($n) $n * 3 }) }; Expected = 21 }
        @{ Kind = 'a compiled delegate'; Make = { New-PartialWorker ([System.Delegate]::CreateDelegate([Func[double, double, double]], [Math].GetMethod('Pow'))) -ArgumentList 2 }; Expected = 128 }
        @{ Kind = 'a static method'; Make = { New-PartialWorker ([Math]::Pow) -Constant @{ y = 2 } }; Expected = 49 }
    ) {
        (& $Make).Invoke(7) | Should -Be $Expected
    }

    It 'sees the functions and variables of the caller' {
        $offset = 5
        function Get-Offset { $offset }
        (New-PartialWorker { param($n) $n + (Get-Offset) }).Invoke(1) | Should -Be 6
    }

    It 'gives several outputs as an array' {
        (New-PartialWorker { param($n) 1..$n }).Invoke(3) | Should -Be 1, 2, 3
    }

    It 'gives nothing where the worker writes nothing' {
        @((New-PartialWorker { param($n) $null = $n }).Invoke(3)).Count | Should -Be 0
    }

    It 'throws what the worker throws' {
        { (New-PartialWorker { param($n) throw "no $n" }).Invoke(3) } | Should -Throw '*no 3*'
    }

    It 'takes several varying arguments after the constants' {
        (New-PartialWorker { param($a, $b, $c) "$a$b$c" } -ArgumentList x).Invoke('y', 'z') | Should -Be xyz
    }
}
