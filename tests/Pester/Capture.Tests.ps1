BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    function New-TestModule([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive "$Name.psm1"
        $Text | Set-Content $path
        Import-Module $path -Force
    }
}

Describe 'Variables of the caller' {
    It 'are seen by the worker' {
        $factor = 3
        1..3 | Invoke-ParallelMap { $_ * $factor } | Should -Be 3, 6, 9
    }

    It 'keep their types' {
        [version] $version = '1.2'
        1 | Invoke-ParallelMap { $version } | Should -BeOfType [version]
    }

    It 'may be named by scope: <Name>' -ForEach @(
        @{ Name = '$script:'; Worker = { $script:scoped } }
        @{ Name = '${script:}'; Worker = { ${script:scoped} } }
        @{ Name = 'no scope'; Worker = { $scoped } }
    ) {
        $script:scoped = 8
        1 | Invoke-ParallelMap $Worker | Should -Be 8
    }

    It 'are seen <Where>' -ForEach @(
        @{ Where = 'in strings'; Worker = { "<$seen>" } }
        @{ Where = 'in subexpressions of strings'; Worker = { "$('<' + $seen + '>')" } }
        @{ Where = 'as splatted arguments'; Worker = { -join (Write-Output @list) } }
        @{ Where = 'in nested script blocks'; Worker = { & { "<$seen>" } } }
        @{ Where = 'in blocks of pipelines'; Worker = { 1 | ForEach-Object { "<$seen>" } } }
        @{ Where = 'in default values of parameters'; Worker = { param($a, $b = "<$seen>") $b } }
        @{ Where = 'in a function that the worker defines'; Worker = { function f { "<$seen>" }; f } }
        @{ Where = 'in here-strings'; Worker = {
                @"
<$seen>
"@
            } }
    ) {
        $seen = 'x'
        $list = '<', 'x', '>'
        1 | Invoke-ParallelMap $Worker | Should -Be '<x>'
    }

    It 'come from the scopes around a function that calls the map' {
        $outer = 5
        function Get-Mapped { 1..2 | Invoke-ParallelMap { $_ + $outer } }
        Get-Mapped | Should -Be 6, 7
    }

    It 'stay as they are when a worker assigns to them' {
        $total = 10
        1..3 | Invoke-ParallelMap -ThrottleLimit 1 { $total = $total + $_; $total } | Should -Be 11, 12, 13
        $total | Should -Be 10
    }

    It 'of which the name is a parameter of the worker do not hide it' {
        $n = 'outer'
        1 | Invoke-ParallelMap { param($n) $n } | Should -Be 1
    }

    It 'of a closure are those that it closed over' {
        $make = { $k = 'closed'; { "$k $_" }.GetNewClosure() }
        $worker = & $make
        $k = 'open'
        1 | Invoke-ParallelMap $worker | Should -Be 'closed 1'
    }

    It 'that hold script blocks can be called' {
        $offset = 10
        $add = { param($n) $n + $offset }
        1..2 | Invoke-ParallelMap { & $add $_ } | Should -Be 11, 12
    }
}

Describe 'Functions of the caller' {
    It 'are brought with what they call in turn, and with their variables' {
        $base = 100
        function Get-Inner($n) { $n + $base }
        function Get-Middle($n) { Get-Inner $n }
        function Get-Outer($n) { Get-Middle $n }
        1..2 | Invoke-ParallelMap { Get-Outer $_ } | Should -Be 101, 102
    }

    It 'may call themselves' {
        function Get-Factorial($n) { if ($n -le 1) { 1 } else { $n * (Get-Factorial ($n - 1)) } }
        3..5 | Invoke-ParallelMap Get-Factorial | Should -Be 6, 24, 120
    }

    It 'may call each other' {
        function Test-Even($n) { if ($n -eq 0) { $true } else { Test-Odd ($n - 1) } }
        function Test-Odd($n) { if ($n -eq 0) { $false } else { Test-Even ($n - 1) } }
        3..4 | Invoke-ParallelMap { Test-Even $_ } | Should -Be $false, $true
    }

    It 'hide cmdlets of the same name as they do for the caller' {
        function Get-Date { 'mine' }
        1 | Invoke-ParallelMap { Get-Date } | Should -Be mine
    }

    It 'are found by an alias' {
        function Get-Aliased { 'found' }
        Set-Alias shortcut Get-Aliased
        1 | Invoke-ParallelMap { shortcut } | Should -Be found
    }

    It 'are brought where the worker only takes their block' {
        function Get-Taken { 'taken' }
        1 | Invoke-ParallelMap { & ${function:Get-Taken} } | Should -Be taken
    }

    It 'that were made by Set-Item are brought too' {
        Set-Item function:Get-Made { "made $args" }
        1 | Invoke-ParallelMap { Get-Made $_ } | Should -Be 'made 1'
    }
}

