# Values of all kinds: what is unrolled, kept, null or lazy.
Add-Case 'arithmetic' { param($n) $n * 2 + 0.5; $n -shl 3; [int] ($n / 2); $n % 2 }
Add-Case 'numbers of several types' { [decimal] $_; [long] $_; [double] $_; [byte] $_; 1e300 * $_; [bigint]::Pow(10, $_ * 20) }
Add-Case 'strings' { "item $_"; 'x' * $_; ('a', 'b', 'c')[$_ - 1].ToUpper() } -Items 1, 2, 3
Add-Case 'here-strings' {
    @"
first $_
second $($_ + 1)
"@
}
Add-Case 'arrays, which are unrolled' { 1..$_; @(); , @() }
Add-Case 'arrays kept by a comma' { , (1..$_) }
Add-Case 'arrays of arrays' { , (1, 2) + , (3, 4); , (, ($_, ($_, $_))) }
Add-Case 'nulls' { $null; $_; $null, $_ } -Items 1, $null, 3
Add-Case 'hashtables' { @{ n = $_ }; @{} }
Add-Case 'ordered dictionaries' { [ordered] @{ z = 1; a = $_; m = @(1, $_) } }
Add-Case 'custom objects' { [pscustomobject] @{ Name = "n$_"; List = 1..$_; Nothing = $null } }
Add-Case 'note properties on values' { [string] $_ | Add-Member -NotePropertyName Unit -NotePropertyValue km -PassThru }
Add-Case 'script methods' { $o = [pscustomobject] @{ N = $_ } | Add-Member -MemberType ScriptMethod -Name Twice -Value { $this.N * 2 } -PassThru; $o.Twice() }
Add-Case 'script properties' { $o = [pscustomobject] @{ N = $_ } | Add-Member -MemberType ScriptProperty -Name Next -Value { $this.N + 1 } -PassThru; $o.Next }
Add-Case 'dates' { ([datetime] '2024-02-28').AddDays($_); [timespan]::FromHours($_) }
Add-Case 'generic collections' { $list = [System.Collections.Generic.List[int]]::new(); 1..$_ | ForEach-Object { $list.Add($_) }; $list; , $list }
Add-Case 'enumerators and lazy sequences' { [System.Linq.Enumerable]::Range(0, $_); (1..$_).GetEnumerator() }
Add-Case 'large output' { 1..200 | ForEach-Object { $_ * 3 } }
Add-Case 'items that are collections' { param($list) $list.Count; $list } -Items (1, 2), @(), (3, 4, 5)
Add-Case 'items of many types' { "$_ $($_.GetType().Name)" } -Items 1, 'a', 2.5, ([datetime] '2024-01-01'), @{ a = 1 }, ([version] '1.2')
Add-Case 'arrays in strings, joined by $OFS' { "$(1..$_)" } -Setup { $OFS = '+' }
Add-Case 'characters and bytes' { [char] (64 + $_); [byte[]] (1..$_); , [byte[]] (1..$_); [int] [char] "$_" }
Add-Case 'ranges up and down' { 3..$_; ($_ + 1)..($_ - 1); -2..0 }
Add-Case 'comparison operators' { $_ -eq 2; $_ -ne 2; 'A' -ceq 'a'; 1, 2, 3 -gt $_; 1, 2, 3 -contains $_; $_ -in 2, 3; $_ -is [int]; 2, 3 -notcontains $_ }
Add-Case 'logical and bitwise operators' { $_ -band 2; $_ -bor 4; $_ -bxor 1; -bnot $_; ($_ -eq 1) -xor $true; -not $_; !$null -and $_ -gt 1 }
Add-Case 'conversions by -as and casts' { '12' -as [int]; 'x' -as [int]; [string[]] (1..$_); [bool] ($_ - 1); [int] '0x1F'; [double] '1.5'; [char[]] 'abc' }
Add-Case 'numbers with suffixes' { 1kb * $_; 1mb; 2l * $_; 1.5d * $_; 1e3; 0xFF -shr $_ }
Add-Case 'integers that overflow to others' { [int]::MaxValue + $_; [long]::MaxValue + $_; [math]::Round($_ / 3, 2); [math]::Floor(-$_ / 2) }
Add-Case 'array slices and negative indices' { $a = 1..6; $a[-1]; $a[0..$_]; $a[-2..$_]; $a[9]; $a.Count; $a.Length }
Add-Case 'adding to arrays' { $a = @(); $a += $_; $a += 2, 3; $a.Count; , $a; $b = @($a) * 2; $b.Count }
Add-Case 'multiple assignment' { $first, $rest = 1..($_ + 1); $first; $rest; $a = $b = $_; $a + $b; $x, $y = $y, $_; $y }
Add-Case 'nested hashtables' { $t = @{ a = @{ b = @{ c = $_ } } }; $t.a.b.c; $t['a']['b']['c'] = 9; $t.a.b.c; $t.missing; $t.ContainsKey('a') }
Add-Case 'hashtables that are added and removed' { $t = @{ n = $_ } + @{ m = 1 }; $t.Remove('n'); $t.Count; $t.x = $_; ($t.GetEnumerator() | Sort-Object Name | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join ';' }
Add-Case 'if as an expression' { $v = if ($_ -gt 1) { 'more' } else { 'one' }; $v; $w = foreach ($i in 1..$_) { $i * $i }; , $w }
Add-Case 'member enumeration' { (1..$_ | ForEach-Object { [pscustomobject] @{ A = $_ } }).A; ('a', 'bb').Length; ('a', 'bb').ToUpper() }
Add-Case '.Where and .ForEach' { (1..5).Where({ $_ -gt 2 }, 'First', 2); (1..3).ForEach({ $_ * 10 }); (1..3).ForEach([string]); (1..5).Where({ $_ -eq 3 }, 'Split').Count }
Add-Case 'increments' { $i = $_; $i++; ++$i; ($i++); $i; $i -= 2; $i *= 3; $i /= 2; $i %= 5; $i }
Add-Case 'values in a sub-expression' { $(1; 2; $_); @($_).Count; (Get-Variable _ -ValueOnly); @(foreach ($x in 1..$_) { $x }).Count }
Add-Case 'secure strings and credentials' { $s = ConvertTo-SecureString "p$_" -AsPlainText -Force; $s.Length; [pscredential]::new("u$_", $s).GetNetworkCredential().Password }
