BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    if (-not ('ParallelCmdletsMembers' -as [type])) {
        Add-Type -TypeDefinition @'
using System; using System.Collections.Generic; using System.Management.Automation; using System.Threading;
public static class ParallelCmdletsMembers
{
    public delegate bool Changing(ref int number);
    public static Changing Changes = (ref int number) => true;
    public static Func<object, string> Delegated = One;
    private static string Kind(object o) { return o == null ? "null" : o.GetType().Name; }
    public static string One(object o) { return Kind(o); }
    public static string Several(object o) { return Kind(o); }
    public static string Several(object o, object p) { return Kind(o) + Kind(p); }
    public static string Wrapped(PSObject o) { return Kind(o); }
    public static string Comparable(IComparable o) { return Kind(o); }
    public static string Text(string s) { return "'" + s + "'"; }
    public static string Elements(params object[] all) { return all.Length + ":" + string.Join(",", all); }
    public static string Optional(int a, int b = 5, string c = "x", TimeSpan d = default(TimeSpan), int? e = null) { return a + "," + b + "," + c + "," + d + "," + e; }
    public static string Numbers(string a, params int[] rest) { return a + rest.Length + ":" + string.Join(",", rest); }
    public static string Either(int a) { return "number"; }
    public static string Either(string a, int b = 3) { return "text " + b; }
    public static string Of<T>(T value) { return typeof(T).Name; }
    public static string Needs(int a, CancellationToken stop) { return a + " " + stop.CanBeCanceled; }
    public static string May(int a, CancellationToken stop = default(CancellationToken)) { return a + " " + stop.CanBeCanceled; }
    public static string Twin(string a) { return "without"; }
    public static string Twin(string a, CancellationToken stop) { return "with " + stop.CanBeCanceled; }
    public static bool Changed(ref int number) { number++; return true; }
}
'@
        # Windows PowerShell 5.1 runs on a .NET that has no spans.
        if ($PSVersionTable.PSVersion.Major -ge 7) { Add-Type -TypeDefinition 'public static class ParallelCmdletsSpans { public static int Length(System.ReadOnlySpan<char> text) { return text.Length; } public static int Sum(System.ReadOnlySpan<int> numbers) { int sum = 0; foreach (int n in numbers) sum += n; return sum; } }' }
    }
}

Describe 'An argument of a compiled worker' {
    It 'is what a call in a script passes: <Item>' -ForEach @(
        @{ Item = 'a custom object'; Make = { [pscustomobject] @{ a = 1 } } }
        @{ Item = 'a text'; Make = { 'x' } }
        @{ Item = 'a text with a note'; Make = { Add-Member -InputObject 'x' -NotePropertyName note -NotePropertyValue 5 -PassThru } }
        @{ Item = 'a wrapped number'; Make = { [psobject] 5 } }
        @{ Item = 'a file'; Make = { Get-Item $PSScriptRoot } }
        @{ Item = 'null'; Make = { $null } }
    ) {
        $item = & $Make
        foreach ($method in 'One', 'Several', 'Wrapped', 'Comparable', 'Text') {
            $worker = [ParallelCmdletsMembers]::$method
            Invoke-ParallelMap $worker -Zip @(, (, $item)) | Should -BeExactly ([ParallelCmdletsMembers]::$method($item)) -Because $method
        }
        Invoke-ParallelMap ([ParallelCmdletsMembers]::Delegated) -Zip @(, (, $item)) | Should -BeExactly ([ParallelCmdletsMembers]::Delegated.Invoke($item))
    }

    It 'is a custom object with its properties also as a constant, and for a delegate made of a script block' {
        $item = [pscustomobject] @{ a = 3 }
        Invoke-ParallelMap ([ParallelCmdletsMembers]::Several) -InputObject 1 -Constant @{ p = $item } | Should -BeExactly 'Int32PSObject'
        $item | Invoke-ParallelMap ([Func[object, object]] { param($x) $x.a }) | Should -Be 3
    }
}

