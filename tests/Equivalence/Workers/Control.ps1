# Control: loops, jumps, switches, pipelines, delegates and types of .NET.
Add-Case 'pipelines' { 1..5 | Where-Object { $_ % 2 } | ForEach-Object { $_ * 10 } | Sort-Object -Descending; $_ }
Add-Case 'regular expressions and $Matches' { if ("key$_=value" -match '(\w+)=(\w+)') { $Matches[1]; $Matches.Count }; 'a-b' -replace '-', $_; 'a,b' -split ',' }
Add-Case 'switch' { switch ($_) { 1 { 'one' } { $_ -gt 1 } { 'more'; continue } default { 'never' } } }
Add-Case 'switch with wildcards and regular expressions' { param($n) switch -Wildcard ("x$n") { 'x1' { 'exact' } 'x*' { "like $_" } }; switch -Regex ("x$n") { '(\d)' { $Matches[1] } } }
Add-Case 'loops with break and continue' { foreach ($i in 1..9) { if ($i -eq 2) { continue }; if ($i -gt 4) { break }; $i }; $j = 0; do { $j++; $j } while ($j -lt $_) }
Add-Case 'labelled loops' { :outer foreach ($i in 1..3) { foreach ($k in 1..3) { if ($k -eq 2) { continue outer }; "$i$k" } } }
Add-Case 'return' { if ($_ -eq 2) { return 'two'; 'never' }; "not two: $_" }
Add-Case 'output before a return' { 'before'; return $_ }
Add-Case 'closures' { & $closed $_ } -Setup { $closed = & { $k = 7; { param($n) $n * $k }.GetNewClosure() } }
Add-Case 'the worker as a block with a process block' { param($n) begin { 'begin' } process { "process $n" } end { 'end' } }
Add-Case '$args' { $args.Count; $args[0] }
Add-Case '$input and $MyInvocation' { @($input).Count; $MyInvocation.BoundParameters.Count; $MyInvocation.ExpectingInput }
Add-Case '$PSBoundParameters' { param($n, $other = 5) $PSBoundParameters.Keys; $other }
Add-Case 'switch on arrays and with $switch' { switch (1, $_, 3) { 1 { 'one' } 2 { 'two'; break } default { "d$_" } }; switch (1..4) { 2 { $null = $switch.MoveNext(); "skipped to $($switch.Current)" } } }
Add-Case 'switch -Exact -CaseSensitive' { switch -CaseSensitive ("A$_") { 'a1' { 'lower' } 'A1' { 'upper' } default { 'none' } } }
Add-Case 'switch with conditions on several values' { switch ($_, 'x') { { $_ -is [string] } { 'text' } { $_ -is [int] } { 'number' } } }
Add-Case '$foreach and enumerators by hand' { foreach ($i in 1..5) { if ($i -eq $_) { $null = $foreach.MoveNext(); "then $($foreach.Current)" } }; $e = (1..$_).GetEnumerator(); while ($e.MoveNext()) { $e.Current } }
Add-Case 'do, until and while' { $i = 0; do { $i++; $i } until ($i -ge $_); while ($true) { if (++$i -gt 4) { break }; $i }; for ($a, $b = 0, 9; $a -lt $b; $a += 3, $b--) { "$a $b"; if ($a -gt 3) { break } } }
Add-Case 'a loop over nothing' { foreach ($x in $null) { 'never' }; foreach ($x in @()) { 'never' }; $null | ForEach-Object { "once $($null -eq $_)" }; @() | ForEach-Object { 'never' }; $_ }
Add-Case 'return in loops and blocks' { 1..3 | ForEach-Object { if ($_ -eq 2) { return 'two' }; $_ }; foreach ($i in 1..3) { if ($i -eq 2) { return "end $_" }; $i } }
Add-Case 'break and continue in ForEach-Object within a loop' { foreach ($k in 1..2) { 1..3 | ForEach-Object { if ($_ -eq 2) { continue }; "$k $_" } }; 'after' }
Add-Case 'a pipeline that is stopped by Select-Object' { $n = @{ C = 0 }; 1..10 | ForEach-Object { $n.C++; $_ } | Select-Object -First $_; $n.C }
Add-Case 'pipelines of blocks' { 1..3 | & { begin { $s = 0 } process { $s += $_ } end { $s } }; 1..3 | & { $input | ForEach-Object { $_ * 2 } }; 1..$_ | . { process { $_ } } }
Add-Case 'steppable pipelines' { $p = { ForEach-Object { $_ * 2 } }.GetSteppablePipeline(); $p.Begin($true); $p.Process($_); $p.Process(5); $p.End(); $p.Dispose() }
Add-Case 'script blocks as values' { $b = { param($x) $x + 1 }; & $b $_; . $b 5; $b.Invoke($_); $b.InvokeReturnAsIs(7); ($b.Ast.ParamBlock.Parameters).Count; & { $args -join '-' } 1 $_ }
Add-Case 'script blocks with InvokeWithContext' { $b = { "$v $(Get-Fn)" }; $list = [System.Collections.Generic.List[psvariable]]::new(); $list.Add([psvariable]::new('v', $_)); $b.InvokeWithContext(@{ 'Get-Fn' = { 'fn' } }, $list) }
Add-Case 'closures that a worker makes' { $k = $_; $f = { $k * 10 }.GetNewClosure(); $k = 99; & $f; $add = { param($n) { param($m) $n + $m }.GetNewClosure() }; & (& $add $_) 5 }
Add-Case 'delegates of script blocks' { $k = $_; $f = [Func[int, int]] { param($x) $x * $k }; $f.Invoke(4); ([Predicate[int]] { $args[0] -gt 2 }).Invoke($k); [Action] $a = { $script:never = 1 }; $a.GetType().Name }
Add-Case 'LINQ' { [System.Linq.Enumerable]::Sum([int[]] (1..$_)); [System.Linq.Enumerable]::Where([int[]] (1..5), [Func[int, bool]] { $args[0] % 2 }); [System.Linq.Enumerable]::Distinct([string[]] ('a', 'a', "b$_")); [System.Linq.Enumerable]::Reverse([int[]] (1..$_)) }
Add-Case 'generic dictionaries and sets' { $d = [System.Collections.Generic.Dictionary[string, int]]::new(); $d['a'] = $_; $d.Add('b', 2); $d.ContainsKey('a'); foreach ($p in $d.GetEnumerator()) { "$($p.Key)=$($p.Value)" }; $s = [System.Collections.Generic.HashSet[string]]::new([string[]] ('a', 'b'), [StringComparer]::OrdinalIgnoreCase); $s.Add('A'); $s.Count }
Add-Case 'queues, stacks and sorted lists' { $q = [System.Collections.Generic.Queue[int]]::new(); 1..$_ | ForEach-Object { $q.Enqueue($_) }; $q.Dequeue(); $s = [System.Collections.Stack]::new(); $s.Push($_); $s.Push(2); $s.Pop(); $l = [System.Collections.SortedList]::new(); $l['b'] = 1; $l['a'] = $_; $l.Keys }
Add-Case 'comparers from script blocks' { $l = [System.Collections.Generic.List[int]] (3, 1, $_); $l.Sort([Comparison[int]] { param($a, $b) $b - $a }); $l; $l.FindAll([Predicate[int]] { param($x) $x -gt 1 }); $l.Exists({ $args[0] -eq 3 }) }
Add-Case 'tuples and key-value pairs' { $t = [tuple]::Create($_, 'x'); $t.Item1; $t.Item2; $p = [System.Collections.Generic.KeyValuePair[string, int]]::new('k', $_); $p.Key; $p.Value; [Tuple[int, string]] $u = $t; $u.Equals($t) }
Add-Case 'enums of .NET' { [DayOfWeek] $_; [int] [DayOfWeek]::Friday; [System.IO.FileAttributes] 'Hidden, ReadOnly'; [enum]::GetNames([DayOfWeek])[$_]; [DayOfWeek]::Monday + $_; [System.IO.FileAttributes] 3 -band 'Hidden'; 'Monday' -as [DayOfWeek] }
Add-Case 'enums of the caller' { [Shade] $_; [Shade]::Dark -eq 2; "$([Shade] 'Light')"; [enum]::GetValues([Shade]).Count } -Setup { Invoke-Expression 'enum Shade { Light = 1; Dark = 2; Black = 3 }' }
Add-Case 'values of the caller''s enums' { $shade; [int] $shade + $_; $shade -eq 'Dark'; $shade.GetType().Name } -Setup { Invoke-Expression 'enum Tone { Light = 1; Dark = 2 }; $shade = [Tone]::Dark' }
Add-Case 'classes that a worker makes' { Invoke-Expression 'class Pair { [int] $A; Pair([int] $a) { $this.A = $a } [int] Twice() { return $this.A * 2 } }; [Pair]::new(4).Twice()'; $_ }
Add-Case 'static members and types as values' { [math]::PI; [int]::MaxValue; $t = [string]; $t::Join('-', 1, $_); ([type] 'int').Name; $m = 'Max'; [math]::$m(2, $_); [string].Assembly -eq [int].Assembly }
Add-Case 'methods as values' { $m = [math]::Abs; $m.Invoke(-$_); 'abc'.Substring.OverloadDefinitions.Count; $u = "x$_".ToUpper; $u.Invoke() }
Add-Case 'ref and out' { $r = 0; [int]::TryParse("$_", [ref] $r); $r; $d = [System.Collections.Generic.Dictionary[string, int]]::new(); $d['k'] = $_; $v = 0; $d.TryGetValue('k', [ref] $v); $v; $d.TryGetValue('z', [ref] $v) }
Add-Case 'using statements by hand and disposal' { $m = [System.IO.MemoryStream]::new(); try { $m.WriteByte($_); $m.Length } finally { $m.Dispose() }; $m.CanRead }
Add-Case 'threads of the caller are no matter' { [System.Threading.Tasks.Task]::FromResult($_).Result; [System.Threading.Tasks.Task]::Delay(1).Wait(1000); [System.Lazy[int]]::new([Func[int]] { 5 }).Value; [System.Threading.Thread]::CurrentThread.IsBackground -is [bool] }
Add-Case '$_ after a switch and a catch' { switch ('a') { 'a' { $_ } }; "[$_]"; try { throw 'x' } catch { "$_" } finally { "[$_]" } }
