BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    function Get-Sum { [CmdletBinding()] param([Parameter(Mandatory)] $First, [Alias('Other')] $Second, [switch] $Negative) if ($Negative) { -($First + $Second) } else { $First + $Second } }
}

Describe 'What a partial worker shows' {
    It 'shows the worker as it was given' {
        $worker = { param($a) $a }
        (New-PartialWorker $worker).Worker | Should -Be $worker
        (New-PartialWorker Get-Sum).Worker | Should -Be 'Get-Sum'
    }

    It 'shows the constants that are bound by name' {
        $partial = New-PartialWorker { param($a, $b) } -Constant @{ b = 5 }
        $partial.Constants.Keys | Should -Be b
        $partial.Constants['b'] | Should -Be 5
    }

    It 'shows the constants that are bound by position' {
        (New-PartialWorker { param($a, $b, $c) } -ArgumentList 1, 'x').ArgumentList | Should -Be 1, 'x'
    }

    It 'shows what still varies of <Kind>' -ForEach @(
        @{ Kind = 'a script block without constants'; Make = { New-PartialWorker { param($a, $b, $c) } }; Expected = 'a', 'b', 'c' }
        @{ Kind = 'a script block with a constant by name'; Make = { New-PartialWorker { param($a, $b, $c) } -Constant @{ B = 1 } }; Expected = 'a', 'c' }
        @{ Kind = 'a script block with a constant by position'; Make = { New-PartialWorker { param($a, $b, $c) } -ArgumentList 1 }; Expected = 'b', 'c' }
        @{ Kind = 'a script block with both'; Make = { New-PartialWorker { param($a, $b, $c) } -ArgumentList 1 -Constant @{ c = 1 } }; Expected = @('b') }
        @{ Kind = 'an advanced function, its common parameters aside'; Make = { New-PartialWorker Get-Sum -Constant @{ Second = 1 } }; Expected = 'First', 'Negative' }
        @{ Kind = 'a static method'; Make = { New-PartialWorker ([Math]::Pow) -Constant @{ y = 1 } }; Expected = @('x') }
    ) {
        (& $Make).Parameters | Should -Be $Expected
    }

    It 'does not change when the table that it was made of changes' {
        $constants = @{ b = 1 }
        $partial = New-PartialWorker { param($a, $b) $b } -Constant $constants
        $constants.b = 2
        $partial.Constants['b'] | Should -Be 1
    }

    It 'can not be changed through its properties' {
        $partial = New-PartialWorker { param($a, $b) $b } -Constant @{ b = 1 }
        { $partial.Constants['b'] = 2 } | Should -Throw
        $partial.Invoke(0) | Should -Be 1
    }
}

Describe 'Binding of constants' {
    It 'is called with an array as one item, as the map does' {
        $worker = { param($List, $Other) "$(@($List).Count) $Other" }
        $partial = New-PartialWorker $worker -Constant @{ Other = 'o' }
        $partial.Invoke((1, 2, 3)) | Should -Be '3 o'
        Invoke-ParallelMap $partial -InputObject (, (1, 2, 3)) | Should -Be '3 o'
    }

    It 'is called with as many arguments as it takes' {
        (New-PartialWorker { "$args" } -ArgumentList 0).Invoke() | Should -Be '0'
        (New-PartialWorker { "$args" } -ArgumentList 0).Invoke(1, 2) | Should -Be '0 1 2'
        (New-PartialWorker { "$args" } -ArgumentList 0).Invoke(1, 2, 3) | Should -Be '0 1 2 3'
        (New-PartialWorker { "$args" } -ArgumentList 0).Invoke(1, 2, 3, 4, 5) | Should -Be '0 1 2 3 4 5'
    }

    It 'finds parameters whatever the case of the name' {
        (New-PartialWorker { param($Left, $Right) "$Left-$Right" } -Constant @{ RIGHT = 'r' }).Invoke('l') | Should -Be l-r
    }

    It 'finds a parameter by its alias' {
        (New-PartialWorker Get-Sum -Constant @{ Other = 10 }).Invoke(1) | Should -Be 11
    }

    It 'takes the constants by position as its second argument too' {
        (New-PartialWorker { param($a, $b) "$a$b" } @{ a = 1 }).Invoke(2) | Should -Be 12
    }

    It 'takes an ordered dictionary as constants' {
        (New-PartialWorker { param($a, $b, $c) "$a$b$c" } -Constant ([ordered] @{ b = 2; a = 1 })).Invoke(3) | Should -Be 123
    }

    It 'binds a constant of $null' {
        (New-PartialWorker { param($a, $b = 'default') "[$b]" } -Constant @{ b = $null }).Invoke(1) | Should -Be '[]'
    }

    It 'binds a positional constant of $null' {
        (New-PartialWorker { param($a, $b) "$($null -eq $a) $b" } -ArgumentList @($null)).Invoke(1) | Should -Be 'True 1'
    }

    It 'passes a collection as one constant' {
        (New-PartialWorker { param($a, $list) $list.Count } -Constant @{ list = 1, 2, 3 }).Invoke(0) | Should -Be 3
    }

    It 'keeps the type of a constant' {
        $table = @{ x = 1 }
        (New-PartialWorker { param($a, $table) $table.GetType().Name } -Constant @{ table = $table }).Invoke(0) | Should -Be Hashtable
    }

    It 'converts a constant to the type of its parameter' {
        (New-PartialWorker { param($a, [int] $b) $b.GetType().Name } -Constant @{ b = '5' }).Invoke(0) | Should -Be Int32
    }

    It 'uses the default of a parameter that nothing binds' {
        (New-PartialWorker { param($a, $b = 7, $c) "$a$b$c" } -Constant @{ c = 3 }).Invoke(1) | Should -Be 173
    }
}