Describe 'A .NET method as the worker' {
    It 'is called as a script calls it: <Call>' -ForEach @(
        @{ Call = 'default values'; Method = 'Optional'; Arguments = , 1 }
        @{ Call = 'some default values'; Method = 'Optional'; Arguments = 1, 9 }
        @{ Call = 'a parameter array without elements'; Method = 'Numbers'; Arguments = , 'a' }
        @{ Call = 'a parameter array of one'; Method = 'Numbers'; Arguments = 'a', '4' }
        @{ Call = 'a parameter array of several'; Method = 'Numbers'; Arguments = 'a', 4, '5' }
        @{ Call = 'a parameter array that is given whole'; Method = 'Numbers'; Arguments = 'a', (4, 5) }
        @{ Call = 'nothing but a parameter array'; Method = 'Elements'; Arguments = , 7 }
        @{ Call = 'an overload with a default value'; Method = 'Either'; Arguments = , 'q' }
        @{ Call = 'the other overload'; Method = 'Either'; Arguments = , 4 }
        @{ Call = 'a generic method'; Method = 'Of'; Arguments = , 4 }
    ) {
        $worker = [ParallelCmdletsMembers]::$Method
        $zip = @(foreach ($argument in $Arguments) { , (, $argument) })
        $expected = switch ($Arguments.Count) {
            1 { [ParallelCmdletsMembers]::$Method($Arguments[0]) }
            2 { [ParallelCmdletsMembers]::$Method($Arguments[0], $Arguments[1]) }
            3 { [ParallelCmdletsMembers]::$Method($Arguments[0], $Arguments[1], $Arguments[2]) }
        }
        Invoke-ParallelMap $worker -Zip $zip | Should -BeExactly $expected
    }

    It 'chooses an overload for each item' {
        4, 'q', 5, 'r' | Invoke-ParallelMap ([ParallelCmdletsMembers]::Either) | Should -Be 'number', 'text 3', 'number', 'text 3'
    }

    It 'takes a constant for a parameter that has a default value' {
        1 | Invoke-ParallelMap ([ParallelCmdletsMembers]::Optional) -Constant @{ c = 'q' } | Should -BeExactly '1,5,q,00:00:00,'
    }

    It 'takes from -Splat what an item has' {
        [pscustomobject] @{ a = 1; c = 'q' } | Invoke-ParallelMap ([ParallelCmdletsMembers]::Optional) -Splat | Should -BeExactly '1,5,q,00:00:00,'
    }

    It 'is given the token of the item: <Method>' -ForEach @(
        @{ Method = 'Needs'; Item = 1; Expected = '1 True' }
        @{ Method = 'May'; Item = 1; Expected = '1 True' }
        @{ Method = 'Twin'; Item = 'a'; Expected = 'with True' }
    ) {
        $worker = [ParallelCmdletsMembers]::$Method
        $Item | Invoke-ParallelMap $worker | Should -BeExactly $Expected
    }

    It 'makes spans of texts and arrays' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        'abc', 'de' | Invoke-ParallelMap ([ParallelCmdletsSpans]::Length) | Should -Be 3, 2
        Invoke-ParallelMap ([ParallelCmdletsSpans]::Sum) -Zip @(, ((1, 2), (3, 4))) | Should -Be 3, 7
    }

    It 'is refused where it writes to a variable of its caller: <Worker>' -ForEach @(
        @{ Worker = 'ref'; Make = { [ParallelCmdletsMembers]::Changed } }
        @{ Worker = 'out'; Make = { [int]::TryParse } }
        @{ Worker = 'a delegate'; Make = { [ParallelCmdletsMembers]::Changes } }
    ) {
        $method = & $Make
        { 1 | Invoke-ParallelMap $method } | Should -Throw -ErrorId 'ReferenceParameter,ParallelCmdlets.InvokeParallelMapCommand'
    }
}

