BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    function Get-Pair { [CmdletBinding()] param([Parameter(Mandatory)] $First, [Parameter(Mandatory)] $Second) "$First$Second" }

    $broken = Join-Path $TestDrive BrokenModule.psm1
    'throw "broken on import"' | Set-Content $broken
}

Describe 'Bad input' {
    It 'is refused before any item runs: <Name>' -ForEach @(
        @{ Id = 'UnsupportedWorker'; Name = 'a number as worker'; Action = { param($ran) 1 | Invoke-ParallelMap 42 } }
        @{ Id = 'UnsupportedWorker'; Name = 'an array as worker'; Action = { param($ran) 1 | Invoke-ParallelMap @({ 1 }, { 2 }) } }
        @{ Id = 'UnsupportedWorker'; Name = 'a hashtable as worker'; Action = { param($ran) 1 | Invoke-ParallelMap @{ a = 1 } } }
        @{ Id = 'UnknownCommand'; Name = 'an unknown command name'; Action = { param($ran) 1 | Invoke-ParallelMap Get-NoSuchThing } }
        @{ Id = 'UnknownConstant'; Name = 'an unknown constant'; Action = { param($ran) 1 | Invoke-ParallelMap { param($n) $ran.Set() } -Constant @{ k = 1 } } }
        @{ Id = 'TooManyConstants'; Name = 'too many positional constants'; Action = { param($ran) 1 | Invoke-ParallelMap { param($n) $ran.Set() } -ArgumentList 1, 2 } }
        @{ Id = 'ConstantBoundTwice'; Name = 'a constant bound by name and by position'; Action = { param($ran) 1 | Invoke-ParallelMap { param($k, $n) $ran.Set() } -Constant @{ k = 1 } -ArgumentList 2 } }
        @{ Id = 'ConstantBoundTwice'; Name = 'a constant bound in a partial worker and by position'; Action = { param($ran) 1 | Invoke-ParallelMap (New-PartialWorker { param($k, $n) $ran.Set() } -Constant @{ k = 1 }) -ArgumentList 2 } }
        @{ Id = 'UnboundMandatory'; Name = 'a mandatory parameter of a function that nothing binds'; Action = { param($ran) 1 | Invoke-ParallelMap Get-Pair } }
        @{ Id = 'UnboundMandatory'; Name = 'a mandatory parameter of a script block that nothing binds'; Action = { param($ran) 1 | Invoke-ParallelMap { param($n, [Parameter(Mandatory)] $k) $ran.Set() } } }
        @{ Id = 'UnboundMandatory'; Name = 'a mandatory parameter that a tuple is too short for'; Action = { param($ran) Invoke-ParallelMap { param([Parameter(Mandatory)] $a, [Parameter(Mandatory)] $b, [Parameter(Mandatory)] $c) $ran.Set() } -Zip (1, 2), (3, 4) } }
        @{ Id = 'UnboundMandatory'; Name = 'a method that one item is too few for'; Action = { param($ran) 1 | Invoke-ParallelMap ([Math]::Pow) } }
        @{ Id = 'NothingVaries'; Name = 'a worker of which nothing varies'; Action = { param($ran) 1 | Invoke-ParallelMap Get-Pair -Constant @{ First = 1; Second = 2 } } }
        @{ Id = 'ZipLengths'; Name = 'lists of unequal lengths'; Action = { param($ran) Invoke-ParallelMap { param($a, $b) $ran.Set() } -Zip (1, 2, 3), (1, 2) } }
        @{ Id = 'ZipElement'; Name = 'a -Zip of something that is no sequence'; Action = { param($ran) Invoke-ParallelMap { param($a, $b) $ran.Set() } -Zip (1, 2), 3 } }
        @{ Id = 'ZipWithInput'; Name = '-Zip with pipeline input'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Zip (1, 2), (3, 4) } }
        @{ Id = 'AmbiguousParameterSet'; Name = '-Zip with -InputObject'; Action = { param($ran) Invoke-ParallelMap { $ran.Set() } -Zip (1, 2), (3, 4) -InputObject 1 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a ThrottleLimit of 0'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ThrottleLimit 0 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a WindowSize of 0'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -WindowSize 0 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a negative WindowSize'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -WindowSize -1 } }
        @{ Id = 'ModuleImportFailed'; Name = 'a module that is not there'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Module NoSuchModule } }
        @{ Id = 'ModuleImportFailed'; Name = 'a module that can not be imported'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Module $broken } }
        @{ Id = 'UnknownFunction'; Name = 'a -Function that is not there'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Function Get-NoSuchThing } }
        @{ Id = 'UnknownVariable'; Name = 'a -Variable that is not there'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Variable noSuchThing } }
        @{ Id = 'InitializationFailed'; Name = 'an initialization script that throws'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -InitializationScript { throw 'not ready' } } }
        @{ Id = 'UsingFailed'; Name = 'a $using: of a variable that is not set'; Action = { param($ran) 1 | Invoke-ParallelMap { $null = $using:noSuchThing; $ran.Set() } } }
        @{ Id = 'UsingFailed'; Name = 'a $using: expression that fails'; Action = { param($ran) $list = $null; 1 | Invoke-ParallelMap { $null = $using:list[0]; $ran.Set() } } }
        @{ Id = 'AmbiguousOverload'; Name = 'a named constant that has another place in each overload'; Action = { param($ran) Invoke-ParallelMap ([string]::Compare) -Zip ('a', 'b'), ('a', 'c'), ($true, $true) -Constant @{ culture = [cultureinfo] 'en-US' } } }
        @{ Id = 'NoOverload'; Name = 'a method without an overload for the arguments'; Action = { param($ran) 1 | Invoke-ParallelMap ([Math]::Round) -ArgumentList 1, 2, 3 } }
        @{ Id = 'RunspaceBoundClass'; Name = 'a class that is bound to its runspace'; Action = { param($ran) 1 | Invoke-ParallelMap ([scriptblock]::Create('class Bound { [int] F() { return 1 } }; [Bound]::new().F()')) } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a time limit of 0'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ItemTimeoutSeconds 0 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a negative time limit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ItemTimeoutSeconds -1 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a time limit that is no number'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ItemTimeoutSeconds ([double]::NaN) } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'an infinite time limit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ItemTimeoutSeconds ([double]::PositiveInfinity) } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a time limit of a century'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ItemTimeoutSeconds 3e9 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = '$null as time limit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ItemTimeoutSeconds $null } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Name = 'text as time limit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ItemTimeoutSeconds soon } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a negative RetryCount'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -RetryCount -1 } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Name = 'text as RetryCount'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -RetryCount often } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a negative RetryDelaySeconds'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -RetryDelaySeconds -0.1 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a RetryDelaySeconds of more than a day'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -RetryDelaySeconds 86401 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'an empty ErrorLimit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit '' } }
        @{ Id = 'InvalidErrorLimit'; Name = 'a blank ErrorLimit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit ' ' } }
        @{ Id = 'InvalidErrorLimit'; Name = 'an ErrorLimit of 0'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit 0 } }
        @{ Id = 'InvalidErrorLimit'; Name = 'a negative ErrorLimit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit -3 } }
        @{ Id = 'InvalidErrorLimit'; Name = 'a fraction as ErrorLimit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit 1.5 } }
        @{ Id = 'InvalidErrorLimit'; Name = 'a word as ErrorLimit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit many } }
        @{ Id = 'InvalidErrorLimit'; Name = 'an ErrorLimit of 0%'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit '0%' } }
        @{ Id = 'InvalidErrorLimit'; Name = 'an ErrorLimit above 100%'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit '101%' } }
        @{ Id = 'InvalidErrorLimit'; Name = 'a negative part as ErrorLimit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit '-5%' } }
        @{ Id = 'InvalidErrorLimit'; Name = 'an ErrorLimit of a percent sign alone'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit '%' } }
        @{ Id = 'InvalidErrorLimit'; Name = 'an ErrorLimit with two percent signs'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit '5%%' } }
        @{ Id = 'InvalidErrorLimit'; Name = 'an ErrorLimit of NaN%'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit 'NaN%' } }
        @{ Id = 'InvalidErrorLimit'; Name = 'an ErrorLimit that is too large'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ErrorLimit '99999999999999999999' } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'a negative ThrottleLimit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ThrottleLimit -1 } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Name = 'text as ThrottleLimit'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ThrottleLimit all } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Name = 'a ThrottleLimit that is too large'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -ThrottleLimit 3e9 } }
        @{ Id = 'ParameterArgumentValidationError'; Name = '$null as -Zip'; Action = { param($ran) Invoke-ParallelMap { $ran.Set() } -Zip $null } }
        @{ Id = 'ZipElement'; Name = 'a -Zip of texts'; Action = { param($ran) Invoke-ParallelMap { $ran.Set() } -Zip 'ab', 'cd' } }
        @{ Id = 'ZipElement'; Name = 'a -Zip with a hashtable'; Action = { param($ran) Invoke-ParallelMap { $ran.Set() } -Zip (1, 2), @{ a = 1 } } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Name = 'constants that are no dictionary'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Constant 5 } }
        @{ Id = 'UnknownConstant'; Name = 'a constant for a worker without parameters'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Constant @{ k = 5 } } }
        @{ Id = 'UnknownConstant'; Name = 'a constant with a number as name'; Action = { param($ran) 1 | Invoke-ParallelMap { param($n, $m) $ran.Set() } -Constant @{ 1 = 5 } } }
        @{ Id = 'UnknownConstant'; Name = 'an unknown constant of a method'; Action = { param($ran) 1 | Invoke-ParallelMap ([Math]::Sqrt) -Constant @{ nope = 1 } } }
        @{ Id = 'ConstantBoundTwice'; Name = 'a constant bound by name and by alias'; Action = { param($ran) 1 | Invoke-ParallelMap { param([Alias('b')] $a, $n) $ran.Set() } -Constant @{ a = 1; b = 2 } } }
        @{ Id = 'TooManyConstants'; Name = 'too many constants of a method'; Action = { param($ran) 1 | Invoke-ParallelMap ([Math]::Sqrt) -ArgumentList 1, 2 } }
        @{ Id = 'NothingVaries'; Name = 'a method of which nothing varies'; Action = { param($ran) 1 | Invoke-ParallelMap ([Math]::Sqrt) -ArgumentList 1 } }
        @{ Id = 'ArgumentCount'; Name = 'tuples that are too long for a delegate'; Action = { param($ran) Invoke-ParallelMap ([System.Delegate]::CreateDelegate([Func[double, double]], [Math].GetMethod('Sqrt'))) -Zip (1, 2), (3, 4) } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Name = 'text as initialization script'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -InitializationScript 'text' } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Name = 'a number as finalization script'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -FinalizationScript 5 } }
        @{ Id = 'InitializationFailed'; Name = 'an initialization script that exits'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -InitializationScript { exit } } }
        @{ Id = 'InitializationFailed'; Name = 'an initialization script that throws in a runspace per item'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -UseNewRunspace -InitializationScript { throw 'not ready' } } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'an empty module name'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Module '' } }
        @{ Id = 'ParameterArgumentValidationError'; Name = '$null as -Function'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Function $null } }
        @{ Id = 'ParameterArgumentValidationError'; Name = 'an empty variable name'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -Variable '' } }
        @{ Id = 'NamedParameterNotFound'; Name = 'an unknown parameter'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } -NoSuchParameter 1 } }
        @{ Id = 'InputTwice'; Name = 'an argument beside pipeline input'; Action = { param($ran) 1 | Invoke-ParallelMap { $ran.Set() } 5 } }
        @{ Id = 'PositionalParameterNotFound'; Name = 'an argument too many'; Action = { param($ran) Invoke-ParallelMap { $ran.Set() } 5 6 } }
        @{ Id = 'UnknownCommand'; Name = 'an empty command name'; Action = { param($ran) 1 | Invoke-ParallelMap '' } }
        @{ Id = 'UnsupportedWorker'; Name = 'a type as worker'; Action = { param($ran) 1 | Invoke-ParallelMap ([int]) } }
    ) {
        $ran = [System.Threading.ManualResetEventSlim]::new()
        { & $Action $ran } | Should -Throw -ErrorId "$Id,ParallelCmdlets.InvokeParallelMapCommand"
        $ran.IsSet | Should -BeFalse -Because 'no item may run'
    }

    It 'refuses $null as worker' {
        { 1 | Invoke-ParallelMap $null } | Should -Throw -ErrorId '*,ParallelCmdlets.InvokeParallelMapCommand'
    }

    It 'says what is wrong: <Name>' -ForEach @(
        @{ Name = 'the mandatory parameter'; Says = '*Second*Get-Pair*'; Action = { 1 | Invoke-ParallelMap Get-Pair } }
        @{ Name = 'the unknown command'; Says = '*Get-NoSuchThing*'; Action = { 1 | Invoke-ParallelMap Get-NoSuchThing } }
        @{ Name = 'the module'; Says = '*NoSuchModule*'; Action = { 1 | Invoke-ParallelMap { 1 } -Module NoSuchModule } }
        @{ Name = 'the $using: expression'; Says = '*$using:noSuchThing*'; Action = { 1 | Invoke-ParallelMap { $using:noSuchThing } } }
        @{ Name = 'what the initialization script threw'; Says = '*not ready*'; Action = { 1 | Invoke-ParallelMap { 1 } -InitializationScript { throw 'not ready' } } }
        @{ Name = 'exit in the initialization script'; Says = '*exit*'; Action = { 1 | Invoke-ParallelMap { 1 } -InitializationScript { exit } } }
        @{ Name = 'the error limit'; Says = "*'many'*"; Action = { 1 | Invoke-ParallelMap { 1 } -ErrorLimit many } }
    ) {
        $Action | Should -Throw $Says
    }

    It 'is a parse error of <Kind>' -ForEach @(
        @{ Kind = 'a worker made of text'; Action = { 1 | Invoke-ParallelMap ([scriptblock]::Create('1 +')) } }
        @{ Kind = 'a script that has the map in it'; Action = { & ([scriptblock]::Create('1 | Invoke-ParallelMap { 1 + }')) } }
    ) {
        $Action | Should -Throw -ErrorId ParseException
    }
}

