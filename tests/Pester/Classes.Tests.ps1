BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # Runs a script of its own, with its classes, as a user would.
    function Invoke-TestScript([string] $Name, [string] $Text) {
        $path = Join-Path $TestDrive "$Name.ps1"
        $Text | Set-Content $path
        & $path
    }
}

Describe 'Classes and enums of the calling script' {
    It 'can be named by the worker: <Name>' -ForEach @(
        @{ Name = 'an enum'; Expected = 'Green'; Text = 'enum Colour { Red; Green }; 1 | Invoke-ParallelMap { [Colour] $_ }' }
        @{ Name = 'a member of an enum'; Expected = 'Green'; Text = 'enum Colour { Red; Green }; 1 | Invoke-ParallelMap { [Colour]::Green }' }
        @{ Name = 'an enum as the type of a parameter'; Expected = 'Green'; Text = 'enum Colour { Red; Green }; 1 | Invoke-ParallelMap { param([Colour] $c) "$c" }' }
        @{ Name = 'an enum in a function that is brought'; Expected = 'Green'; Text = 'enum Colour { Red; Green }; function Get-Colour($n) { [Colour] $n }; 1 | Invoke-ParallelMap { Get-Colour $_ }' }
        @{ Name = 'a list of a class with properties only'; Expected = 0; Text = 'class Point { [int] $X; [int] $Y }; 1 | Invoke-ParallelMap { $l = [System.Collections.Generic.List[Point]]::new(); $l.Count }' }
        @{ Name = 'a class with properties only'; Expected = 3; Text = 'class Point { [int] $X; [int] $Y }; 1 | Invoke-ParallelMap { $p = [Point] @{ X = $_; Y = 2 }; $p.X + $p.Y }' }
    ) {
        "$(Invoke-TestScript $Name.Replace(' ', '') $Text)" | Should -Be $Expected
    }

    It 'may be shortened by the using statements of the script' {
        $script = 'using namespace System.Text; 1 | Invoke-ParallelMap { [StringBuilder]::new("$_").Append("x").ToString() }'.Replace('; 1', "`n1")
        Invoke-TestScript UsingNamespace $script | Should -Be 1x
    }

    It 'may be shortened by the using statements of the script in a function that is brought' {
        $script = "using namespace System.Text`nfunction Get-Text(`$n) { [StringBuilder]::new(`"`$n`").Append('x').ToString() }`n1 | Invoke-ParallelMap { Get-Text `$_ }"
        Invoke-TestScript UsingNamespaceInFunction $script | Should -Be 1x
    }

    It 'gives the types of the caller, not copies' {
        $script = 'enum Colour { Red; Green }; (1 | Invoke-ParallelMap { [Colour] $_ }) -is [Colour]'
        Invoke-TestScript SameType $script | Should -BeTrue
    }

    It 'runs the methods of a class that has no affinity to its runspace' -Skip:($PSVersionTable.PSVersion -lt [version] '7.4') {
        $script = @'
[NoRunspaceAffinity()]
class Counter {
    [int] $Start
    Counter([int] $start) { $this.Start = $start }
    [int] Next([int] $by) { return $this.Start + $by }
    static [int] Twice([int] $n) { return $n * 2 }
}
$one = [Counter]::new(100)
1..50 | Invoke-ParallelMap { [Counter]::new(10).Next($_) + [Counter]::Twice($_) + $one.Next(0) } -WarningVariable warned
"warnings: $($warned.Count)"
'@
        $expected = @(1..50 | ForEach-Object { 10 + $_ + 2 * $_ + 100 }) + 'warnings: 0'
        Invoke-TestScript Affinity $script | Should -Be $expected
    }
}

