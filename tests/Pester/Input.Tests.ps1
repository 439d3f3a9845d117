BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
}

Describe 'Where items come from' {
    It 'takes items from the pipeline' {
        1..5 | Invoke-ParallelMap { $_ } | Should -Be 1, 2, 3, 4, 5
    }

    It 'enumerates a collection that is given as an argument' {
        Invoke-ParallelMap { $_ * 2 } -InputObject 1, 2, 3 | Should -Be 2, 4, 6
    }

    It 'takes a collection as its second argument, as Python''s map does' {
        Invoke-ParallelMap { $_ * 2 } 1, 2, 3 | Should -Be 2, 4, 6
    }

    It 'takes a single object as an argument' {
        Invoke-ParallelMap { $_ * 2 } -InputObject 21 | Should -Be 42
    }

    It 'takes a string as one item' {
        Invoke-ParallelMap { $_.Length } -InputObject 'word' | Should -Be 4
    }

    It 'takes a dictionary as one item' {
        Invoke-ParallelMap { $_.Count } -InputObject @{ a = 1; b = 2 } | Should -Be 2
    }

    It 'takes an array that comes down the pipeline as one item' {
        (, (1, 2, 3)), (4, 5) | ForEach-Object { , $_ } | Invoke-ParallelMap { $_.Count } | Should -Be 1, 2
        , (1, 2, 3) | Invoke-ParallelMap { param($list) $list.Count } | Should -Be 3
    }

    It 'takes items of an argument that are collections as they are' {
        Invoke-ParallelMap { param($list) $list.Count } -InputObject (1, 2), (3, 4, 5) | Should -Be 2, 3
    }

    It 'runs the worker for $null items' {
        1, $null, 3 | Invoke-ParallelMap { "[$_]" } | Should -Be '[1]', '[]', '[3]'
        Invoke-ParallelMap { "[$_]" } -InputObject 1, $null, 3 | Should -Be '[1]', '[]', '[3]'
    }

    It 'writes nothing for <Kind>' -ForEach @(
        @{ Kind = 'an empty pipeline'; Action = { @() | Invoke-ParallelMap { 'ran' } } }
        @{ Kind = 'an empty array as argument'; Action = { Invoke-ParallelMap { 'ran' } -InputObject @() } }
        @{ Kind = 'empty sequences'; Action = { Invoke-ParallelMap { 'ran' } -Zip @(), @() } }
        @{ Kind = 'an empty pipeline and a compiled worker'; Action = { @() | Invoke-ParallelMap ([Math]::Sqrt) } }
    ) {
        & $Action | Should -BeNullOrEmpty
    }

    It 'gives the item as $_ and as the first argument' {
        'x' | Invoke-ParallelMap { param($a) "$_$a" } | Should -Be xx
    }

    It 'keeps the properties that were added to an item' {
        $item = 5 | Add-Member -NotePropertyName Unit -NotePropertyValue km -PassThru
        $item | Invoke-ParallelMap { "$_ $($_.Unit)" } | Should -Be '5 km'
    }
}

Describe 'Lazy input' {
    It 'gives each piped item as ForEach-Object does: <Of>' -ForEach @(
        @{ Of = 'whether it is wrapped'; Block = { $_ -is [psobject] } }
        @{ Of = 'its type'; Block = { if ($null -eq $_) { 'null' } else { $_.GetType().FullName } } }
        @{ Of = 'a property added to it'; Block = { if ($null -ne $_ -and $_.PSObject.Properties['Added']) { $_.Added } } }
    ) {
        # A literal is one object for all cases, and so is what is added to it.
        $noted = Add-Member -InputObject ([int]::Parse('7')) -NotePropertyName Added -NotePropertyValue 'note' -PassThru
        $items = 1, $null, 'a', [System.Management.Automation.Internal.AutomationNull]::Value, @(1, 2), $noted, [pscustomobject]@{ Added = 2 }
        $items | Invoke-ParallelMap $Block | Should -Be ($items | ForEach-Object $Block)
    }

    It 'ends with Select-Object -First, given an endless <Kind>' -ForEach @(
        @{ Kind = 'argument'; Map = { param($numbers) Invoke-ParallelMap { $_ * 2 } -InputObject $numbers } }
        @{ Kind = 'argument of a compiled worker'; Map = { param($numbers) Invoke-ParallelMap ([Func[int, int]] { param($n) $n * 2 }) -InputObject $numbers } }
        @{ Kind = 'sequence of -Zip'; Map = { param($numbers) Invoke-ParallelMap { param($a, $b) $a + $b } -Zip $numbers, $numbers } }
        @{ Kind = 'pipeline'; Map = { param($numbers) & { foreach ($n in $numbers) { $n } } | Invoke-ParallelMap { $_ * 2 } } }
    ) {
        $numbers = [System.Linq.Enumerable]::Range(0, [int]::MaxValue)
        & $Map $numbers | Select-Object -First 5 | Should -Be 0, 2, 4, 6, 8
    }

    It 'asks for no more of its input than the window holds when it is ended early' {
        $counter = @{ Given = 0 }
        $generator = New-Generator $counter
        Invoke-ParallelMap { $_ } -InputObject $generator -WindowSize 4 | Select-Object -First 1 | Should -Be 0
        $counter.Given | Should -BeLessOrEqual 6
    }
}