Describe 'Modules of the caller' {
    BeforeAll {
        New-TestModule CaptureProbe @'
$private = 'private variable'
function Get-Private { "private function, $private" }
function Get-Public { "public, $(Get-Private)" }
function Invoke-InnerMap($Items) { $Items | Invoke-ParallelMap { "$_ $(Get-Private)" } }
function Invoke-PrivateMap($Items) { $Items | Invoke-ParallelMap Get-Private }
Export-ModuleMember -Function Get-Public, Invoke-InnerMap, Invoke-PrivateMap
'@
    }

    AfterAll {
        Remove-Module CaptureProbe
    }

    It 'are imported where a worker calls an exported function' {
        1 | Invoke-ParallelMap { Get-Public } | Should -Be 'public, private function, private variable'
    }

    It 'are imported where an exported function is the worker' {
        function Get-Twice { Get-Public; Get-Public }
        1 | Invoke-ParallelMap Get-Twice | Should -HaveCount 2
    }

    It 'may call the map with their private functions and variables' {
        Invoke-InnerMap 1, 2 | Should -Be '1 private function, private variable', '2 private function, private variable'
    }

    It 'may call the map with a private function as the worker, by its name' {
        Invoke-PrivateMap 1, 2 | Should -Be 'private function, private variable', 'private function, private variable'
    }

    It 'do not show again what they show when they are imported' {
        New-TestModule CaptureChatter 'Write-Host chatter; function Get-Chatter { "called" }' 6>$null
        try { 1 | Invoke-ParallelMap { Get-Chatter } *>&1 | Should -Be called }
        finally { Remove-Module CaptureChatter }
    }

    It 'may be named by -Module' {
        1 | Invoke-ParallelMap -NoCapture -Module (Join-Path $TestDrive CaptureProbe.psm1) { Get-Public } | Should -BeLike public*
    }
}

Describe '$using:' {
    It 'gives the value of <Expression>' -ForEach @(
        @{ Expression = 'a variable'; Worker = { $using:data }; Expected = 'System.Collections.Hashtable' }
        @{ Expression = 'a member'; Worker = { $using:data.Name }; Expected = 'Ann' }
        @{ Expression = 'a nested member'; Worker = { $using:data.Town.Zip }; Expected = 89073 }
        @{ Expression = 'an index'; Worker = { $using:list[1] }; Expected = 'two' }
        @{ Expression = 'a key'; Worker = { $using:data['Name'] }; Expected = 'Ann' }
        @{ Expression = 'a member of an index'; Worker = { $using:list[1].Length }; Expected = 3 }
        @{ Expression = 'an environment variable'; Worker = { $using:env:PARALLEL_PROBE }; Expected = 'environment' }
        @{ Expression = 'a variable in another case'; Worker = { "$using:DATA $($using:Data.Name)" }; Expected = 'System.Collections.Hashtable Ann' }
        @{ Expression = 'a variable in a string'; Worker = { "<$using:text>" }; Expected = '<plain>' }
        @{ Expression = 'a variable in a nested block'; Worker = { & { $using:text } }; Expected = 'plain' }
    ) {
        $data = @{ Name = 'Ann'; Town = @{ Zip = 89073 } }
        $list = 'one', 'two'
        $text = 'plain'
        $env:PARALLEL_PROBE = 'environment'
        "$(1 | Invoke-ParallelMap $Worker)" | Should -Be $Expected
    }

    It 'keeps note properties of the value' {
        $noted = 'text' | Add-Member Note kept -PassThru
        1 | Invoke-ParallelMap { ($using:noted).Note } | Should -Be kept
    }

    It 'is evaluated once, in the caller, at the start' {
        $counter = [pscustomobject] @{ Asked = 0 } | Add-Member -MemberType ScriptProperty -Name Next -Value { $this.Asked += 1; $this.Asked } -PassThru
        1..5 | Invoke-ParallelMap { $using:counter.Next } | Should -Be 1, 1, 1, 1, 1
    }

    It 'keeps an array an array' {
        $list = @(5)
        1 | Invoke-ParallelMap { , ($using:list) } | Should -HaveCount 1
        (1 | Invoke-ParallelMap { ($using:list).GetType().Name }) | Should -Be 'Object[]'
    }

    It 'may be $null' {
        $nothing = $null
        1 | Invoke-ParallelMap { $null -eq $using:nothing } | Should -BeTrue
    }

    It 'works in nested maps' {
        $outer = 100
        $results = 1, 2 | Invoke-ParallelMap {
            $middle = $_ * 10
            1, 2 | Invoke-ParallelMap { $using:outer + $using:middle + $_ }
        }
        $results | Should -Be 111, 112, 121, 122
    }

    It 'works in an initialization script' {
        $start = 7
        1 | Invoke-ParallelMap { $ready } -InitializationScript { $ready = $using:start } | Should -Be 7
    }

    It 'works with -NoCapture' {
        $value = 7
        1 | Invoke-ParallelMap -NoCapture { $using:value } | Should -Be 7
    }
}

