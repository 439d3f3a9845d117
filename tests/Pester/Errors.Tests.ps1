BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # What the map of a worker writes: output as it is, errors as 'error: message'.
    function Get-Outcome([scriptblock] $Map) {
        & $Map 2>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { "error: $($_.Exception.Message)" } else { $_ } }
    }

    function Get-MapError([scriptblock] $Worker, $Items = 1) {
        Invoke-ParallelMap $Worker -InputObject $Items -ErrorVariable found -ErrorAction SilentlyContinue | Out-String | Out-Null
        $found
    }
}

Describe 'A failing item' {
    It 'writes its error and none of its output, while the others go on' {
        Get-Outcome { 1..3 | Invoke-ParallelMap { "a$_"; if ($_ -eq 2) { throw 'no' }; "b$_" } } | Should -Be a1, b1, 'error: no', a3, b3
    }

    It 'does not stop the map when all items fail' {
        Get-Outcome { 1..3 | Invoke-ParallelMap { throw "no $_" } } | Should -Be 'error: no 1', 'error: no 2', 'error: no 3'
    }

    It 'keeps the non-terminating errors that it wrote before' {
        Get-Outcome { 1 | Invoke-ParallelMap { Write-Error first; throw 'second' } } | Should -Be 'error: first', 'error: second'
    }

    It 'leaves the executor fit for the next item' {
        Get-Outcome { 1..4 | Invoke-ParallelMap -ThrottleLimit 1 { if ($_ % 2) { throw "no $_" }; $_ } } | Should -Be 'error: no 1', 2, 'error: no 3', 4
    }

    It 'of a compiled worker writes an error too' {
        Get-Outcome { '1', 'x', '3' | Invoke-ParallelMap ([int]::Parse) } | Should -BeLike '[13e]*'
        @('1', 'x', '3' | Invoke-ParallelMap ([int]::Parse) -ErrorAction SilentlyContinue) | Should -Be 1, 3
    }
}

Describe 'An error that does not end its item' {
    It 'is written between the outputs' {
        Get-Outcome { 1..2 | Invoke-ParallelMap { "a$_"; Write-Error "e$_"; "b$_" } } | Should -Be a1, 'error: e1', b1, a2, 'error: e2', b2
    }

    It 'may be that of a statement: the next statements run, where no try is around the map' {
        $session = Start-Session { 1 | Invoke-ParallelMap { 'before'; [int] 'x'; 'after' } 2>&1 }
        Wait-Session $session | Should -BeTrue
        $session.Output | Should -HaveCount 3
        Close-Session $session
    }
}

Describe 'The identity of an error' {
    It 'is that of <Kind>' -ForEach @(
        @{ Kind = 'a Write-Error'; Id = 'MyId'; Category = 'InvalidData'; Type = 'Microsoft.PowerShell.Commands.WriteErrorException'; Worker = { Write-Error no -ErrorId MyId -Category InvalidData } }
        @{ Kind = 'a thrown string'; Id = 'no'; Category = 'OperationStopped'; Type = 'System.Management.Automation.RuntimeException'; Worker = { throw 'no' } }
        @{ Kind = 'a thrown exception'; Id = 'wrong'; Category = 'OperationStopped'; Type = 'System.ArgumentException'; Worker = { throw [System.ArgumentException] 'wrong' } }
        @{ Kind = 'a thrown error record'; Id = 'Own'; Category = 'DeviceError'; Type = 'System.Exception'
            Worker = { throw [System.Management.Automation.ErrorRecord]::new([Exception] 'e', 'Own', 'DeviceError', $null) } }
        @{ Kind = 'a method that throws'; Id = 'FormatException'; Category = 'NotSpecified'; Type = 'System.Management.Automation.MethodInvocationException'; Worker = { [int]::Parse('x') } }
        @{ Kind = 'a division by zero'; Id = 'RuntimeException'; Category = 'NotSpecified'; Type = 'System.Management.Automation.RuntimeException'; Worker = { 1 / ($_ - $_) } }
        @{ Kind = 'an unknown command'; Id = 'CommandNotFoundException'; Category = 'ObjectNotFound'; Type = 'System.Management.Automation.CommandNotFoundException'; Worker = { No-SuchCommand } }
        @{ Kind = 'a cmdlet'; Id = 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand'; Category = 'ObjectNotFound'; Type = 'System.Management.Automation.ItemNotFoundException'
            Worker = { Get-Item /no/such/file } }
        @{ Kind = 'a cmdlet with -ErrorAction Stop'; Id = 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand'; Category = 'ObjectNotFound'; Type = 'System.Management.Automation.ItemNotFoundException'
            Worker = { Get-Item /no/such/file -ErrorAction Stop } }
    ) {
        $found = @(Get-MapError $Worker)
        $found.Count | Should -Be 1
        $found[0].FullyQualifiedErrorId | Should -Be $Id
        "$($found[0].CategoryInfo.Category)" | Should -Be $Category
        $found[0].Exception.GetType().FullName | Should -Be $Type
    }

    It 'of a compiled worker is that which a call in a script has' {
        'x' | Invoke-ParallelMap ([int]::Parse) -ErrorVariable found -ErrorAction SilentlyContinue
        $found[0].FullyQualifiedErrorId | Should -Be FormatException
        $found[0].Exception | Should -BeOfType [System.Management.Automation.MethodInvocationException]
        $found[0].Exception.InnerException | Should -BeOfType [FormatException]
    }

    It 'keeps the data of the exception' {
        $thrown = [System.InvalidOperationException] 'marked'
        $thrown.Data['mark'] = 42
        (Get-MapError { throw $thrown }).Exception.Data['mark'] | Should -Be 42
    }

    It 'names the cmdlet in its invocation info' {
        (Get-MapError { Get-Item /no/such/file }).InvocationInfo.MyCommand.Name | Should -Be Get-Item
    }
}

