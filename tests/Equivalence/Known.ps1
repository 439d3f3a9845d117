# Where a map is known not to write what the loop writes, and why. Each must still differ: who mends one takes its row out.
$known = @{}
function Add-Known([string] $Why, [string[]] $Context, [string[]] $Cases) {
    foreach ($place in $Context) { foreach ($case in $Cases) { $known["$place | $case"] = $Why } }
}

$top = 'at the top of a script'

# Of the nature of a map
Add-Known 'the call of the worker is the map''s, once for all items' $top 'the unbound arguments and the line of $MyInvocation'
Add-Known 'the error that ends a function has the name and place of its call; that which ends an item has its own' 'by a function with -ErrorAction Stop' 'a missing command', 'errors of indexes', 'ValidateNotNullOrEmpty, ValidateCount and ValidateLength'
Add-Known 'variables that are read by name alone are not captured' $top 'cmdlets that read variables by name'
Add-Known 'the operator & leaves $_ to the caller''s scope, where a switch or catch of the worker loses it; a body in the loop itself keeps it, as the map does' $top '$_ after a switch and a catch'
$dropped = '-ErrorVariable and its like collect what a worker sent on, and nothing that it dropped'
Add-Known $dropped 'by a function with -ErrorAction SilentlyContinue', 'by a function that silences warnings and information' 'redirections to nothing'
Add-Known $dropped 'by a function with -ErrorAction SilentlyContinue' 'redirection to files'
