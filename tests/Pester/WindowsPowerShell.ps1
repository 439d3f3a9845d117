# Finds in a script what Windows PowerShell 5.1 can't parse, or does not have. The parser of the PowerShell that runs this
# knows newer syntax, and names each kind of it; the commands and types are those that scripts like ours would use.

# Kinds of tokens.
$lackingTokens = @{
    AndAnd = 'the pipeline chain operator &&'
    Clean = 'the clean block'
    OrOr = 'the pipeline chain operator ||'
    QuestionDot = 'the null operator ?.'
    QuestionLBracket = 'the null operator ?['
    QuestionMark = 'the ternary operator'
    QuestionQuestion = 'the null operator ??'
    QuestionQuestionEquals = 'the null operator ??='
}
$lackingCommands = 'Start-ThreadJob', 'Join-String', 'Test-Json', 'Get-Error', 'Get-Uptime', 'Remove-Alias', 'ConvertFrom-Markdown', 'Show-Markdown', 'ConvertTo-CliXml', 'ConvertFrom-CliXml'
$lackingParameters = @{
    'Add-Content' = 'AsByteStream'
    'ConvertFrom-Json' = 'AsHashtable', 'Depth', 'NoEnumerate', 'DateKind'
    'ConvertTo-Csv' = 'UseQuotes', 'QuoteFields', 'NoHeader', 'IncludeTypeInformation'
    'ConvertTo-Json' = 'AsArray', 'EnumsAsStrings', 'EscapeHandling'
    'Export-Csv' = 'UseQuotes', 'QuoteFields', 'NoHeader', 'IncludeTypeInformation'
    'ForEach-Object' = 'Parallel', 'ThrottleLimit', 'TimeoutSeconds', 'AsJob', 'UseNewRunspace'
    'Get-ChildItem' = 'FollowSymlink'
    'Get-Content' = 'AsByteStream'
    'Get-Date' = 'AsUTC', 'UnixTimeSeconds'
    'Get-Random' = 'Shuffle'
    'Get-Unique' = 'CaseInsensitive'
    'Import-Module' = 'SkipEditionCheck', 'UseWindowsPowerShell'
    'Join-Path' = 'AdditionalChildPath'
    'Measure-Object' = 'AllStats', 'StandardDeviation'
    'Out-String' = 'NoNewline'
    'Select-Object' = 'CaseInsensitive'
    'Select-String' = 'Raw', 'NoEmphasis', 'Culture'
    'Set-Content' = 'AsByteStream'
    'Sort-Object' = 'Top', 'Bottom', 'Stable'
    'Split-Path' = 'LeafBase', 'Extension'
    'Start-Process' = 'Environment'
    'Start-Sleep' = 'Duration'
}
$lackingTypes = 'NoRunspaceAffinity', 'Experimental', 'ArgumentCompletions', 'ValidateNotNullOrWhiteSpace', 'semver', 'SemanticVersion', 'Half', 'HashCode', 'Index', 'JsonDocument', 'JsonSerializer', 'NativeLibrary', 'PeriodicTimer', 'RandomAccess', 'Range', 'Rune', 'AssemblyLoadContext'

# A number behind a method's name: what is lacking is its overload with so many parameters.
$lackingMembers = @{
    Array = 'Fill'
    Convert = 'ToHexString', 'FromHexString'
    DateTime = 'UnixEpoch'
    Enumerable = 'Chunk', 'TakeLast', 'SkipLast', 'MinBy', 'MaxBy', 'DistinctBy'
    Environment = 'ProcessId', 'ProcessPath', 'TickCount64'
    File = 'Move3', 'ReadAllTextAsync', 'ReadAllLinesAsync', 'ReadAllBytesAsync', 'WriteAllTextAsync'
    Math = 'Clamp', 'Cbrt', 'Log2'
    OperatingSystem = 'IsWindows', 'IsLinux', 'IsMacOS'
    Parallel = 'ForEachAsync'
    Path = 'GetRelativePath', 'Join', 'GetFullPath2', 'TrimEndingDirectorySeparator', 'EndsInDirectorySeparator', 'Exists'
    Random = 'Shared'
    RandomNumberGenerator = 'Fill', 'GetBytes', 'GetInt32'
    SHA256 = 'HashData'
    Timer = 'ActiveCount'
}

