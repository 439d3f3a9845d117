# What fails, and how far: one statement, the item, or the map; as it is in the loop.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)

    # Runs a script in a session of its own, as the tests themselves lie within a try. Gives all that it writes.
    function Invoke-Outside([scriptblock] $Script) {
        $session = Start-Session $Script
        try {
            Wait-Session $session | Should -BeTrue
            $session.Output
            foreach ($record in $session.Shell.Streams.Error) { "error: $record" }
        } finally {
            Close-Session $session
        }
    }
}

Describe 'An error of a statement in a worker' {
    It 'ends its item where the caller has a try around the map' {
        $said = Invoke-Outside { try { 1..2 | Invoke-ParallelMap { $id = [int]::Parse('x'); "deleting /data/$id" } } catch { 'caught' } }
        $said | Should -HaveCount 2
        $said | Should -BeLike 'error:*format.*'
    }

    It 'ends its item there, as the iteration of the loop: <Name>' -ForEach @(
        @{ Name = 'a try with a finally alone'; Script = { try { 1 | & $each { 1 / 0; 'after' } } finally { } } }
        @{ Name = 'a catch block'; Script = { try { throw 'no' } catch { 1 | & $each { 1 / 0; 'after' } } } }
        @{ Name = 'a trap'; Script = { & { trap { continue } 1 | & $each { 1 / 0; 'after' } } } }
        @{ Name = 'a try of who called the caller'; Script = { function Use-Each { 1 | & $each { 1 / 0; 'after' } }; try { Use-Each } catch { } } }
        @{ Name = 'a block that is called by Invoke'; Script = { { 1 | & $each { 1 / 0; 'after' } }.Invoke() } }
        @{ Name = 'a function that the worker calls'; Script = { function Get-Bad { 1 / 0; 'after' }; try { 1 | & $each { Get-Bad; 'later' } } catch { } } }
        @{ Name = 'a block within the worker'; Script = { try { 1 | & $each { 1..2 | ForEach-Object { 1 / 0; 'after' } } } catch { } } }
        @{ Name = 'a map within the worker'; Script = { try { 1 | & $each { 1 | Invoke-ParallelMap { 1 / 0; 'after' } } } catch { } } }
        @{ Name = 'a runspace for each item'; Script = { try { 1 | & $each { 1 / 0; 'after' } -UseNewRunspace } catch { } }; Loop = { } }
    ) {
        $loop = if ($Loop) { $Loop } else { $Script }
        @(Invoke-Outside ([scriptblock]::Create('$each = Get-Command ForEach-Object;' + $loop))) -notlike 'error:*' | Should -BeNullOrEmpty
        $map = @(Invoke-Outside ([scriptblock]::Create('$each = Get-Command Invoke-ParallelMap;' + $Script)))
        $map | Should -HaveCount 1
        $map | Should -BeLike 'error:*divide by zero*'
    }

    It 'does not end its item where nobody would catch it: <Name>' -ForEach @(
        @{ Name = 'no try'; Script = { 1 | & $each { 1 / 0; 'after' } } }
        @{ Name = 'a finally block'; Script = { try { } finally { 1 | & $each { 1 / 0; 'after' } } } }
        @{ Name = 'a try before'; Script = { try { } catch { }; 1 | & $each { 1 / 0; 'after' } } }
    ) {
        foreach ($command in 'ForEach-Object', 'Invoke-ParallelMap') {
            $said = Invoke-Outside ([scriptblock]::Create("`$each = Get-Command $command;$Script"))
            @($said) -notlike 'error:*' | Should -Be after
        }
    }

    It 'is for the try of the worker, where it has one' {
        Invoke-Outside { try { 1 | Invoke-ParallelMap { try { 1 / 0 } catch { 'own' }; 'after' } } catch { 'caught' } } | Should -Be own, after
    }

    It 'lets the other items run, as any failure does' {
        Invoke-Outside { try { 0..2 | Invoke-ParallelMap { 2 / $_ } } catch { 'caught' } } | Should -Be 2, 1, 'error: Attempted to divide by zero.'
    }

    It 'brings the map to the catch with -ErrorAction Stop' {
        Invoke-Outside { try { 0..2 | Invoke-ParallelMap { 2 / $_ } -ErrorAction Stop } catch { "caught $_" } } | Should -Be 'caught Attempted to divide by zero.'
    }

    It 'is a failure for results and retries' {
        $result = Invoke-Outside { try { 1 | Invoke-ParallelMap { 1 / 0; 'after' } -AsResult -RetryCount 1 -RetryDelaySeconds 0 } catch { } }
        $result.State | Should -Be Failed
        $result.Attempts | Should -Be 2
    }

    It 'ends its item in the pipeline that follows a time-out, too' {
        $states = Invoke-Outside {
            try { 1..2 | Invoke-ParallelMap { if ($_ -eq 1) { [System.Threading.Thread]::Sleep(-1) }; 1 / 0; 'after' } -ItemTimeoutSeconds 0.2 -ThrottleLimit 1 -AsResult | ForEach-Object { "$($_.State)" } } catch { }
        }
        $states | Should -Be TimedOut, Failed
    }

    It 'ends the map where it is one of the initialization script, as one before the loop leads to the catch' {
        Invoke-Outside { try { 1 | Invoke-ParallelMap { 'item' } -InitializationScript { 1 / 0 } } catch { $_.FullyQualifiedErrorId } } | Should -BeLike InitializationFailed*
    }

    It 'does not end a finalization script, as what cleans up goes on' {
        Invoke-Outside { try { 1 | Invoke-ParallelMap { 'item' } -FinalizationScript { 1 / 0; 'cleaned' } } catch { 'caught' } } | Should -Be item, cleaned, 'error: Attempted to divide by zero.'
    }
}

