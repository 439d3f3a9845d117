# Measures all rows and the engine's parts, or what -Path names of the rows alone, and leaves the figures in out/results.
param([string] $Row)

Invoke-DotNet msbuild (Join-Path $root 'bench/Peers/Peers.csproj') -restore '-p:Configuration=Release' '-v:quiet' -nologo
if ($Row) { Invoke-Script (Join-Path $root 'bench/Bench.ps1') '-Row', $Row; return }
Invoke-Script (Join-Path $root 'bench/Bench.ps1')
Invoke-DotNet run --project (Join-Path $root 'bench/Engine') -c Release -v quiet '--' (Join-Path $results 'engine')