Describe '-Splat' {
    BeforeAll {
        function Get-Own { [CmdletBinding(SupportsShouldProcess)] param($Name, [Alias('nm')] $Other) "$Name $Other $DebugPreference $WhatIfPreference $(($PSBoundParameters.Keys | Sort-Object) -join ',')" }
        function Get-Simple { param($Name, $Debug) "$Name $Debug" }
        $row = [pscustomobject] @{ Name = 'n'; nm = 5; db = $true; wi = $true; vb = $true; Verbose = $true; ev = 'x'; ErrorAction = 'Stop' }
    }

    It 'binds an advanced function''s own parameters, and no common one' {
        $row | Invoke-ParallelMap Get-Own -Splat 4>&1 5>&1 | Should -Be 'n 5 SilentlyContinue False Name,Other'
    }

    It 'binds a cmdlet''s own parameters, and no common one' {
        $item = [pscustomobject] @{ Path = $PSScriptRoot; wi = $true; db = $true }
        ($item | Invoke-ParallelMap Get-Item -Splat 4>&1 5>&1).FullName | Should -Be (Get-Item $PSScriptRoot).FullName
    }

    It 'binds a parameter that a simple function declares, whatever its name' {
        @{ Name = 'q'; Debug = 'd' } | Invoke-ParallelMap Get-Simple -Splat | Should -Be 'q d'
    }

    It 'binds what a table has for an advanced worker as the language does: <Name>' -ForEach @(
        @{ Name = 'a common parameter'; Table = @{ Name = 'n'; WhatIf = $true } }
        @{ Name = 'one by its alias'; Table = @{ Name = 'n'; wi = $true } }
        @{ Name = 'a shortened name'; Table = @{ Nam = 'n' } }
        @{ Name = 'a key that is no parameter'; Table = @{ Name = 'n'; Nmae = 'm' } }
        @{ Name = 'the bound parameters of a call'; Table = $(& { param($Name, $Other) $PSBoundParameters } n 5) }
    ) {
        $loop = try { Get-Own @Table } catch { $_.FullyQualifiedErrorId }
        $map = try { $Table | Invoke-ParallelMap Get-Own -Splat -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        $map | Should -Be $loop
    }

    It 'does not do for real what a table says to show only' {
        $path = Join-Path $TestDrive 'kept.txt'
        Set-Content $path 'kept'
        @{ LiteralPath = $path; WhatIf = $true } | Invoke-ParallelMap Remove-Item -Splat
        Test-Path $path | Should -BeTrue
    }

    It 'lets a constant win over the key of a table' {
        @{ nm = 5; Verbose = $false } | Invoke-ParallelMap Get-Own -Splat -Constant @{ Other = 7; Name = 'c' } | Should -BeLike 'c 7 *'
    }

    It 'finds nothing in an item that has common parameters only' {
        { [pscustomobject] @{ db = $true } | Invoke-ParallelMap Get-Own -Splat -ErrorAction Stop } | Should -Throw -ErrorId 'SplatMatchesNothing,*'
    }
}

Describe 'An error that reaches catch' {
    It 'tells its item: <Error>' -ForEach @(
        @{ Error = 'a text that was thrown'; Worker = { if ($_ -eq 7) { throw 'x' } }; Id = 'x' }
        @{ Error = 'an error that was written'; Worker = { if ($_ -eq 7) { Write-Error 'x' -ErrorId own } }; Id = 'own' }
        @{ Error = 'an error of a cmdlet'; Worker = { if ($_ -eq 7) { Get-Item (Join-Path $PSScriptRoot none) } }; Id = 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand' }
        @{ Error = 'an error of the module'; Worker = { if ($_ -eq 7) { break } }; Id = 'FlowControlInWorker,ParallelCmdlets.InvokeParallelMapCommand' }
    ) {
        $caught = $null
        try { 5..9 | Invoke-ParallelMap $Worker -ErrorAction Stop } catch { $caught = $_ }
        $caught.ItemIndex | Should -Be 2
        $caught.ItemInput | Should -Be 7
        $caught.ItemAttempt | Should -Be 1
        $caught.FullyQualifiedErrorId | Should -Be $Id
    }

    It 'tells its item where the preference of the caller is Stop' {
        $ErrorActionPreference = 'Stop'
        $caught = $null
        try { 5..9 | Invoke-ParallelMap { if ($_ -eq 7) { throw 'x' } } } catch { $caught = $_ }
        $caught.ItemInput | Should -Be 7
    }

    It 'tells how often the item was tried' {
        try { 5 | Invoke-ParallelMap { throw 'x' } -RetryCount 1 -RetryDelaySeconds 0 -ErrorAction Stop } catch { $caught = $_ }
        $caught.ItemAttempt | Should -Be 2
    }

    It 'does not mix up items that throw one exception' {
        $shared = [System.InvalidOperationException]::new('x')
        1..3 | Invoke-ParallelMap { throw $shared } -ErrorAction SilentlyContinue -ErrorVariable all
        $all.ItemInput | Should -Be 1, 2, 3
    }

    It 'of no map has no item, and shows no members for one' {
        try { Get-Item (Join-Path $PSScriptRoot none) -ErrorAction Stop } catch { $caught = $_ }
        $caught.ItemIndex | Should -BeNullOrEmpty
        ($caught | Get-Member).Name | Should -Not -Contain 'ItemIndex'
    }

    It 'is a TimeoutException where <Limit> was reached' -ForEach @(
        @{ Limit = 'the limit of an item'; With = @{ ItemTimeoutSeconds = 0.1; ErrorAction = 'Stop' } }
        @{ Limit = 'the limit of the map'; With = @{ TimeoutSeconds = 0.1 } }
    ) {
        $caught = $null
        try { 1 | Invoke-ParallelMap { Start-Sleep 60 } @With } catch [System.TimeoutException] { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike '*TimedOut,ParallelCmdlets.InvokeParallelMapCommand'
    }

    It 'tells the last failure where too many items failed' {
        try { 5..9 | Invoke-ParallelMap { if ($_ -ge 7) { throw "x$_" } } -ErrorLimit 2 -ErrorAction SilentlyContinue } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'ErrorLimitReached,*'
        $caught.Exception.InnerException.Message | Should -Be 'x8'
        $caught.TargetObject | Should -Be 8
        $caught.ItemIndex | Should -Be 3
    }
}

Describe 'What a worker is' {
    It 'is its own command, as in a loop that calls it' {
        $worker = { param($n) "$($MyInvocation.MyCommand.CommandType) $($MyInvocation.MyCommand.Definition)" }
        1..2 | Invoke-ParallelMap $worker | Should -Be (1..2 | ForEach-Object { & $worker $_ })
    }

    It 'is told where a text is no command: <Text>' -ForEach @(
        @{ Text = '[Math]::Sqrt'; Hint = '*parentheses: ([[]Math]::Sqrt).' }
        @{ Text = '$_ * 2'; Hint = '*braces: { $_ `* 2 }.' }
        @{ Text = '{ $_ }'; Hint = '*without quotes: { $_ }.' }
        @{ Text = 'Get-NoSuchThing'; Hint = '*Check the spelling*' }
        @{ Text = 'no such thing.exe'; Hint = '*Check the spelling*' }
    ) {
        $failed = { 1 | Invoke-ParallelMap $Text } | Should -Throw -ErrorId 'UnknownCommand,*' -PassThru
        $failed.Exception.Message | Should -BeLike $Hint
    }
}

Describe 'Code in results' {
    BeforeAll {
        function Get-Pair($Worker) {
            $use = {
                param($result)
                "$($result.A) $($result.B) $($result.Length)"
                if ($result.PSObject.Methods['Get']) { $result.Add(5); $result.Twice(); $result.Get() }
                if ($result.PSObject.Methods['Say']) { $result.Say('q') }
                if ($result -is [scriptblock]) { & $result; $result.Invoke() }
                if ($result -is [delegate]) { $result.Invoke(4) }
                if ($result.F -is [delegate]) { $result.F.Invoke(4) }
                $result.In.B
            }
            $loop = 1..2 | ForEach-Object { & $Worker $_ } | ForEach-Object { & $use $_ }
            $map = @(1..2 | Invoke-ParallelMap $Worker) | ForEach-Object { & $use $_ }
            $results = (1..2 | Invoke-ParallelMap $Worker -AsResult) | ForEach-Object { $_.Output } | ForEach-Object { & $use $_ }
            [pscustomobject] @{ Loop = "$loop"; Map = "$map"; Results = "$results" }
        }
    }

    It 'works for the caller as after the loop: <Result>' -ForEach @(
        @{ Result = 'a script property'; Worker = { [pscustomobject] @{ A = $_ } | Add-Member ScriptProperty B { $this.A * 2 } -PassThru } }
        @{ Result = 'a script property that can be set'; Worker = { $o = [pscustomobject] @{ A = $_ } | Add-Member ScriptProperty B { $this.A * 2 } { $this.A = $args[0] } -PassThru; $o.B = 9; $o } }
        @{ Result = 'a script method'; Worker = { [pscustomobject] @{ A = $_ } | Add-Member ScriptMethod Say { param($word) "$word$($this.A)" } -PassThru } }
        @{ Result = 'a script property of a text'; Worker = { "s$_" | Add-Member ScriptProperty B { $this.Length + 1 } -PassThru } }
        @{ Result = 'a script property of a table'; Worker = { $h = @{ A = $_ }; Add-Member -InputObject $h ScriptProperty B { 5 }; $h } }
        @{ Result = 'a script property that closes over a variable'; Worker = { $k = $_; [pscustomobject] @{ A = $_ } | Add-Member ScriptProperty B { $k + 1 }.GetNewClosure() -PassThru } }
        @{ Result = 'an object of a dynamic module'; Worker = { New-Module -AsCustomObject -ArgumentList $_ { param($n) $count = $n; function Add($x) { $script:count += $x; $script:count }; function Get { "c$count" }; function Twice { Add 1; Get }; Export-ModuleMember -Function * } } }
        @{ Result = 'an object in an object'; Worker = { [pscustomobject] @{ In = ([pscustomobject] @{ A = $_ } | Add-Member ScriptProperty B { $this.A + 9 } -PassThru) } } }
        @{ Result = 'a block'; Worker = { { 1 + 1 } } }
        @{ Result = 'a delegate'; Worker = { [Func[int, int]] { param($x) $x + 1 } } }
        @{ Result = 'a delegate in an object'; Worker = { [pscustomobject] @{ F = [Func[int, int]] { param($x) $x + 1 } } } }
    ) {
        $pair = Get-Pair $Worker
        $pair.Map | Should -Be $pair.Loop
        $pair.Results | Should -Be $pair.Loop
    }

    It 'keeps the order of the properties' {
        $result = 1 | Invoke-ParallelMap { [pscustomobject] @{ A = 1; B = 2 } | Add-Member ScriptProperty C { 3 } -PassThru | Add-Member D 4 -PassThru }
        $result.PSObject.Properties.Name | Should -Be 'A', 'B', 'C', 'D'
    }

    It 'keeps what objects of a dynamic module know apart' {
        $results = 1..2 | Invoke-ParallelMap { New-Module -AsCustomObject -ArgumentList $_ { param($n) $count = $n; function Add { $script:count += 10; $script:count }; function Twice { $null = Add; Add }; Export-ModuleMember -Function * } }
        $results[0].Twice() | Should -Be 21
        $results[1].Twice() | Should -Be 22
        Get-Command Twice -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'may hold itself' {
        $result = 1 | Invoke-ParallelMap { $o = [pscustomobject] @{ A = 1; Self = $null } | Add-Member ScriptProperty B { $this.A + 1 } -PassThru; $o.Self = $o; $o }
        $result.Self.Self.B | Should -Be 2
    }
}

Describe 'Code of the caller in executors' {
    BeforeAll {
        $factor = 7
        function Get-Help7($Number) { $Number * 7 }
        $counter = [pscustomobject] @{ A = 4 } |
            Add-Member ScriptProperty B { $this.A + $factor } -PassThru |
            Add-Member ScriptMethod Call { param($n) Get-Help7 $n } -PassThru
        $delegate = [Func[int, int]] { param($n) $n + $factor }
        $slow = 250
    }

    It 'has the caller''s names, and needs no turn of the caller''s: <Value>' -ForEach @(
        @{ Value = 'a captured object'; Map = { 1..20 | Invoke-ParallelMap { $counter.B; $counter.Call($_) } }; Loop = { 1..20 | ForEach-Object { $counter.B; $counter.Call($_) } } }
        @{ Value = 'an object by $using:'; Map = { 1..20 | Invoke-ParallelMap { ($using:counter).B } }; Loop = { 1..20 | ForEach-Object { $counter.B } } }
        @{ Value = 'an object as a constant'; Map = { 1..20 | Invoke-ParallelMap { param($n, $o) $o.Call($n) } -Constant @{ o = $counter } }; Loop = { 1..20 | ForEach-Object { $counter.Call($_) } } }
        @{ Value = 'a captured delegate'; Map = { 1..20 | Invoke-ParallelMap { $delegate.Invoke($_) } }; Loop = { 1..20 | ForEach-Object { $delegate.Invoke($_) } } }
        @{ Value = 'a delegate as a constant'; Map = { 1..20 | Invoke-ParallelMap { param($n, $d) $d.Invoke($n) } -Constant @{ d = $delegate } }; Loop = { 1..20 | ForEach-Object { $delegate.Invoke($_) } } }
    ) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $all = & $Map
        $watch.ElapsedMilliseconds | Should -BeLessThan (20 * $slow) -Because 'a block of another session is waited for each time'
        $all | Should -Be (& $Loop)
    }

    It 'is rebuilt for items where it needs nothing of the caller''s' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $items = 1..20 | ForEach-Object { [pscustomobject] @{ A = $_ } | Add-Member ScriptProperty B { $this.A * 2 } -PassThru }
        $items | Invoke-ParallelMap { $_.B } | Should -Be $items.B
        $watch.ElapsedMilliseconds | Should -BeLessThan (20 * $slow)
    }

    It 'stays the caller''s for items where it needs what the caller has' {
        $counter | Invoke-ParallelMap { $_.B; $_.Call(2) } | Should -Be 11, 14
        $delegate | Invoke-ParallelMap { $_.Invoke(2) } | Should -Be 9
    }

    It 'rebuilds one custom object also where another one has no code' {
        $plain = [pscustomobject] @{ A = 1 }
        $code = [pscustomobject] @{ F = { $factor * 2 } }
        1 | Invoke-ParallelMap { $plain.A; & $code.F } | Should -Be 1, 14
    }
}
