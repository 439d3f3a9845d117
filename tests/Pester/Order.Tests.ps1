BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
}

Describe 'Order' {
    It 'is that of the input, whatever ends first' {
        $gate = [System.Threading.ManualResetEventSlim]::new()
        $last = 5
        $results = 0..5 | Invoke-ParallelMap -ThrottleLimit 2 {
            if ($_ -eq 0) { if (-not $gate.Wait(5000)) { throw 'item 0 was not run beside the others' } }
            if ($_ -eq $last) { $gate.Set() }
            $_
        }
        $results | Should -Be 0, 1, 2, 3, 4, 5
    }

    It 'is that of the input over many items' {
        Invoke-ParallelMap { $_ } -InputObject (1..5000) | Should -Be (1..5000)
    }

    It 'is that of completion with -Unordered' {
        $gate = [System.Threading.ManualResetEventSlim]::new()
        $results = 0, 1 | Invoke-ParallelMap -Unordered -ThrottleLimit 2 {
            if ($_ -eq 0 -and -not $gate.Wait(5000)) { throw 'item 1 was not written before item 0 ended' }
            $_
        } | ForEach-Object { $gate.Set(); $_ }
        $results | Should -Be 1, 0
    }

    It 'loses and doubles nothing with -Unordered' {
        1..2000 | Invoke-ParallelMap -Unordered { $_ } | Sort-Object | Should -Be (1..2000)
    }

    It 'keeps the output of one item together with -Unordered' {
        $results = @(1..50 | Invoke-ParallelMap -Unordered -ThrottleLimit 4 { "$_ a"; "$_ b" })
        $split = for ($i = 0; $i -lt 100; $i += 2) { if ($results[$i].Split(' ')[0] -ne $results[$i + 1].Split(' ')[0]) { $i } }
        $split | Should -BeNullOrEmpty
    }

    It 'writes an item as soon as it is done and its turn has come' {
        $written = [System.Threading.ManualResetEventSlim]::new()
        $results = 0, 1 | Invoke-ParallelMap -ThrottleLimit 2 {
            if ($_ -eq 1 -and -not $written.Wait(5000)) { throw 'item 0 was held back until item 1 ended' }
            $_
        } | ForEach-Object { $written.Set(); $_ }
        $results | Should -Be 0, 1
    }
}

Describe 'The window' {
    It 'takes <Size> items of <Kind> while a slow first item blocks' -ForEach @(
        @{ Kind = 'an argument'; Size = 8; Map = { param($source, $worker) Invoke-ParallelMap $worker -InputObject $source -WindowSize 8 -ThrottleLimit 2 } }
        @{ Kind = 'a pipeline'; Size = 8; Map = { param($source, $worker) & { foreach ($n in $source) { $n } } | Invoke-ParallelMap $worker -WindowSize 8 -ThrottleLimit 2 } }
        @{ Kind = 'a sequence of -Zip'; Size = 8; Map = { param($source, $worker) Invoke-ParallelMap $worker -Zip $source, (1..50) -WindowSize 8 -ThrottleLimit 2 } }
        @{ Kind = 'an argument, where it is small'; Size = 2; Map = { param($source, $worker) Invoke-ParallelMap $worker -InputObject $source -WindowSize 2 -ThrottleLimit 2 } }
    ) {
        $counter = [hashtable]::Synchronized(@{ Given = 0; AtLast = 0; Opened = $false })
        $gate = [System.Threading.ManualResetEventSlim]::new()
        $last = $Size - 1
        $worker = {
            param($n)
            if ($n -eq 0) { $counter.Opened = $gate.Wait(5000) }
            if ($n -eq $last) {
                [System.Threading.Thread]::Sleep(100)
                $counter.AtLast = $counter.Given
                $gate.Set()
            }
            $n
        }
        $results = & $Map (New-Generator $counter -Count 50) $worker
        $results | Should -Be (0..49)
        $counter.Opened | Should -BeTrue -Because 'a full window is run, the blocked item aside'
        $counter.AtLast | Should -BeGreaterOrEqual $Size
        $counter.AtLast | Should -BeLessOrEqual ($Size + 1) -Because 'one more may wait at the door'
    }

    It 'may be one item' {
        1..20 | Invoke-ParallelMap { $_ } -WindowSize 1 | Should -Be (1..20)
    }

    It 'may be smaller than the number of executors' {
        1..20 | Invoke-ParallelMap { $_ } -WindowSize 2 -ThrottleLimit 8 | Should -Be (1..20)
    }
}