Describe 'The item of an error' {
    It 'is told by index, input and attempt' {
        $found = Get-MapError { if ($_ -eq 'b') { Write-Error no } } -Items a, b, c
        $found.ItemIndex | Should -Be 1
        $found.ItemInput | Should -Be b
        $found.ItemAttempt | Should -Be 1
    }

    It 'is told for a failed item and for a compiled worker alike' {
        (Get-MapError { if ($_ -eq 'b') { throw 'no' } } -Items a, b).ItemIndex | Should -Be 1
        '1', 'x' | Invoke-ParallelMap ([int]::Parse) -ErrorVariable found -ErrorAction SilentlyContinue | Should -Be 1
        $found[0].ItemIndex | Should -Be 1
        $found[0].ItemInput | Should -Be x
    }

    It 'is the target object of an error that has none' {
        (Get-MapError { throw 'no' } -Items here).TargetObject | Should -Be no
        (Get-MapError { Write-Error no } -Items here).TargetObject | Should -Be here
        (Get-MapError { 1 / ($_ - $_) } -Items 5).TargetObject | Should -Be 5
    }

    It 'leaves a target object that is there' {
        (Get-MapError { Write-Error no -TargetObject own } -Items here).TargetObject | Should -Be own
    }
}

Describe 'The position of an error' {
    BeforeAll {
        $script = Join-Path $TestDrive 'caller.ps1'
        @'
# line 1
function Test-Deep {
    Write-Error 'deep'
}
$worker = {
    param($n)
    if ($n -eq 1) { throw 'at 7' }
    if ($n -eq 2) { Write-Error 'at 8' }
    if ($n -eq 3) { Test-Deep }
    if ($n -eq 4) { $n.NoSuchMethod() }
}
Invoke-ParallelMap $worker -InputObject 1, 2, 3, 4
'@ | Set-Content $script
        $errors = @(& $script 2>&1)
    }

    It 'is the line and column of <Kind> in the file of the caller' -ForEach @(
        @{ Kind = 'a throw'; Index = 0; Line = 7; Column = 21 }
        @{ Kind = 'a called function'; Index = 2; Line = 9; Column = 21 }
        @{ Kind = 'a failing method call'; Index = 3; Line = 10; Column = 21 }
    ) {
        $position = $errors[$Index].InvocationInfo
        $position.ScriptName | Should -Be $script
        $position.ScriptLineNumber | Should -Be $Line
        $position.OffsetInLine | Should -Be $Column
    }

    It 'is the call of the worker for a Write-Error in it, as in the loop' {
        $position = $errors[1].InvocationInfo
        $position.ScriptName | Should -Be $script
        $position.ScriptLineNumber | Should -Be 12
    }

    It 'has the script stack of the file' {
        $errors[0].ScriptStackTrace | Should -BeLike "*caller.ps1: line 7*"
    }
}

