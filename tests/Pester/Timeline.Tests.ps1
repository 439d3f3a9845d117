BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $results = 0..7 | Invoke-ParallelMap { [System.Threading.Thread]::Sleep(20); if ($_ -eq 5) { throw 'no' }; $_ } -ThrottleLimit 2 -AsResult
}

Describe 'A result' {
    It 'has the time when it was written, in UTC, after its end and in order' {
        $results[0].WriteTime.Kind | Should -Be Utc
        foreach ($result in $results) { $result.WriteTime | Should -BeGreaterOrEqual ($result.StartTime + $result.Duration) }
        foreach ($i in 1..7) { $results[$i].WriteTime | Should -BeGreaterOrEqual $results[$i - 1].WriteTime }
    }
}

Describe 'Measure-ParallelResult' {
    It 'tells of the results of a map' {
        $measure = $results | Measure-ParallelResult
        $measure.Count | Should -Be 8
        $measure.Failed | Should -Be 1
        $measure.Work.TotalMilliseconds | Should -BeGreaterThan 150
        $measure.SpeedUp | Should -BeGreaterThan 0.1
        ($measure.Executors | Measure-Object Count -Sum).Sum | Should -Be 8
        $measure.Longest.Count | Should -Be 5
        $measure.Longest[0].Duration | Should -BeGreaterOrEqual $measure.Longest[1].Duration
        $measure.Bound | Should -Match '^Bound by .+\.$'
    }

    It 'takes results as an argument' {
        (Measure-ParallelResult $results).Count | Should -Be 8
    }

    It 'takes results that were exported' {
        $path = Join-Path $TestDrive results.xml
        $results | Export-Clixml $path
        $measure = Import-Clixml $path | Measure-ParallelResult
        $measure.Count | Should -Be 8
        $measure.Failed | Should -Be 1
        $measure.Wall.Ticks | Should -Be ($results | Measure-ParallelResult).Wall.Ticks
    }

    It 'says nothing of no results' {
        @() | Measure-ParallelResult | Should -BeNullOrEmpty
        Measure-ParallelResult @() | Should -BeNullOrEmpty
    }

    It 'is shown as a list, with the executors and the longest items in a line each' {
        $text = $results | Measure-ParallelResult | Out-String
        $text | Should -Match 'Executors +: 1: \d+'
        $text | Should -Match 'Longest +: .*\d: [\d.,]+ ms, \d: '
        $text | Should -Match 'Bound +: Bound by '
    }

    It 'refuses what is no result' {
        { 1 | Measure-ParallelResult } | Should -Throw -ErrorId 'NotAResult,ParallelCmdlets.MeasureParallelResultCommand'
    }
}

Describe 'Show-ParallelTimeline' {
    It 'draws a lane for each executor, in the width that is given' {
        $lines = @($results | Show-ParallelTimeline -Width 60)
        $lines[0] | Should -Match '^8 items, 1 failed: .+ of work in .+ executors?, '
        $lanes = @($lines | Where-Object { $_ -match '^\d+ \|' })
        $lanes.Count | Should -Be @($results.Executor | Sort-Object -Unique).Count
        foreach ($lane in $lanes) { $lane.Length | Should -BeLessOrEqual 60 }
        "$lanes" | Should -Match 'x'
        $lines[-1] | Should -Match '^Bound by '
    }

    It 'writes a picture, and gives the file' {
        $file = $results | Show-ParallelTimeline -Path (Join-Path $TestDrive lanes.svg)
        $file | Should -BeOfType System.IO.FileInfo
        $picture = [xml] (Get-Content $file.FullName -Raw)
        @($picture.svg.rect | Where-Object class -EQ Failed | Where-Object { $_.title }).Count | Should -Be 1
    }

    It 'writes a trace' {
        $file = $results | Show-ParallelTimeline -Path (Join-Path $TestDrive trace.json)
        $trace = Get-Content $file.FullName -Raw | ConvertFrom-Json
        @($trace.traceEvents | Where-Object ph -EQ X).Count | Should -Be 8
    }

    It 'takes a path below the location of the session' {
        Push-Location $TestDrive
        try { ($results | Show-ParallelTimeline -Path below.svg).FullName | Should -Be (Join-Path $TestDrive below.svg) }
        finally { Pop-Location }
        Join-Path $TestDrive below.svg | Should -Exist
    }

    It 'draws nothing of no results' {
        @() | Show-ParallelTimeline | Should -BeNullOrEmpty
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'what is no result'; Id = 'NotAResult'; Code = { 1 | Show-ParallelTimeline } }
        @{ Name = 'a file of another format'; Id = 'UnknownTimelineFormat'; Code = { $results | Show-ParallelTimeline -Path (Join-Path $TestDrive lanes.png) } }
        @{ Name = 'a folder that is not there'; Id = 'TimelineNotWritten'; Code = { $results | Show-ParallelTimeline -Path (Join-Path $TestDrive none/lanes.svg) } }
    ) {
        $Code | Should -Throw -ErrorId "$Id,ParallelCmdlets.ShowParallelTimelineCommand"
    }
}