Describe 'ThrottleLimit' {
    It 'runs that many items at once' {
        $all = [System.Threading.CountdownEvent]::new(6)
        1..6 | Invoke-ParallelMap -ThrottleLimit 6 { $null = $all.Signal(); $all.Wait(5000) } | Should -Be (@($true) * 6)
    }

    It 'runs no more than that at once' {
        $running = [System.Threading.SemaphoreSlim]::new(3)
        1..60 | Invoke-ParallelMap -ThrottleLimit 3 {
            if (-not $running.Wait(0)) { 'too many' } else { [System.Threading.Thread]::Sleep(1); $null = $running.Release() }
        } | Should -BeNullOrEmpty
    }

    It 'of one runs items one after the other in one session' {
        1..10 | Invoke-ParallelMap -ThrottleLimit 1 { [runspace]::DefaultRunspace.Id } | Sort-Object -Unique | Should -HaveCount 1
    }
}

Describe 'What can not be pickled elsewhere' {
    It 'passes an open file as a constant' {
        $path = Join-Path $TestDrive open.bin
        [System.IO.File]::WriteAllBytes($path, [byte[]] (0..9))
        $stream = [System.IO.File]::OpenRead($path)
        try {
            $read = {
                param($Offset, $File)
                [System.Threading.Monitor]::Enter($File)
                try { $File.Position = $Offset; $File.ReadByte() }
                finally { [System.Threading.Monitor]::Exit($File) }
            }
            0..9 | Invoke-ParallelMap $read -Constant @{ File = $stream } | Should -Be (0..9)
        }
        finally {
            $stream.Dispose()
        }
    }

    It 'passes open files as items' {
        $streams = 1..3 | ForEach-Object {
            $path = Join-Path $TestDrive "item$_.txt"
            [System.IO.File]::WriteAllText($path, "text $_")
            [System.IO.StreamReader]::new($path)
        }
        $streams | Invoke-ParallelMap { $_.ReadToEnd(); $_.Dispose() } | Should -Be 'text 1', 'text 2', 'text 3'
    }

    It 'passes the method of an object as the worker' {
        $words = [System.Collections.Generic.Dictionary[string, int]]::new()
        $words.Add('a', 1)
        'a', 'b' | Invoke-ParallelMap $words.ContainsKey | Should -Be $true, $false
    }

    It 'passes a socket' {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $listener | Invoke-ParallelMap { $_.LocalEndpoint.Port } | Should -Be $listener.LocalEndpoint.Port
        }
        finally {
            $listener.Stop()
        }
    }

    It 'passes <Kind> by reference' -ForEach @(
        @{ Kind = 'items'; Map = { param($live) $live | Invoke-ParallelMap { $null = $_.Append('x') } } }
        @{ Kind = 'constants'; Map = { param($live) 1 | Invoke-ParallelMap { param($n, $To) $null = $To.Append('x') } -Constant @{ To = $live } } }
        @{ Kind = 'captured variables'; Map = { param($live) 1 | Invoke-ParallelMap { $null = $live.Append('x') } } }
        @{ Kind = '$using: values'; Map = { param($live) 1 | Invoke-ParallelMap { $null = ($using:live).Append('x') } } }
        @{ Kind = 'outputs'; Map = { param($live) $null = (1 | Invoke-ParallelMap { $live }).Append('x') } }
    ) {
        $live = [System.Text.StringBuilder]::new()
        & $Map $live
        $live.ToString() | Should -Be x
    }
}
