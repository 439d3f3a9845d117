# What build.ps1 Mutate says of a file that it can't judge: a sentence with what to do, and exit code 1.
BeforeDiscovery {
    $isOld = $PSVersionTable.PSVersion -lt [version] '7.4'
}

BeforeAll {
    . (Join-Path $PSScriptRoot ../../build/PowerShell.ps1)
    $root = [System.IO.Path]::GetFullPath((Join-Path $PSScriptRoot ../..))
}

Describe 'build.ps1 Mutate' -Skip:$isOld {
    It 'refuses <What>' -ForEach @(
        @{ What = 'to guess a file'; Path = @(); Sentence = 'Mutate needs a file\.' }
        @{ What = 'a file that is not there'; Path = @('src/Engine/Nowhere.cs'); Sentence = "There is no file 'src/Engine/Nowhere\.cs' to mutate\." }
        @{ What = 'a folder'; Path = @('src/Engine'); Sentence = "There is no file 'src/Engine' to mutate\." }
        @{ What = 'a file outside src'; Path = @('tests/Unit/PublicApiTests.cs'); Sentence = "'tests/Unit/PublicApiTests\.cs' is not a C# file of src\." }
        @{ What = 'a file of src that is no code'; Path = @('src/Engine/ParallelCmdlets.Engine.csproj'); Sentence = 'is not a C# file of src\.' }
        @{ What = 'a file without tests of its own'; Path = @('src/Engine/Errors.cs'); Sentence = "'src/Engine/Errors\.cs' has no tests of its own:" }
    ) {
        Push-Location $root
        try { $said = @(Invoke-ThisPowerShell -File (Join-Path $root build.ps1) Mutate @Path 2>&1 | ForEach-Object { "$_" }) }
        finally { Pop-Location }

        $LASTEXITCODE | Should -Be 1
        $said.Count | Should -Be 1 -Because ($said -join "`n")
        $said[0] | Should -Match "^build\.ps1 Mutate: .*$Sentence"
        $said[0] | Should -Match 'Give (one|another file).*, such as src/Engine/Scheduling/RetryPolicy\.cs\.$'
    }
}
