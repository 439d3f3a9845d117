# Strings: operators, regular expressions, formatting, encodings and hashes.
Add-Case 'the format operator' { '{0:d4}|{0,6}|{0,-6}|{1:x}|{2:p0}' -f $_, (255 + $_), 0.5; '{{0}} {0}' -f $_; '{0} {1}' -f $_, $null }
Add-Case 'string methods' { $s = " Item $_ "; $s.Trim(); $s.Replace('Item', 'Thing'); $s.IndexOf('t'); $s.PadLeft(12, '.'); $s.Split(' '); $s.Substring(1, 4); $s.Contains("$_") }
Add-Case 'split and join' { 'a1b2c3' -split $_; 'a b  c' -split ' +' -join '-'; -split " x  y $_ "; -join (1..$_); 'a,b,c' -split ',', 2 }
Add-Case 'replace with groups' { "2024-0$_-15" -replace '(\d+)-(\d+)-(\d+)', '$3/$2/$1'; 'AbC' -creplace 'b', "$_"; "x$_" -replace '(?<d>\d)', '[${d}]' }
Add-Case '-like and -match on arrays' { 'apple', 'pear', "plum$_" -like 'p*'; 'apple', 'pear' -match 'e.r'; 'a' -notlike 'b*'; "x$_" -notmatch '\d' }
Add-Case '[regex] objects' { $r = [regex] '(?<k>\w+)=(?<v>\d+)'; $r.Matches("a=$_ b=2") | ForEach-Object { $_.Groups['k'].Value + $_.Groups['v'].Value }; [regex]::Escape("a.b$_"); [regex]::Split('a1b2', '\d') }
Add-Case '[regex]::Replace with a script block' { $k = $_; [regex]::Replace('a1b2', '\d', { param($m) [int] $m.Value + $k }) }
Add-Case 'Select-String' { $hits = "one $_", 'two', "three $_" | Select-String "\s(\d)"; $hits.Count; $hits | ForEach-Object { $_.Matches[0].Groups[1].Value; $_.LineNumber } }
Add-Case 'named matches' { if ("user$_@host" -match '^(?<name>\w+)@(?<host>\w+)$') { $Matches.name; $Matches['host']; $Matches[0] } }
Add-Case '$Matches of a caller is not the worker''s' { 'no' -match 'x'; $Matches['k'] } -Setup { $null = 'a=1' -match '(?<k>\w)=' }
Add-Case 'expandable strings' { $o = [pscustomobject] @{ P = @{ q = $_ } }; "v: $($o.P.q) ${_} `$_ $($_ + 1)`t|"; 'single $_'; "a ""quoted"" $_" }
Add-Case '$ExecutionContext.InvokeCommand.ExpandString' { $n = $_; $ExecutionContext.InvokeCommand.ExpandString('n is $n, $($n * 2)') }
Add-Case 'StringBuilder' { $b = [System.Text.StringBuilder]::new(); $null = $b.Append('a').AppendFormat('{0:000}', $_); foreach ($i in 1..$_) { [void] $b.Append($i) }; "$b"; $b.Length }
Add-Case 'string comparison' { 'a' -lt 'B'; [string]::Compare('a', "A", $true); 'abc'.CompareTo("ab$_"); [string]::IsNullOrEmpty("$($_ -eq 9)"); 'b', 'A', "c$_" | Sort-Object }
Add-Case 'encodings' { [System.Text.Encoding]::UTF8.GetBytes("x$([char] 0xE4)$_"); [System.Text.Encoding]::ASCII.GetString([byte[]] (65, 66, (66 + $_))); [System.Text.Encoding]::Unicode.GetByteCount("ab$_") }
Add-Case 'base64' { $t = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("secret $_")); $t; [System.Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($t)) }
Add-Case 'hashes' { $h = [System.Security.Cryptography.SHA256]::Create(); try { -join ($h.ComputeHash([System.Text.Encoding]::UTF8.GetBytes("$_")) | ForEach-Object { $_.ToString('x2') }) } finally { $h.Dispose() } }
Add-Case 'Get-FileHash of a stream' { $m = [System.IO.MemoryStream]::new([byte[]] (1..$_)); (Get-FileHash -InputStream $m -Algorithm SHA1).Hash; $m.Dispose() }
Add-Case 'ConvertFrom-StringData' { $d = ConvertFrom-StringData "a=$_`nb=two"; $d.a; $d['b']; $d.Count }
Add-Case 'URIs and versions' { $u = [uri] "https://host/p$($_)?q=$_"; $u.AbsolutePath; $u.Query; [version] "1.$_.0" -gt '1.1.5'; [uri]::EscapeDataString("a b&$_"); [ipaddress] "10.0.0.$_" }
Add-Case 'characters of a string' { foreach ($c in "ab$_".ToCharArray()) { [int] $c }; "ab$_"[-1]; [char]::IsDigit("$_"[0]); ("abc$_").ToCharArray() | Group-Object | ForEach-Object Name }
Add-Case 'Out-String -Stream and formatting' { [pscustomobject] @{ Name = "n$_"; Size = $_ * 10 } | Format-Table -AutoSize | Out-String -Stream | ForEach-Object { $_.TrimEnd() }; [pscustomobject] @{ A = $_ } | Format-List | Out-String }
Add-Case 'format objects' { ([pscustomobject] @{ A = $_ } | Format-Table).Count; [pscustomobject] @{ A = $_; B = 2 } | Format-Wide -Property B | Out-String }