Describe 'An import of a module into executors' {
    BeforeAll {
        # Its code can't run twice at once: while it runs for one, it throws for others.
        $module = Join-Path $TestDrive Lonely/Lonely.psm1
        $null = New-Item (Split-Path $module) -ItemType Directory
        Set-Content $module @'
$state = [AppDomain]::CurrentDomain.GetData('LonelyModule')
$state.Imports++
if ($state.Fails) { throw 'it never works' }
if (-not $state.Gate.Wait(0)) {
    $state.SecondCame.Set()
    throw 'another import is under way'
}
if ($state.Imports -eq 1) {
    $state.FirstCame.Set()
    $null = $state.SecondCame.Wait(20000)
}
$null = $state.Gate.Release()
function Get-Lonely { 'lonely' }
'@
    }
    BeforeEach {
        $state = [hashtable]::Synchronized(@{
                Imports = 0; Fails = $false; Gate = [System.Threading.SemaphoreSlim]::new(1)
                FirstCame = [System.Threading.ManualResetEventSlim]::new(); SecondCame = [System.Threading.ManualResetEventSlim]::new()
            })
        [AppDomain]::CurrentDomain.SetData('LonelyModule', $state)
    }
    AfterAll { [AppDomain]::CurrentDomain.SetData('LonelyModule', $null) }

    It 'that fails beside another one is tried once more, alone' {
        $map = { param($module) 1 | Invoke-ParallelMap { Get-Lonely } -Module $module }
        $first = Start-Session $map $module
        $state.FirstCame.Wait(20000) | Should -BeTrue
        $second = Start-Session $map $module
        foreach ($session in $first, $second) {
            Wait-Session $session | Should -BeTrue
            $session.Shell.Streams.Error | Should -BeNullOrEmpty
            $session.Output | Should -Be lonely
            Close-Session $session
        }
        $state.Imports | Should -Be 3
    }

    It 'that fails by itself is not tried again' {
        $state.Fails = $true
        { 1 | Invoke-ParallelMap { Get-Lonely } -Module $module } | Should -Throw -ErrorId ModuleImportFailed*
        $state.Imports | Should -Be 1
    }
}

Describe 'A module of the caller' {
    It 'that was imported by its path is found by its name' {
        $module = Join-Path $TestDrive Aside/Aside.psm1
        $null = New-Item (Split-Path $module) -ItemType Directory
        Set-Content $module 'function Get-Aside { "aside" }'
        Import-Module $module
        try { 1 | Invoke-ParallelMap { Get-Aside } -Module Aside -NoCapture | Should -Be aside } finally { Remove-Module Aside }
    }

    It 'that is an assembly in memory brings its cmdlets: <Name>' -ForEach @(
        @{ Name = 'by their names'; Map = { 1..2 | Invoke-ParallelMap { Get-InMemory $_ } } }
        @{ Name = 'as the worker'; Map = { 1..2 | Invoke-ParallelMap Get-InMemory } }
    ) {
        if (-not ('GetInMemoryCommand' -as [type])) {
            Add-Type @'
using System.Management.Automation;
[Cmdlet("Get", "InMemory")]
public class GetInMemoryCommand : PSCmdlet
{
    [Parameter(Position = 0)] public int Number { get; set; }
    protected override void ProcessRecord() { WriteObject("memory " + Number); }
}
'@
        }
        Import-Module -Assembly ([GetInMemoryCommand].Assembly)
        & $Map | Should -Be 'memory 1', 'memory 2'
    }
}

Describe 'A module of the engine in a worker' {
    It 'is imported without a warning, and is there: <_>' -ForEach 'Microsoft.PowerShell.Utility', 'Microsoft.PowerShell.Management' {
        $name = $_
        $names = 1 | Invoke-ParallelMap { Import-Module $name; (Get-Module).Name } -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        $names | Should -Contain $name
    }

    It 'has its commands at hand without an import' {
        1 | Invoke-ParallelMap { (Get-Module).Count; Microsoft.PowerShell.Utility\Get-Random -Maximum 1; (Get-Command Get-Random).ModuleName } | Should -Be 0, 0, Microsoft.PowerShell.Utility
    }
}

Describe 'An alias of the engine' {
    It 'that is for all scopes can be used in a worker: <Name>' -ForEach @(
        @{ Name = '%'; Worker = { 1, 2 | % { $_ * 2 } }; Expected = 2, 4 }
        @{ Name = '?'; Worker = { 1, 2 | ? { $_ -gt 1 } }; Expected = 2 }
        @{ Name = 'select'; Worker = { 1, 2 | select -First 1 }; Expected = 1 }
    ) {
        1 | Invoke-ParallelMap $Worker | Should -Be $Expected
    }

    It 'that the caller means otherwise is the caller''s in a worker' {
        $said = Invoke-Outside {
            function Use-Twice { process { "$_ $_" } }
            Set-Alias % Use-Twice -Force -Option AllScope
            1 | Invoke-ParallelMap { $_ | % }
        }
        $said | Should -Be '1 1'
    }
}
