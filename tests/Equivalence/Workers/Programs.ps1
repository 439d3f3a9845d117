# Programs, which all systems but Windows have.
if (-not ($IsLinux -or $IsMacOS)) { return }
Add-Case 'programs' { /bin/sh -c "echo out $_; exit $_"; $?; $LASTEXITCODE }
Add-Case 'programs that write errors' { /bin/sh -c "echo err $_ >&2"; 'after' }
Add-Case 'programs that read their input' { "b$_", "a$_" | /usr/bin/sort; $LASTEXITCODE }
Add-Case 'programs that fail' { 'before'; /bin/false; $?; $LASTEXITCODE; /bin/true; $?; $LASTEXITCODE; 'after' }
Add-Case 'exit codes within a function' { Get-Code $_ } -Setup { function Get-Code($n) { /bin/sh -c "exit $n"; "code $LASTEXITCODE"; if ($LASTEXITCODE -gt 1) { Write-Error "exit $LASTEXITCODE" } } }
Add-Case 'the exit code that the caller had' { $LASTEXITCODE; $_ } -Setup { /bin/sh -c 'exit 7' }
Add-Case 'errors of programs merged and dropped' { /bin/sh -c "echo o; echo e$_ >&2" 2>&1 | ForEach-Object { "$($_.GetType().Name) $_" } | Sort-Object; /bin/sh -c 'echo gone >&2' 2> $null; $? }
Add-Case 'errors of programs under $ErrorActionPreference Stop' { $ErrorActionPreference = 'Stop'; /bin/sh -c "echo e$_ >&2; exit 3"; $LASTEXITCODE; 'after' }
Add-Case '$PSNativeCommandUseErrorActionPreference' { $PSNativeCommandUseErrorActionPreference = $true; 'before'; /bin/sh -c "exit $_"; 'after' }
Add-Case '$PSNativeCommandUseErrorActionPreference with Stop' { $PSNativeCommandUseErrorActionPreference = $true; $ErrorActionPreference = 'Stop'; 'before'; try { /bin/sh -c "exit $_" } catch { "caught $LASTEXITCODE" }; /bin/false; 'after' }
Add-Case 'arguments of programs' { /bin/echo "a b" 'c d' $_ --x=$_ -y:z "$($_ + 1)" @('l1', 'l2') '' '*'; $list = '-n', "s$_"; /bin/echo @list }
Add-Case 'programs in pipelines' { 'b', 'a', "c$_" | /usr/bin/sort | Select-Object -First 2; /bin/echo "x$_" | ForEach-Object { $_.ToUpper() }; @(/bin/sh -c 'printf "1\n2\n"').Count; "$(/bin/echo sub)" }
Add-Case 'programs by & and variables' { $p = '/bin/echo'; & $p "v$_"; & (Get-Command /bin/echo) c; $o = & $p one two; $o; $LASTEXITCODE; (Get-Command $p).CommandType }
Add-Case 'a program that is missing' { 'before'; /no/such/program "$_"; $?; 'after' }
Add-Case 'programs and the environment and location' { $env:EQUIVALENCE_P = 'from ps'; /bin/sh -c 'echo $EQUIVALENCE_P'; (/bin/pwd) -eq (Get-Location).ProviderPath }
