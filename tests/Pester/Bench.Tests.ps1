# What the bench makes of its figures: medians, changes against earlier runs, the history's file, the tables of a document.
BeforeDiscovery {
    $isOld = $PSVersionTable.PSVersion -lt [version] '7.4'
}

Describe 'The bench' -Skip:$isOld {
    BeforeAll {
        $bench = Join-Path $PSScriptRoot ../../bench
        foreach ($part in 'Statistics', 'Report', 'History', 'Chart', 'Pictures', 'Document', 'Halves') { . (Join-Path $bench "$part.ps1") }

        function New-Result([string] $Row, [string] $Peer, [double] $Ours, [double] $Ratio, [string] $Wrong) {
            [pscustomobject] @{
                Row = $Row; About = "about $Row"; Peer = $Peer; Ours = $Ours; Theirs = $Ours / $Ratio; Unit = 'us/item'; Ratio = $Ratio; RatioMin = $Ratio; RatioMax = $Ratio
                Target = $null; Reached = $null; Wrong = $Wrong; Change = $null; Earlier = 0; IsRegression = $false
            }
        }
    }

    Context 'a figure against earlier ones' {
        It 'takes the middle one, or the mean of the two in the middle' {
            Get-Median 3, 100, 1 | Should -Be 3
            Get-Median 4, 1, 2, 100 | Should -Be 3
        }

        It 'tells by what part it is more than their median' {
            Get-Change 1.5 1, 0.9, 5 | Should -Be 0.5
            Get-Change 1 @() | Should -BeNullOrEmpty
        }

        It 'is a regression where <Value> follows <Earlier>: <Expected>' -ForEach @(
            @{ Value = 1.3; Earlier = 1, 1.1, 1; Expected = $true }
            @{ Value = 1.3; Earlier = 1, 1.4, 1; Expected = $false }
            @{ Value = 1.15; Earlier = 1, 1.1, 1; Expected = $false }
            @{ Value = 9; Earlier = 1, 1; Expected = $false }
        ) {
            Test-Regression $Value $Earlier | Should -Be $Expected
        }
    }

    Context 'the history' {
        It 'keeps a line for the row itself and one for each peer, and gives them back' {
            $path = Join-Path $TestDrive history.csv
            $results = @((New-Result 'sleep, live' 'plain loop' 12.5 0.25), (New-Result 'sleep, live' 'two processes' 12.5 1.125))
            Add-History $path @(ConvertTo-HistoryLine $results '2026-01-02' 2 '7.6.9')
            Add-History $path @(ConvertTo-HistoryLine @((New-Result 'sleep, live' 'plain loop' 10 0.5)) '2026-01-03' 2 '7.6.9')

            (Get-Content $path)[0] | Should -Be 'date,row,value,unit,peer,processors,powershell'
            @(Get-Content $path).Count | Should -Be 6
            $history = Read-History $path
            Get-Earlier $history (New-Result 'sleep, live' 'plain loop' 1 1) 2 | Should -Be 0.25, 0.5
            Get-Earlier $history (New-Result 'sleep, live' 'two processes' 1 1) 2 | Should -Be 1.125
            Get-Earlier $history (New-Result 'sleep, live' '' 1 1) 2 | Should -Be 12.5, 10
        }

        It 'compares with machines of as many processors alone, and with nothing where there is no history' {
            $path = Join-Path $TestDrive others.csv
            Add-History $path @(ConvertTo-HistoryLine @((New-Result zip 'plain loop' 1 1)) '2026-01-02' 4 '7.6.9')
            Get-Earlier (Read-History $path) (New-Result zip 'plain loop' 1 1) 2 | Should -BeNullOrEmpty
            Get-Earlier (Read-History (Join-Path $TestDrive nowhere.csv)) (New-Result zip 'plain loop' 1 1) 2 | Should -BeNullOrEmpty
        }

        It 'does not keep what gave a wrong answer' {
            ConvertTo-HistoryLine @((New-Result zip 'plain loop' 1 1 'at 3: 4 instead of 5')) '2026-01-02' 2 '7.6.9' | Should -BeNullOrEmpty
        }

        It 'writes figures alike in every culture' {
            $own = [cultureinfo]::CurrentCulture
            try {
                [cultureinfo]::CurrentCulture = 'de-DE'
                (ConvertTo-HistoryLine @((New-Result zip '' 1234.56 1)) '2026-01-02' 2 '7.6.9').value | Should -Be '1235'
                (ConvertTo-HistoryLine @((New-Result zip '' 0.12345 1)) '2026-01-02' 2 '7.6.9').value | Should -Be '0.1235'
                Format-Point 1.25 | Should -Match '^1\.[23]$'
            }
            finally { [cultureinfo]::CurrentCulture = $own }
        }
    }

    Context 'the tables of a document' {
        It 'replace what is between their markers, and nothing else' {
            Set-Part "a`n<!-- bench rows -->`nold`n<!-- end of rows -->`nb" rows 'x', 'y' | Should -Be "a`n<!-- bench rows -->`nx`ny`n<!-- end of rows -->`nb"
        }

        It 'are refused where a marker is missing' {
            { Set-Part 'a <!-- end of rows --> <!-- bench rows -->' rows 'x' } | Should -Throw '*markers*rows*'
        }

        It 'have a line for each row, as they were measured, with its ratio to each peer in a column' {
            $table = @(Get-RowTable @((New-Result zip 'plain loop' 2 0.25), (New-Result zip 'two processes' 2 1.5), (New-Result zip PoshRSJob 2 0.001), (New-Result as-result without 3 1.5)))
            $table.Count | Should -Be 4
            $table[2] | Should -Be '| zip | about zip | 2.00 us/item | 0.250 |  |  |  | 1.50 | PoshRSJob 0.001 |'
            $table[3] | Should -Match '^\| as-result .* \| without 1\.50 \|$'
        }

        It 'have their markers in docs/performance.md' {
            $text = [System.IO.File]::ReadAllText((Join-Path $bench ../docs/performance.md))
            foreach ($name in 'machine', 'targets', 'rows') { { Set-Part $text $name 'x' } | Should -Not -Throw }
        }
    }

    Context 'a picture' {
        It 'is well-formed XML, with a line for each side' {
            $results = foreach ($limit in 1, 4, 16) { New-Result "sleep-$limit" 'ForEach-Object -Parallel' (10000 / $limit) 0.8 }
            $picture = [xml] ((Get-SleepChart $results) -join "`n")
            @($picture.svg.polyline).Count | Should -Be 3
            $picture.svg.title | Should -Match 'sleep'
        }

        It 'is left out where fewer than two of its rows were measured' {
            Get-SleepChart @((New-Result sleep-4 'ForEach-Object -Parallel' 2500 0.8)) | Should -BeNullOrEmpty
        }

        It 'moves labels apart that would stand on each other, and keeps their order' {
            Get-LabelPlace 100, 102, 20 18 300 | Should -Be 100, 118, 20
            Get-LabelPlace 298, 299 18 300 | Should -Be 282, 300
        }

        It 'has axes of whole powers of ten that hold all values' {
            Get-Decade 0.9, 12, 800 | Should -Be 0.1, 1, 10, 100, 1000
            Get-Decade 5, 6 | Should -Be 1, 10
        }
    }

    Context 'half of the items' {
        It 'is all of them together with the other half, in order' {
            (Get-Half (1..5) 0) | Should -Be 1, 2
            (Get-Half (1..5) 1) | Should -Be 3, 4, 5
        }

        It 'is half of each sequence of a zip' {
            $half = Get-Half @{ A = 1..4; B = 5..8 } 1
            $half.A | Should -Be 3, 4
            $half.B | Should -Be 7, 8
        }
    }
}
