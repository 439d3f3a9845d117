# Measures, and leaves the figures in out/results.
Invoke-DotNet msbuild (Join-Path $root 'bench/Peers/Peers.csproj') -restore '-p:Configuration=Release' '-v:quiet' -nologo
Invoke-Script (Join-Path $root 'bench/Bench.ps1')
Invoke-DotNet run --project (Join-Path $root 'bench/Engine') -c Release -v quiet '--' (Join-Path $results 'engine')
