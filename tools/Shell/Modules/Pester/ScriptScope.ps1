# A script's scope, so that $script: in a test file is the file's own.
param($PesterStep)
$PesterStep.Invoke()