# Gives 'line: what' for each that 5.1 lacks.
function Find-Lacking([string] $Code) {
    $tokens = $problems = $previous = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $tokens, [ref] $problems)
    foreach ($problem in $problems) { "$($problem.Extent.StartLineNumber): $($problem.Message)" }

    $literals = 'Pipe', 'Number', 'Variable', 'StringExpandable', 'HereStringExpandable'
    $queue = [System.Collections.Generic.Queue[object]]::new([object[]] $tokens)
    while ($queue.Count) {
        $token = $queue.Dequeue()
        foreach ($nested in $token.NestedTokens) { $queue.Enqueue($nested) }
        $kind = "$($token.Kind)"
        $what = if ($literals -contains $kind) { Get-LackingLiteral $token $previous } else { $lackingTokens[$kind] }
        if ($what) { "$($token.Extent.StartLineNumber): $what" }
        if ($token.Kind -ne 'Comment') { $previous = $token }
    }

    foreach ($node in $tree.FindAll({ $args[0].GetType().Name -match '^(Attribute|BinaryExpression|Command|(Invoke)?MemberExpression|Pipeline|Type.*)Ast$' }, $true)) {
        foreach ($what in Get-LackingNode $node) { "$($node.Extent.StartLineNumber): $what" }
    }
    if ($Code -match '[^\x00-\x7F]') { "a character beyond ASCII: $($Matches[0])" }
}

function Get-LackingLiteral($Token, $Previous) {
    switch ($Token.Kind) {
        'Pipe' { if ($Previous.Kind -eq 'NewLine') { 'a pipe at the beginning of a line' } }
        'Number' { if ($Token.Text -match '^[+-]?(0b|(?!0x).*(u|y|us|ul|s|n)([kmgtp]b)?$)') { "the number $($Token.Text)" } }
        'Variable' { if ($Token.Name -eq 'PSStyle') { '$PSStyle' } }
        default { if ($Token.Text -match '(?<!`)(``)*(`e|`u\{)') { "the escape $($Matches[2])" } }
    }
}

function Get-LackingNode($Node) {
    switch -Regex ($Node.GetType().Name) {
        'BinaryExpression' { Get-LackingOperator $Node }
        'Command' { Get-LackingCommand $Node }
        'Member' { Get-LackingMember $Node }
        'Pipeline' { if ($Node.Background) { 'a background pipeline' } }
        'TypeDefinition' { if ($Node.IsEnum -and $Node.BaseTypes) { 'the base type of an enum' } }
        'Attribute|TypeConstraint|TypeExpression' { Get-LackingType $Node }
    }
}

function Get-LackingType($Node) {
    $name = $Node.TypeName.Name -replace '.*\.'
    if ($name -in $lackingTypes) { "the type $name" }
}

function Get-LackingMember($Node) {
    if (-not $Node.Static -or $Node.Expression -isnot [System.Management.Automation.Language.TypeExpressionAst]) { return }
    $type = $Node.Expression.TypeName.Name -replace '.*\.'
    $count = @($Node.Arguments | Where-Object { $_ }).Count
    if ($lackingMembers[$type] -eq "$($Node.Member)") { "[$type]::$($Node.Member)" }
    if ($lackingMembers[$type] -eq "$($Node.Member)$count") { "[$type]::$($Node.Member) with $count arguments" }
}

function Get-LackingOperator($Node) {
    if ($Node.Operator -in 'Ireplace', 'Creplace' -and $Node.Right.Extent.Text -match ',\s*\{') { '-replace with a script block' }
    if ($Node.Operator -eq 'DotDot' -and $Node.Left -is [System.Management.Automation.Language.StringConstantExpressionAst]) { 'a range of characters' }
}

function Get-LackingCommand($Node) {
    $name = "$($Node.GetCommandName())" -replace '^(%|foreach)$', 'ForEach-Object'
    if ($name -in $lackingCommands) { $name }
    $parameters = @($Node.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] })
    foreach ($parameter in $parameters.ParameterName) {
        if ($parameter -eq 'ProgressAction' -or $lackingParameters[$name] -eq $parameter) { "$name -$parameter" }
    }
    if ($name -eq 'Join-Path' -and -not $parameters -and $Node.CommandElements.Count -gt 3) { 'Join-Path with more than two parts' }
    foreach ($element in $Node.CommandElements.Value) { if ($element -in 'utf8NoBOM', 'utf8BOM', 'ansi') { "the encoding $element" } }
}