# Dates and cultures
Add-Case 'dates by parts' { $d = Get-Date -Year 2024 -Month $_ -Day 10 -Hour 0 -Minute 0 -Second 0 -Millisecond 0; $d.DayOfWeek; $d.ToString('yyyy-MM-dd'); ($d - [datetime] '2024-01-01').Days; $d.DayOfYear }
Add-Case 'dates by format' { Get-Date '2024-03-01' -Format "yyyyMMdd 'n$_'"; Get-Date '2024-03-01' -UFormat '%Y/%m'; '{0:yyyy}' -f [datetime] "202$_-01-01"; ([datetime] '2024-01-31').AddMonths($_) }
Add-Case 'parsing of dates' { [datetime]::ParseExact("2024030$_", 'yyyyMMdd', [cultureinfo]::InvariantCulture); $r = [datetime]::MinValue; [datetime]::TryParse("n$_", [ref] $r); $r.Year }
Add-Case 'time spans' { New-TimeSpan -Hours $_ -Minutes 5; New-TimeSpan '2024-01-01' "2024-01-0$($_ + 1)"; ([timespan] "0$_`:30:00").TotalMinutes; [timespan]::FromSeconds(90 * $_).ToString('c') }
Add-Case 'dates with offsets' { $o = [datetimeoffset]::new(2024, 1, $_, 12, 0, 0, [timespan]::FromHours(2)); $o.UtcDateTime; $o.ToUnixTimeSeconds(); [datetime]::SpecifyKind([datetime] '2024-01-01', 'Utc').ToString('o') }
Add-Case 'the format operator in the culture of the caller' { '{0:n2} {1:d} {2}' -f ($_ * 1000.5), [datetime] '2024-02-28', ($_ / 4) } -Setup {
    [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo] 'de-DE'
}
Add-Case 'the culture of the caller' { [cultureinfo]::CurrentCulture.Name; 1.5.ToString(); "$(1.5)"; [double]::Parse('1,5'); [datetime]::Parse("0$_.02.2024") } -Setup {
    [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo] 'de-DE'
}
Add-Case 'Get-Culture, which asks the host' { (Get-Culture).Name; (Get-UICulture).Name } -Setup {
    [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo] 'de-DE'
}
Add-Case 'a culture that a worker sets' { [cultureinfo]::CurrentCulture.NumberFormat.NumberDecimalSeparator; [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo] 'fr-FR'; (1.5).ToString() } -Items 1