Describe 'Classes that are bound to their runspace' {
    It 'are refused before any item runs where <Where>' -ForEach @(
        @{ Where = 'the worker calls a static method'; Text = 'class Tool { static [int] Twice([int] $n) { return $n * 2 } }; 1 | Invoke-ParallelMap { $ran.Set(); [Tool]::Twice($_) }' }
        @{ Where = 'the worker makes an object'; Text = 'class Tool { [int] $N; Tool([int] $n) { $this.N = $n } }; 1 | Invoke-ParallelMap { $ran.Set(); [Tool]::new($_) }' }
        @{ Where = 'the worker casts to it'; Text = 'class Tool { [int] $N; Tool([int] $n) { $this.N = $n } }; 1 | Invoke-ParallelMap { $ran.Set(); [Tool] $_ }' }
        @{ Where = 'a parameter of the worker has its type'; Text = 'class Tool { [int] $N; [int] F() { return 1 } }; 1 | Invoke-ParallelMap { param([Tool] $t) $ran.Set() }' }
        @{ Where = 'a function that the worker calls names it'; Text = 'class Tool { static [int] Twice([int] $n) { return $n * 2 } }; function Get-Twice($n) { [Tool]::Twice($n) }; 1 | Invoke-ParallelMap { $ran.Set(); Get-Twice $_ }' }
        @{ Where = 'its base class has methods'; Text = 'class Base { [int] F() { return 1 } }; class Tool : Base { [int] $N }; 1 | Invoke-ParallelMap { $ran.Set(); [Tool] @{ N = 1 } }' }
        @{ Where = 'it is named within an array type'; Text = 'class Tool { [int] F() { return 1 } }; 1 | Invoke-ParallelMap { $ran.Set(); [Tool[]] @() }' }
        @{ Where = 'it is named within a generic type'; Text = 'class Tool { [int] F() { return 1 } }; 1 | Invoke-ParallelMap { $ran.Set(); [System.Collections.Generic.List[Tool]]::new() }' }
        @{ Where = 'the initialization script names it'; Text = 'class Tool { static [int] F() { return 1 } }; 1 | Invoke-ParallelMap { $ran.Set() } -InitializationScript { [Tool]::F() }' }
        @{ Where = 'the worker defines it'; Text = '1 | Invoke-ParallelMap { class Tool { static [int] F() { return 1 } }; $ran.Set(); [Tool]::F() }' }
    ) {
        $ran = [System.Threading.ManualResetEventSlim]::new()
        $refused = { Invoke-TestScript "Refused$($Where.GetHashCode())" $Text } |
            Should -Throw -ErrorId 'RunspaceBoundClass,ParallelCmdlets.InvokeParallelMapCommand' -PassThru
        $refused.Exception.Message | Should -BeLike '*Tool*NoRunspaceAffinity*'
        $ran.IsSet | Should -BeFalse
    }

    It 'give one warning that names them where instances are <Kind>' -ForEach @(
        @{ Kind = 'items'; Map = '$objects | Invoke-ParallelMap { $_.N }' }
        @{ Kind = 'constants'; Map = '1..3 | Invoke-ParallelMap { param($i, $Object) $i } -Constant @{ Object = $objects[0] }' }
        @{ Kind = 'captured variables'; Map = '$one = $objects[0]; 1..3 | Invoke-ParallelMap { $null = $one.N; $_ }' }
        @{ Kind = 'elements of a captured array'; Map = '1..3 | Invoke-ParallelMap { $null = $objects[0].N; $_ }' }
        @{ Kind = '$using: values'; Map = '$one = $objects[0]; 1..3 | Invoke-ParallelMap { $null = $using:one; $_ }' }
    ) {
        $script = 'class Part { [int] $N; [int] F() { return $this.N } }; $objects = 1..3 | ForEach-Object { [Part] @{ N = $_ } }; ' + $Map + ' -WarningVariable warned 3>$null; $warned.Count; "$warned"'
        $result = @(Invoke-TestScript "Warned$($Kind.GetHashCode())" $script)
        $result[0..2] | Should -Be 1, 2, 3
        $result[3] | Should -Be 1
        $result[4] | Should -BeLike '*Part*'
    }

    It 'give no warning where they have properties only' {
        $script = 'class Plain { [int] $N }; 1..3 | ForEach-Object { [Plain] @{ N = $_ } } | Invoke-ParallelMap { $_.N } -WarningVariable warned; "warnings: $($warned.Count)"'
        Invoke-TestScript Plain $script | Should -Be 1, 2, 3, 'warnings: 0'
    }

    It 'do not matter where they only run in the caller' {
        $script = 'class Local { [int] F() { return 5 } }; $n = [Local]::new().F(); 1 | Invoke-ParallelMap { $n }'
        Invoke-TestScript Local $script | Should -Be 5
    }
}

Describe 'Methods of runspace-bound classes as compiled workers' {
    It 'are refused' {
        class BoundCounter { [int] $Step = 3; [int] Next([int] $n) { return $n + $this.Step } static [int] Twice([int] $n) { return 2 * $n } }
        $counter = [BoundCounter]::new()
        { 1 | Invoke-ParallelMap $counter.Next } | Should -Throw -ErrorId 'RunspaceBoundClass,ParallelCmdlets.InvokeParallelMapCommand'
        { 1 | Invoke-ParallelMap ([BoundCounter]::Twice) } | Should -Throw -ErrorId 'RunspaceBoundClass,ParallelCmdlets.InvokeParallelMapCommand'
    }
}