Describe 'Zip' {
    It 'passes the elements of <Kind> side by side' -ForEach @(
        @{ Kind = 'two lists'; Make = { (1, 2, 3), ('a', 'b', 'c') }; Expected = '1a', '2b', '3c' }
        @{ Kind = 'a range and a list'; Make = { (0..2), [System.Collections.Generic.List[string]] ('x', 'y', 'z') }; Expected = '0x', '1y', '2z' }
        @{ Kind = 'a generator and a list'; Make = { [System.Linq.Enumerable]::Range(5, 3), (7, 8, 9) }; Expected = '57', '68', '79' }
        @{ Kind = 'a list with $null'; Make = { (1, $null, 3), ('a', 'b', 'c') }; Expected = '1a', 'b', '3c' }
        @{ Kind = 'a queue and a list'; Make = { [System.Collections.Queue]::new((1, 2)), ('a', 'b') }; Expected = '1a', '2b' }
    ) {
        $sequences = & $Make
        Invoke-ParallelMap { param($a, $b) "$a$b" } -Zip $sequences | Should -Be $Expected
    }

    It 'passes three sequences' {
        Invoke-ParallelMap { param($a, $b, $c) "$a$b$c" } -Zip (1, 2), (3, 4), (5, 6) | Should -Be 135, 246
    }

    It 'passes elements that are collections as they are' {
        Invoke-ParallelMap { param($list, $n) $list.Count * $n } -Zip (, (1, 2) + , (3, 4, 5)), (10, 100) | Should -Be 20, 300
    }

    It 'gives the tuple as $_' {
        Invoke-ParallelMap { $_[0] + $_[1] } -Zip (1, 2), (10, 20) | Should -Be 11, 22
    }

    It 'binds tuples after the constants' {
        Invoke-ParallelMap { param($a, $k, $b) "$a$k$b" } -Zip (1, 2), (3, 4) -Constant @{ k = '-' } | Should -Be '1-3', '2-4'
    }

    It 'passes tuples to a compiled worker' {
        Invoke-ParallelMap ([Math]::Pow) -Zip (2, 3), (3, 2) | Should -Be 8, 9
    }
}

Describe 'Splat' {
    It 'binds <Kind>' -ForEach @(
        @{ Kind = 'the rows of a CSV by property'; Make = { 'Name,Age', 'Ann,30', 'Bob,40' | ConvertFrom-Csv }; Expected = 'Ann 30', 'Bob 40' }
        @{ Kind = 'dictionaries by key'; Make = { @{ Name = 'Ann'; Age = 30 }, [ordered] @{ Age = 40; Name = 'Bob' } }; Expected = 'Ann 30', 'Bob 40' }
        @{ Kind = 'arrays by position'; Make = { ('Ann', 30), ('Bob', 40) }; Expected = 'Ann 30', 'Bob 40' }
        @{ Kind = 'lists by position'; Make = { , [System.Collections.Generic.List[object]] ('Ann', 30) }; Expected = @('Ann 30') }
        @{ Kind = 'objects with properties'; Make = { [pscustomobject] @{ Name = 'Ann'; Age = 30 } }; Expected = @('Ann 30') }
        @{ Kind = 'properties that no parameter wants'; Make = { [pscustomobject] @{ Name = 'Ann'; Age = 30; Town = 'Ulm' } }; Expected = @('Ann 30') }
        @{ Kind = 'names in another case'; Make = { @{ NAME = 'Ann'; age = 30 } }; Expected = @('Ann 30') }
        @{ Kind = 'items that lack an optional one'; Make = { @{ Name = 'Ann' } }; Expected = @('Ann ') }
    ) {
        & $Make | ForEach-Object { , $_ } | Invoke-ParallelMap { param($Name, $Age) "$Name $Age" } -Splat | Should -Be $Expected
    }

    It 'binds .NET properties' {
        [version] '1.2', [version] '3.4' | Invoke-ParallelMap { param($Minor, $Major) "$Major-$Minor" } -Splat | Should -Be 1-2, 3-4
    }

    It 'binds by the aliases of parameters' {
        @{ Title = 'x' } | Invoke-ParallelMap { param([Alias('Title')] $Name) $Name } -Splat | Should -Be x
    }

    It 'leaves constants to their parameters' {
        @{ a = 1; k = 5 } | Invoke-ParallelMap { param($a, $k) "$a$k" } -Splat -Constant @{ k = 9 } | Should -Be 19
    }

    It 'binds a function' {
        function Get-Label { [CmdletBinding()] param([Parameter(Mandatory)] $Name, [switch] $Loud) if ($Loud) { $Name.ToUpper() } else { $Name } }
        @{ Name = 'a' }, @{ Name = 'b'; Loud = $true } | Invoke-ParallelMap Get-Label -Splat | Should -BeExactly a, B
    }

    It 'binds a method by the names of its parameters' {
        @{ y = 3; x = 2 } | Invoke-ParallelMap ([Math]::Pow) -Splat | Should -Be 8
    }
}

Describe 'Other input' {
    It 'may be an enumerator' {
        Invoke-ParallelMap { "$_" } -InputObject (1..3).GetEnumerator() | Should -Be '1', '2', '3'
    }

    It 'may have a window without a bound' {
        1..3 | Invoke-ParallelMap { $_ } -WindowSize ([int]::MaxValue) | Should -Be 1, 2, 3
    }

    It 'binds another parameter set than the default one with -Splat' {
        @{ LiteralPath = $TestDrive } | Invoke-ParallelMap Get-Item -Splat | ForEach-Object FullName | Should -Be "$TestDrive"
    }
}