Describe 'A partial worker of a partial worker' {
    It 'is flat' {
        $inner = New-PartialWorker { param($a, $b, $c) "$a$b$c" } -Constant @{ a = 1 }
        $outer = New-PartialWorker $inner -Constant @{ b = 2 }
        $outer.Worker | Should -BeOfType [scriptblock]
        $outer.Constants.Count | Should -Be 2
        $outer.Parameters | Should -Be c
    }

    It 'lets the newer constant win' {
        $inner = New-PartialWorker { param($a, $b) "$a$b" } -Constant @{ b = 1 }
        (New-PartialWorker $inner -Constant @{ b = 2 }).Invoke('x') | Should -Be x2
    }

    It 'leaves the older one as it was' {
        $inner = New-PartialWorker { param($a, $b) "$a$b" } -Constant @{ b = 1 }
        $null = New-PartialWorker $inner -Constant @{ b = 2 }
        $inner.Invoke('x') | Should -Be x1
    }

    It 'appends positional constants to the older ones' {
        $inner = New-PartialWorker { param($a, $b, $c) "$a$b$c" } -ArgumentList 1
        $outer = New-PartialWorker $inner -ArgumentList 2
        $outer.ArgumentList | Should -Be 1, 2
        $outer.Invoke(3) | Should -Be 123
    }

    It 'takes further constants by Invoke-ParallelMap' {
        $partial = New-PartialWorker { param($a, $b, $c) "$a$b$c" } -Constant @{ b = 'y' }
        1..2 | Invoke-ParallelMap $partial -Constant @{ c = 'z' } | Should -Be 1yz, 2yz
    }

    It 'lets the constant of Invoke-ParallelMap win' {
        $partial = New-PartialWorker { param($a, $b) "$a$b" } -Constant @{ b = 'y' }
        1..2 | Invoke-ParallelMap $partial -Constant @{ b = 'z' } | Should -Be 1z, 2z
    }
}

Describe 'Constants that do not fit' {
    It 'refuses <Name>' -ForEach @(
        @{ Name = 'what is no worker'; Id = 'UnsupportedWorker'; Action = { New-PartialWorker 42 } }
        @{ Name = 'an unknown name of a script block'; Id = 'UnknownConstant'; Action = { New-PartialWorker { param($a) } -Constant @{ z = 1 } } }
        @{ Name = 'a name where a script block declares nothing'; Id = 'UnknownConstant'; Action = { New-PartialWorker { $_ } -Constant @{ z = 1 } } }
        @{ Name = 'an unknown name of a function'; Id = 'UnknownConstant'; Action = { New-PartialWorker Get-Sum -Constant @{ Third = 1 } } }
        @{ Name = 'an unknown name of a cmdlet'; Id = 'UnknownConstant'; Action = { New-PartialWorker Write-Output -Constant @{ Third = 1 } } }
        @{ Name = 'an unknown name of a method'; Id = 'UnknownConstant'; Action = { New-PartialWorker ([Math]::Pow) -Constant @{ z = 1 } } }
        @{ Name = 'an unknown name of a partial worker'; Id = 'UnknownConstant'; Action = { New-PartialWorker (New-PartialWorker { param($a) }) -Constant @{ z = 1 } } }
        @{ Name = 'more positional constants than an advanced script block has parameters'; Id = 'TooManyConstants'; Action = { New-PartialWorker { [CmdletBinding()] param($a) } -ArgumentList 1, 2 } }
        @{ Name = 'more positional constants than a script block has parameters'; Id = 'TooManyConstants'; Action = { New-PartialWorker { param($a) } -ArgumentList 1, 2 } }
        @{ Name = 'more positional constants than a method has parameters'; Id = 'TooManyConstants'; Action = { New-PartialWorker ([Math]::Sqrt) -ArgumentList 1, 2 } }
        @{ Name = 'more positional constants in two steps'; Id = 'TooManyConstants'; Action = { New-PartialWorker (New-PartialWorker { param($a) } -ArgumentList 1) -ArgumentList 2 } }
        @{ Name = 'one parameter by name and by position'; Id = 'ConstantBoundTwice'; Action = { New-PartialWorker { param($a, $b) } -Constant @{ a = 1 } -ArgumentList 2 } }
        @{ Name = 'one parameter by name and by alias'; Id = 'ConstantBoundTwice'; Action = { New-PartialWorker Get-Sum -Constant @{ Second = 1; Other = 2 } } }
    ) {
        $Action | Should -Throw -ErrorId "$Id,ParallelCmdlets.NewPartialWorkerCommand"
    }

    It 'names the constant and the parameters that there are' {
        { New-PartialWorker { param($Alpha, $Beta) } -Constant @{ Gamma = 1 } } | Should -Throw '*Gamma*Alpha, Beta*'
    }
}