Describe 'ErrorAction' {
    BeforeAll {
        $failing = { if ($_ -eq 2) { throw 'thrown' }; if ($_ -eq 4) { Write-Error written }; $_ }
    }

    It 'Continue writes the errors and goes on' {
        Get-Outcome { 1..5 | Invoke-ParallelMap $failing -ErrorAction Continue } | Should -Be 1, 'error: thrown', 3, 'error: written', 4, 5
    }

    It '<Action> writes no error and goes on' -ForEach @{ Action = 'SilentlyContinue' }, @{ Action = 'Ignore' } {
        Get-Outcome { 1..5 | Invoke-ParallelMap $failing -ErrorAction $Action } | Should -Be 1, 3, 4, 5
    }

    It 'SilentlyContinue remembers them in $Error and Ignore does not' {
        $Error.Clear()
        $null = 1..5 | Invoke-ParallelMap $failing -ErrorAction Ignore
        $Error.Count | Should -Be 0
        $null = 1..5 | Invoke-ParallelMap $failing -ErrorAction SilentlyContinue
        $Error.Count | Should -Be 2
        $Error.Clear()
    }

    It 'Stop throws the first error in item order, after the output of the items before it' {
        $written = [System.Collections.Generic.List[object]]::new()
        { 1..5 | Invoke-ParallelMap $failing -ErrorAction Stop | ForEach-Object { $written.Add($_) } } | Should -Throw 'thrown'
        $written | Should -Be 1
    }

    It 'Stop throws a written error too' {
        { 3..5 | Invoke-ParallelMap $failing -ErrorAction Stop } | Should -Throw '*written*' -ErrorId 'Microsoft.PowerShell.Commands.WriteErrorException*'
    }

    It 'Stop gives the error in item order, even if a later item fails first' {
        $gate = [System.Threading.ManualResetEventSlim]::new()
        { 0, 1 | Invoke-ParallelMap -ThrottleLimit 2 -ErrorAction Stop {
                if ($_ -eq 0) { $null = $gate.Wait(5000) } else { $gate.Set() }
                throw "item $_"
            } } | Should -Throw 'item 0'
    }

    It 'of the worker rules inside the worker' {
        Get-Outcome { 1 | Invoke-ParallelMap { Write-Error no -ErrorAction SilentlyContinue; 'after' } } | Should -Be after
    }

    It 'as the preference variable of the caller rules inside the worker' {
        $ErrorActionPreference = 'SilentlyContinue'
        Get-Outcome { 1..2 | Invoke-ParallelMap { Write-Error "no $_"; $_ } } | Should -Be 1, 2
    }

    It 'as the preference Stop of the caller ends the map' {
        $ErrorActionPreference = 'Stop'
        { 1..5 | Invoke-ParallelMap { if ($_ -eq 2) { Write-Error written }; $_ } } | Should -Throw '*written*'
    }
}

Describe 'ErrorVariable' {
    It 'collects the errors in item order' {
        $null = 1..3 | Invoke-ParallelMap { throw "no $_" } -ErrorVariable found -ErrorAction SilentlyContinue
        $found | ForEach-Object { $_.Exception.Message } | Should -Be 'no 1', 'no 2', 'no 3'
        $found.ItemIndex | Should -Be 0, 1, 2
    }

    It 'adds to the variable with a plus' {
        $null = 1 | Invoke-ParallelMap { throw "no $_" } -ErrorVariable found -ErrorAction SilentlyContinue
        $null = 2 | Invoke-ParallelMap { throw "no $_" } -ErrorVariable +found -ErrorAction SilentlyContinue
        $found.Count | Should -Be 2
    }
}

Describe 'Leaving the worker' {
    It '<Keyword> outside of a loop fails its item and ends nothing else' -ForEach @{ Keyword = 'break' }, @{ Keyword = 'continue' }, @{ Keyword = 'exit' }, @{ Keyword = 'exit 3' } {
        $worker = [scriptblock]::Create("if (`$_ -eq 2) { $Keyword }; `$_")
        $ran = foreach ($once in 1) { 1..3 | Invoke-ParallelMap $worker -ErrorVariable found -ErrorAction SilentlyContinue; 'after' }
        $ran | Should -Be 1, 3, 'after'
        $found.Count | Should -Be 1
        $found[0].FullyQualifiedErrorId | Should -BeLike 'FlowControlInWorker*'
        $found[0].ItemIndex | Should -Be 1
    }

    It 'a stop of its own pipeline fails its item only' {
        1..3 | Invoke-ParallelMap { if ($_ -eq 2) { throw [System.Management.Automation.PipelineStoppedException]::new() }; $_ } -ErrorVariable found -ErrorAction SilentlyContinue |
            Should -Be 1, 3
        $found.Count | Should -Be 1
        $found[0].FullyQualifiedErrorId | Should -BeLike 'ItemStopped*'
    }

    It 'return ends the item as in the loop' {
        1..3 | Invoke-ParallelMap { if ($_ -eq 2) { return 'two' }; $_ } | Should -Be 1, two, 3
    }

    It 'break and continue in a loop of the worker do what they do' {
        1 | Invoke-ParallelMap { foreach ($i in 1..5) { if ($i -eq 2) { continue }; if ($i -eq 4) { break }; $i } } | Should -Be 1, 3
    }
}

Describe 'One error record that several items throw' {
    It 'tells of each item its own' {
        $record = try { 1 / 0 } catch { $_ }
        1..3 | Invoke-ParallelMap { throw $record } -ErrorVariable thrown -ErrorAction SilentlyContinue
        $thrown | ForEach-Object { $_.ItemIndex } | Should -Be 0, 1, 2
    }
    It 'stays as it was for the caller, and its own notes stay with it' {
        $own = [System.Management.Automation.ErrorRecord]::new([InvalidOperationException]::new('bad'), 'OwnError', 'InvalidData', $null)
        $own | Add-Member Note kept
        1..2 | Invoke-ParallelMap { throw $own } -ErrorVariable found -ErrorAction SilentlyContinue
        $found.TargetObject | Should -Be 1, 2
        $found.Note | Should -Be kept, kept
        $own.TargetObject | Should -BeNullOrEmpty
        $own.PSObject.Properties.Match('ItemIndex') | Where-Object MemberType -EQ NoteProperty | Should -BeNullOrEmpty
    }
}
