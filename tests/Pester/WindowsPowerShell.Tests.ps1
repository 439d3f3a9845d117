# What runs on Windows PowerShell 5.1 must parse there: the tests, what they start, the examples and the manifest.
BeforeDiscovery {
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot ../..))
    $files = @('tests/Pester/*.ps1', 'tests/Equivalence/*.ps1', 'tests/Equivalence/Workers/*.ps1', 'tests/Soak/RandomMap.ps1', 'tests/Soak/TableWorker.ps1', 'examples/*.ps1', 'build/PowerShell.ps1', 'ParallelCmdlets.psd1', 'out/ParallelCmdlets/ParallelCmdlets.psd1' |
            ForEach-Object { Get-Item (Join-Path $root $_) } |
            ForEach-Object { @{ Name = $_.FullName.Substring($root.Length); File = $_.FullName } })
    $isNew = $PSVersionTable.PSVersion -ge [version] '7.4'
}

BeforeAll {
    . (Join-Path $PSScriptRoot WindowsPowerShell.ps1)
}

Describe 'Windows PowerShell 5.1' {
    It 'has all that is used in <Name>' -ForEach $files {
        Find-Lacking ([System.IO.File]::ReadAllText($File)) | Should -BeNullOrEmpty
    }

    # Only the parser of a newer one can tell them apart.
    It 'is known to lack <What>' -Skip:(-not $isNew) -ForEach @(
        @{ What = 'the ternary operator'; Code = '$a ? 1 : 2' }
        @{ What = 'the null operator ??'; Code = '$a ?? 1' }
        @{ What = 'the null operator ??='; Code = '$a ??= 1' }
        @{ What = 'the null operator ?.'; Code = '${a}?.Length' }
        @{ What = 'the null operator ?['; Code = '${a}?[0]' }
        @{ What = 'the null operator ??'; Code = '"in a string: $($a ?? 1)"' }
        @{ What = 'the pipeline chain operator &&'; Code = 'Get-Item a && Get-Item b' }
        @{ What = 'the pipeline chain operator ||'; Code = 'Get-Item a || Get-Item b' }
        @{ What = 'a background pipeline'; Code = 'Get-Item a &' }
        @{ What = 'a pipe at the beginning of a line'; Code = "Get-Item a`n    | Select-Object Name" }
        @{ What = 'the clean block'; Code = 'function F { process { 1 } clean { 2 } }' }
        @{ What = 'the base type of an enum'; Code = 'enum E : byte { One }' }
        @{ What = 'the number 0b11'; Code = '$a = 0b11' }
        @{ What = 'the number 1u'; Code = '$a = 1u' }
        @{ What = 'the number 2y'; Code = '$a = 2y' }
        @{ What = 'the escape `e'; Code = '"`e[0m"' }
        @{ What = 'the escape `u{'; Code = '"`u{41}"' }
        @{ What = 'a range of characters'; Code = "'a'..'z'" }
        @{ What = '-replace with a script block'; Code = "'a' -replace 'a', { 'b' }" }
        @{ What = 'ForEach-Object -Parallel'; Code = '1 | ForEach-Object -Parallel { 1 }' }
        @{ What = 'ForEach-Object -Parallel'; Code = '1 | % -Parallel { 1 }' }
        @{ What = 'ConvertFrom-Json -AsHashtable'; Code = '1 | ConvertFrom-Json -AsHashtable' }
        @{ What = 'Get-Item -ProgressAction'; Code = 'Get-Item a -ProgressAction Ignore' }
        @{ What = 'Join-Path with more than two parts'; Code = 'Join-Path a b c' }
        @{ What = 'Join-String'; Code = '1 | Join-String' }
        @{ What = 'the encoding utf8NoBOM'; Code = 'Set-Content a b -Encoding utf8NoBOM' }
        @{ What = 'the type NoRunspaceAffinity'; Code = '[NoRunspaceAffinity()] class C { }' }
        @{ What = 'the type RandomAccess'; Code = '[System.IO.RandomAccess]::Read(1, 2, 3)' }
        @{ What = '[Environment]::ProcessPath'; Code = '[Environment]::ProcessPath' }
        @{ What = '[Path]::GetFullPath with 2 arguments'; Code = '[System.IO.Path]::GetFullPath(1, 2)' }
        @{ What = '$PSStyle'; Code = '$PSStyle.Reset' }
        @{ What = 'a character beyond ASCII'; Code = "'$([char] 0xE4)'" }
    ) {
        @(Find-Lacking $Code) -join "`n" | Should -BeLike "*$($What -replace '[[\]?`]', '`$0')*"
    }

    It 'is known to have the rest' {
        $code = '[System.IO.Path]::GetFullPath(1); Join-Path a b; 1MB; 0x1F; 1.5d; 2l; "$(1 -join 2) ``e"; 1..3 | ForEach-Object { $_ } |', '    Where-Object { & $_ }; $a = if ($b) { @(1)[0] }; function F { begin { } process { } end { } }; enum E { One }; ''a'' -replace ''a'', ''b''' -join "`n"
        Find-Lacking $code | Should -BeNullOrEmpty
    }
}