Describe 'Script blocks' {
    It 'run in the session of their executor as <Kind>' -ForEach @(
        @{ Kind = 'a constant'; Map = { $items | Invoke-ParallelMap { param($n, $Block) & $Block } -Constant @{ Block = $where } } }
        @{ Kind = 'an item'; Map = { , $where * 4 | Invoke-ParallelMap { & $_ } } }
        @{ Kind = 'a $using: value'; Map = { $items | Invoke-ParallelMap { & $using:where } } }
        @{ Kind = 'a captured variable'; Map = { $items | Invoke-ParallelMap { & $where } } }
        @{ Kind = 'a value in a constant hashtable'; Map = { $items | Invoke-ParallelMap { param($n, $Table) & $Table.Block } -Constant @{ Table = @{ Block = $where } } } }
        @{ Kind = 'a value in a captured hashtable'; Map = { $table = @{ Block = $where }; $items | Invoke-ParallelMap { & $table.Block } } }
        @{ Kind = 'an element of a captured array'; Map = { $blocks = @($where); $items | Invoke-ParallelMap { & $blocks[0] } } }
        @{ Kind = 'a property of a splatted item'; Map = { @{ Block = $where }, @{ Block = $where } | Invoke-ParallelMap { param($Block) & $Block } -Splat } }
        @{ Kind = 'an element of a zipped tuple'; Map = { Invoke-ParallelMap { param($n, $Block) & $Block } -Zip (1, 2), ($where, $where) } }
    ) {
        $items = 1..4
        $where = { [runspace]::DefaultRunspace.Id }
        $own = [runspace]::DefaultRunspace.Id
        $ids = & $Map
        $ids.Count | Should -BeGreaterThan 1
        $ids | Should -Not -Contain $own
    }

    It 'as constants see the variables of the caller' {
        $offset = 5
        $block = { param($n) $n + $offset }
        1..2 | Invoke-ParallelMap { param($n, $Block) & $Block $n } -Constant @{ Block = $block } | Should -Be 6, 7
    }
}

Describe 'Choosing what is captured' {
    It 'nothing, with -NoCapture' {
        $outside = 'seen'
        function Get-Outside { 'seen' }
        1 | Invoke-ParallelMap -NoCapture { "[$outside]" } | Should -Be '[]'
        1 | Invoke-ParallelMap -NoCapture { Get-Outside } -ErrorVariable found -ErrorAction SilentlyContinue
        $found[0].FullyQualifiedErrorId | Should -Be CommandNotFoundException
    }

    It 'a variable by -Variable' {
        $named = 'seen'
        1 | Invoke-ParallelMap -NoCapture -Variable named { Get-Variable named -ValueOnly } | Should -Be seen
    }

    It 'a variable that only text names, by -Variable' {
        $named = 'seen'
        1 | Invoke-ParallelMap -Variable named { Invoke-Expression '$named' } | Should -Be seen
    }

    It 'a function by -Function' {
        function Get-Outside { 'seen' }
        1 | Invoke-ParallelMap -NoCapture -Function Get-Outside { Get-Outside } | Should -Be seen
    }

    It 'the worker itself, as a function by name, with -NoCapture too' {
        function Get-Outside { "seen $args" }
        1 | Invoke-ParallelMap -NoCapture Get-Outside | Should -Be 'seen 1'
    }
}
