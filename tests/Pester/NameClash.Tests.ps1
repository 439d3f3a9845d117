BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')

    # Modules of no file, whose functions executors get one by one.
    function New-TestModule([string] $Name, [scriptblock] $Content, [object[]] $Arguments = @()) {
        Get-Module $Name | Remove-Module
        New-Module -Name $Name -ScriptBlock $Content -ArgumentList $Arguments | Import-Module -Global
    }

    function Get-Clash([scriptblock] $Map) {
        try { $null = & $Map; 'no clash' }
        catch { $_ }
    }
}

AfterAll {
    Get-Module ParallelClash* | Remove-Module
}

Describe 'Functions of one name in two modules' {
    It 'end the map before any item runs, and are named with both sources' {
        New-TestModule ParallelClashA { function Get-Helper { 'a' }; function Get-A { Get-Helper }; Export-ModuleMember Get-A }
        New-TestModule ParallelClashB { function Get-Helper { 'b' }; function Get-B { Get-Helper }; Export-ModuleMember Get-B }
        $clash = Get-Clash { 1 | Invoke-ParallelMap { Get-A; Get-B } }
        $clash.FullyQualifiedErrorId | Should -Be 'NameClash,ParallelCmdlets.InvokeParallelMapCommand'
        "$clash" | Should -BeLike "*'Get-Helper'*the function Get-A of the module ParallelClashA*the function Get-B of the module ParallelClashB*"
    }

    It 'are no clash where they are the same' {
        foreach ($name in 'A', 'B') {
            New-TestModule "ParallelClash$name" { param($Name) function Get-Helper { 'helped' }; Set-Item "function:Get-Clash$Name" { Get-Helper }; Export-ModuleMember "Get-Clash$Name" } $name
        }
        1 | Invoke-ParallelMap { Get-ClashA; Get-ClashB } | Should -Be helped, helped
    }
}

Describe 'A function of the caller' {
    It 'clashes with a private one of a module' {
        New-TestModule ParallelClashA { function Get-Helper { 'a' }; function Get-A { Get-Helper }; Export-ModuleMember Get-A }
        function Get-Helper { 'mine' }
        (Get-Clash { 1 | Invoke-ParallelMap { Get-A; Get-Helper } }).FullyQualifiedErrorId | Should -BeLike 'NameClash,*'
    }

    It 'clashes with a cmdlet that a module calls by its name' {
        New-TestModule ParallelClashA { function Get-A { Get-Command Get-A }; Export-ModuleMember Get-A }
        function Get-Command { 'mine' }
        (Get-Clash { 1 | Invoke-ParallelMap { Get-A; Get-Command } }).FullyQualifiedErrorId | Should -BeLike 'NameClash,*'
    }

    It 'may hide a cmdlet that it calls by its full name' {
        function Get-Command { Microsoft.PowerShell.Core\Get-Command @args }
        1 | Invoke-ParallelMap { (Get-Command Get-Module).Name } | Should -Be Get-Module
    }

    It 'that is reached in two ways is no clash' {
        function Get-Helper { 'mine' }
        function Get-Outer { Get-Helper }
        1 | Invoke-ParallelMap { Get-Outer; Get-Helper } | Should -Be mine, mine
    }
}

Describe 'Variables of one name in two sessions' {
    BeforeEach {
        foreach ($name in 'A', 'B') {
            New-TestModule "ParallelClash$name" {
                param($Name, $Value)
                $script:state = $Value
                Set-Item "function:Get-State$Name" { $script:state }
                Set-Item "function:Get-Local$Name" { $result = "local $($args[0])"; $result }
                $result = "module $Name"
                Export-ModuleMember "Get-State$Name", "Get-Local$Name"
            } $name, ($name -replace 'A', 'first')
        }
    }

    It 'are each their own: those of modules' {
        1 | Invoke-ParallelMap { Get-StateA; Get-StateB } | Should -Be first, B
    }

    It 'are each their own: those of a module and of the caller' {
        $script:state = 'mine'
        1 | Invoke-ParallelMap { Get-StateA; $script:state } | Should -Be first, mine
    }

    It 'are no clash where they have the same value' {
        $script:state = 'first'
        1 | Invoke-ParallelMap { Get-StateA; $script:state } | Should -Be first, first
    }

    It 'are no clash where the code sets its own first' {
        $result = 'mine'
        1 | Invoke-ParallelMap { Get-LocalA $_; Get-LocalB $_; $result } | Should -Be 'local 1', 'local 1', 'mine'
    }

    It 'are no clash with -NoCapture' {
        Get-Clash { 1 | Invoke-ParallelMap -NoCapture { 'ran' } } | Should -Be 'no clash'
    }
}

Describe 'Closures' {
    It 'of one text and different values are no clash' {
        $closures = 1, 2 | ForEach-Object { $k = $_; { 2 * $k }.GetNewClosure() }
        $one, $two = $closures
        1 | Invoke-ParallelMap { & $one; & $two } | Should -Be 2, 4
    }

    It 'that were made functions run in the executor' {
        $k = 'closed'
        Set-Item function:Get-Closed { "$k $([runspace]::DefaultRunspace.Id)" }.GetNewClosure()
        1..2 | Invoke-ParallelMap { (Get-Closed) -eq "closed $([runspace]::DefaultRunspace.Id)" } | Should -Be $true, $true
    }
}