Describe 'Bad input that shows while items run' {
    It 'writes the tuples before the end of the shorter <Kind> and then fails' -ForEach @(
        @{ Kind = 'first sequence'; Make = { [System.Linq.Enumerable]::Range(0, 3), [System.Linq.Enumerable]::Range(0, 5) }; Says = '*number 1 ended after 3*' }
        @{ Kind = 'second sequence'; Make = { [System.Linq.Enumerable]::Range(0, 5), [System.Linq.Enumerable]::Range(0, 3) }; Says = '*number 2 ended after 3*' }
    ) {
        $sequences = & $Make
        $written = [System.Collections.Generic.List[object]]::new()
        { Invoke-ParallelMap { param($a, $b) $a + $b } -Zip $sequences | ForEach-Object { $written.Add($_) } } |
            Should -Throw $Says -ErrorId 'ZipLengths,ParallelCmdlets.InvokeParallelMapCommand'
        $written | Should -Be 0, 2, 4
    }

    It 'fails an item and goes on: <Name>' -ForEach @(
        @{ Name = 'a -Splat item that lacks a mandatory property'; Id = 'SplatMissingMandatory'; Expected = '12', '56'
            Map = { @{ First = 1; Second = 2 }, @{ First = 3 }, @{ First = 5; Second = 6 } | Invoke-ParallelMap Get-Pair -Splat @quiet } }
        @{ Name = 'a -Splat item that has none of the parameters'; Id = 'SplatMatchesNothing'; Expected = '1', '3'
            Map = { @{ a = 1 }, @{ b = 2 }, @{ a = 3 } | Invoke-ParallelMap { param($a) "$a" } -Splat @quiet } }
        @{ Name = 'an argument that a compiled worker can not convert'; Id = 'ArgumentConversion'; Expected = 2, 3
            Map = { 4, 'x', 9 | Invoke-ParallelMap ([System.Delegate]::CreateDelegate([Func[double, double]], [Math].GetMethod('Sqrt'))) @quiet } }
        @{ Name = 'an item type that a delegate rejects'; Id = 'ArgumentConversion'; Expected = 2, 3
            Map = { 4, ([datetime] '1970-01-01'), 9 | Invoke-ParallelMap ([System.Delegate]::CreateDelegate([Func[double, double]], [Math].GetMethod('Sqrt'))) @quiet } }
        @{ Name = 'an argument that a static method can not convert'; Id = 'ArgumentConversion'; Expected = 2, 3
            Map = { 4, 'x', 9 | Invoke-ParallelMap ([Math]::Sqrt) @quiet } }
        @{ Name = 'a delegate over a script block that can not convert its item'; Id = 'ArgumentConversion'; Expected = 8, 18
            Map = { 4, 'x', 9 | Invoke-ParallelMap ([Func[int, int]] { param($n) $n * 2 }) @quiet } }
        @{ Name = 'break'; Id = 'FlowControlInWorker'; Expected = 4, 9; Map = { 4, 'x', 9 | Invoke-ParallelMap { if ($_ -eq 'x') { break }; $_ } @quiet } }
    ) {
        $quiet = @{ ErrorVariable = 'found'; ErrorAction = 'SilentlyContinue' }
        . $Map | Should -Be $Expected
        $found.Count | Should -Be 1
        $found[0].FullyQualifiedErrorId | Should -Be "$Id,ParallelCmdlets.InvokeParallelMapCommand"
        $found[0].ItemIndex | Should -Be 1
    }

    It 'writes the items before a source that throws, and then fails' {
        $written = [System.Collections.Generic.List[object]]::new()
        $source = New-Generator @{ Given = 0 } -FailAt 3
        { Invoke-ParallelMap { $_ } -InputObject $source | ForEach-Object { $written.Add($_) } } |
            Should -Throw '*the source broke*' -ErrorId 'InputFailed,ParallelCmdlets.InvokeParallelMapCommand'
        $written | Should -Be 0, 1, 2
    }

    It 'writes the items before a piped source that throws, and then fails' {
        $written = [System.Collections.Generic.List[object]]::new()
        $source = New-Generator @{ Given = 0 } -FailAt 3
        { $source | Invoke-ParallelMap { $_ } | ForEach-Object { $written.Add($_) } } |
            Should -Throw '*the source broke*' -ErrorId 'InputFailed,ParallelCmdlets.InvokeParallelMapCommand'
        $written | Should -Be 0, 1, 2
    }

    It 'writes an error where a finalization script throws, and loses nothing' {
        1..3 | Invoke-ParallelMap { $_ } -ThrottleLimit 1 -FinalizationScript { throw 'not tidy' } -ErrorVariable found -ErrorAction SilentlyContinue | Should -Be 1, 2, 3
        $found[0].FullyQualifiedErrorId | Should -BeLike 'FinalizationFailed*'
        "$($found[0])" | Should -BeLike '*not tidy*'
    }
}
