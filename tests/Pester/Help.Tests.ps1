BeforeDiscovery {
    $commands = 'Invoke-ParallelMap', 'Measure-ParallelResult', 'New-PartialWorker', 'Show-ParallelTimeline'
}

BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $common = [System.Management.Automation.Cmdlet]::CommonParameters
    function Get-Own([string] $Command) { (Get-Command $Command).Parameters.Values | Where-Object Name -NotIn $common }
}

Describe 'The help of <_>' -ForEach $commands {
    BeforeAll {
        $command = $_
        $help = Get-Help $command -Full
        $documented = @($help.parameters.parameter)
    }

    It 'says what the command does' {
        "$($help.Synopsis)" | Should -Match '\w+ \w+'
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'describes each parameter, and no other' {
        ($documented.name | Sort-Object) -join ',' | Should -Be (((Get-Own $command).Name | Sort-Object) -join ',')
        foreach ($parameter in $documented) { "$($parameter.description.Text)" | Should -Match '\w+ \w+' -Because $parameter.name }
    }

    It 'gives the type, place, aliases and pipeline input that a parameter has' {
        foreach ($own in Get-Own $command) {
            $told = $documented | Where-Object name -EQ $own.Name
            $set = $own.ParameterSets.Values | Select-Object -First 1
            $place = if ($set.Position -ge 0) { "$($set.Position)" } else { 'named' }
            $input_ = if ($set.ValueFromPipeline) { 'true (ByValue)' } else { 'false' }
            $aliases = if ($own.Aliases) { $own.Aliases -join ', ' } else { 'none' }
            "$($own.Name) $($told.type.name) $($told.required) $($told.position) $($told.aliases) $($told.pipelineInput)" |
                Should -Be "$($own.Name) $($own.ParameterType.Name) $("$($set.IsMandatory)".ToLower()) $place $aliases $input_"
        }
    }

    It 'is found online where the command says' {
        $uri = (Get-Command $command).HelpUri
        @($help.relatedLinks.navigationLink.uri | Where-Object { $_ }) | Should -Be $uri
        $project = (Import-PowerShellDataFile $modulePath).PrivateData.PSData.ProjectUri
        $uri | Should -Match "^$([regex]::Escape($project))#"
        $heading = "(?m)^#+ $(([uri] $uri).Fragment.TrimStart('#'))`$"
        [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot ../../README.md)) | Should -Match $heading
    }

    It 'has the parameters in its syntax' {
        ($help.syntax.syntaxItem.parameter.name | Sort-Object -Unique) -join ',' | Should -Be (($documented.name | Sort-Object) -join ',')
    }

    It 'has examples that parse' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterThan 2
        foreach ($example in $examples) {
            $errors = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty -Because $example.title
            "$($example.remarks.Text)" | Should -Match '\w'
        }
    }
}

Describe 'The help of the module' {
    It 'is found as a topic' {
        "$(Get-Help about_ParallelCmdlets)" | Should -Match 'SHORT DESCRIPTION'
    }
}
