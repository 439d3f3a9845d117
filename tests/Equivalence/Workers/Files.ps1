# Files, locations and drives.
# How much progress these tell depends on the time that they take.
$withFolder = {
    $ProgressPreference = 'SilentlyContinue'
    $folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "equivalence-$PID")
    $null = [System.IO.Directory]::CreateDirectory($folder)
}
Add-Case 'text files' { $f = Join-Path $folder "t$_"; Set-Content $f "line $_", 'two'; Add-Content $f 'three'; Get-Content $f; (Get-Content $f -Raw).Length -gt 5; (Get-Content $f -TotalCount 1); Get-Content $f -Tail 1; Remove-Item $f; Test-Path $f } -Setup $withFolder
Add-Case 'CSV files' { $f = Join-Path $folder "c$_.csv"; 1..$_ | ForEach-Object { [pscustomobject] @{ N = $_; S = "s,$_" } } | Export-Csv $f -NoTypeInformation; Import-Csv $f; (Import-Csv $f | Measure-Object N -Sum).Sum; Remove-Item $f } -Setup $withFolder
Add-Case 'JSON files' { $f = Join-Path $folder "j$_.json"; @{ n = $_ } | ConvertTo-Json | Set-Content $f; (Get-Content $f -Raw | ConvertFrom-Json).n; Remove-Item $f } -Setup $withFolder
Add-Case 'XML and CliXml files' { $f = Join-Path $folder "x$_.xml"; [pscustomobject] @{ N = $_; D = [datetime] '2024-01-01' } | Export-Clixml $f; $o = Import-Clixml $f; $o.N; $o.D.Year; ([xml] '<a b="1"/>').Save($f); ([xml] (Get-Content $f)).a.b; Remove-Item $f } -Setup $withFolder
Add-Case 'switch -File' { $f = Join-Path $folder "s$_"; Set-Content $f 'alpha', "beta $_", 'gamma'; switch -Regex -File $f { '^b.*(\d)' { "found $($Matches[1])" } 'mm' { 'gamma line'; continue } default { "other $_" } }; Remove-Item $f } -Setup $withFolder
Add-Case 'directories' { $d = Join-Path $folder "d$_"; $null = New-Item $d -ItemType Directory; 1..$_ | ForEach-Object { Set-Content (Join-Path $d "f$_") $_ }; (Get-ChildItem $d | Sort-Object Name).Name; @(Get-ChildItem $d -Filter f1).Count; Remove-Item $d -Recurse; Test-Path $d } -Setup $withFolder
Add-Case 'file attributes' { $f = Join-Path $folder "a$_"; [System.IO.File]::WriteAllText($f, 'x' * $_); (Get-Item $f).Length; (Get-Item $f).Name; (Get-ItemProperty $f).Length; Move-Item $f "$f.moved"; Test-Path "$f.moved"; Remove-Item "$f.moved" } -Setup $withFolder
Add-Case 'copies and renames' { $f = Join-Path $folder "r$_"; Set-Content $f $_; Copy-Item $f "$f.copy"; Rename-Item "$f.copy" "n$_.new"; (Get-Item (Join-Path $folder "n$_.new")).Extension; Remove-Item $f, (Join-Path $folder "n$_.new") } -Setup $withFolder
Add-Case 'streams of .NET' { $f = Join-Path $folder "w$_"; $w = [System.IO.StreamWriter]::new($f); try { foreach ($i in 1..$_) { $w.WriteLine("l$i") } } finally { $w.Dispose() }; [System.IO.File]::ReadAllLines($f); foreach ($l in [System.IO.File]::ReadLines($f)) { $l.Length }; Remove-Item $f } -Setup $withFolder
Add-Case 'redirection to files' { $f = Join-Path $folder "o$_"; 'out', $_ > $f; 'more' >> $f; Get-Content $f; & { Write-Warning w; Write-Error "e$_"; 'o' } *> $f; @(Get-Content $f).Count -gt 2; & { Write-Error x } 2> $f; (Get-Item $f).Length -gt 0; Remove-Item $f } -Setup $withFolder
Add-Case 'Out-File, Tee-Object and encodings' { $f = Join-Path $folder "e$_"; "a$([char] 0xE4)" | Out-File $f -Encoding unicode; [System.IO.File]::ReadAllBytes($f)[0..1]; Get-Content $f -Encoding unicode; 'x' | Tee-Object -FilePath $f; Get-Content $f; Set-Content $f 'ab' -Encoding ascii -NoNewline; (Get-Item $f).Length; Remove-Item $f } -Setup $withFolder
Add-Case 'Select-String in files' { $f = Join-Path $folder "g$_"; Set-Content $f 'one', "two $_", 'three'; Select-String -Path $f -Pattern 't' | ForEach-Object { "$($_.LineNumber): $($_.Line)" }; (Select-String $f -Pattern x -Quiet); Remove-Item $f } -Setup $withFolder
Add-Case 'temporary files' { $t = [System.IO.Path]::GetTempFileName(); Test-Path $t; Set-Content $t $_; "$(Get-Content $t)"; Remove-Item $t; Test-Path $t }
Add-Case 'missing files' { 'before'; Get-Content "/no/such/$_"; Import-Csv "/no/such/$_"; Remove-Item "/no/such/$_"; Test-Path "/no/such/$_"; 'after' }
Add-Case 'missing files with .NET' { 'before'; [System.IO.File]::ReadAllText("/no/such/$_"); 'after' }
Add-Case 'several paths, some missing' { Get-Item $folder, "/no/such/$_", $folder | ForEach-Object { $_.Name -replace '\d' } } -Setup $withFolder
Add-Case 'paths' { Join-Path a "b$_"; Split-Path "/x/y$_/z.txt"; Split-Path "/x/z$_.txt" -Leaf; [System.IO.Path]::GetExtension("a$_.log"); [System.IO.Path]::ChangeExtension("a$_.log", 'txt'); Split-Path /x/y -IsAbsolute; Resolve-Path . | ForEach-Object { $_.Path.Length -gt 0 } }
Add-Case 'the location of the caller' { (Get-Location).Path -eq $folder; $PWD.Path -eq $folder; Test-Path . ; (Resolve-Path .).Path -eq $folder; [System.IO.Path]::GetFileName($PWD.Path) -eq (Split-Path $folder -Leaf) } -Setup {
    $folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "equivalence-$PID"); $null = [System.IO.Directory]::CreateDirectory($folder); Set-Location $folder
}
Add-Case 'a location that a worker pushes and pops' { Push-Location /; (Get-Location).Path; Pop-Location; (Get-Location).Path -ne '/'; (Get-Location -Stack).Count } -Setup $withFolder
Add-Case 'a location that a worker sets' { Set-Location $folder; (Get-Location).Path -eq $folder; Get-Item . | ForEach-Object { $_.PSIsContainer } } -Setup $withFolder -Items 1
Add-Case 'environment variables' { $env:EQUIVALENCE_X; Test-Path env:EQUIVALENCE_X; (Get-Item env:EQUIVALENCE_X).Value; [Environment]::GetEnvironmentVariable('EQUIVALENCE_X'); $env:EQUIVALENCE_NONE } -Setup { $env:EQUIVALENCE_X = 'set' }
Add-Case 'drives of the caller' { Get-Content "Case:\f"; Test-Path "Case:\none$_"; (Get-PSDrive Case).Name } -Setup {
    $folder = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "equivalence-$PID"); $null = [System.IO.Directory]::CreateDirectory($folder)
    [System.IO.File]::WriteAllText("$folder/f", 'on the drive'); $null = New-PSDrive Case FileSystem $folder
}
Add-Case 'a drive that a worker makes' { $null = New-PSDrive Own FileSystem $folder; Test-Path Own:\; (Get-PSDrive Own).Root -eq $folder; Remove-PSDrive Own } -Setup $withFolder
Add-Case 'providers' { Test-Path function:prompt; (Get-Item variable:PID).Value -eq $PID; (Get-PSProvider FileSystem).Name; Test-Path alias:foreach; (Get-ChildItem env: | Measure-Object).Count -gt 0 }
Add-Case '$PSScriptRoot and $PSCommandPath' { $PSScriptRoot -eq (Split-Path $PSCommandPath); Split-Path $PSScriptRoot -Leaf; Split-Path $PSCommandPath -Leaf }
Add-Case 'ACL-like checks of many files' { foreach ($name in 'a', "b$_") { $f = Join-Path $folder "q$_$name"; if (-not (Test-Path $f)) { [pscustomobject] @{ File = $name; Exists = $false } } } } -Setup $withFolder
