<#
.SYNOPSIS
Installs the program of a release of osready.
.DESCRIPTION
Downloads the archive for this machine, compares its checksum, and puts osready.exe into a folder.
.PARAMETER To
The folder to install into.
.PARAMETER Version
The version to install.
.PARAMETER From
Where the files of the release are: an https address, or a folder.
.PARAMETER Sha256
The checksum of the archive, compared in addition to that of the release.
#>
[CmdletBinding()]
param(
    [string]$To = (Join-Path $env:LOCALAPPDATA 'Programs\osready'),
    [string]$Version = '', # packaging/installers writes these.
    [string]$From = '',
    [string]$Sha256 = ''
)
$sums = ''
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

if (-not $Version -or -not $From) { throw '-Version and -From say what to install' }
$machine = switch ($env:PROCESSOR_ARCHITECTURE) {
    'AMD64' { 'x86_64' }
    # Windows on ARM runs the same program.
    'ARM64' { 'x86_64' }
    default { throw "no release for $env:PROCESSOR_ARCHITECTURE" }
}
$name = "osready-$Version-$machine-pc-windows-msvc"
$work = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid()))

function Get-ReleaseFile([string]$File) {
    $target = Join-Path $work $File
    if ($From -like 'https://*') {
        [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
        Invoke-WebRequest -UseBasicParsing -Uri "$From/$File" -OutFile $target
    }
    elseif ($From -like '*://*') { throw "$From is not https" }
    else { Copy-Item -LiteralPath (Join-Path $From $File) -Destination $target }
    $target
}

try {
    $archive = Get-ReleaseFile "$name.tar.gz"
    if (-not $sums -and -not $Sha256) { $sums = Get-Content -Raw -LiteralPath (Get-ReleaseFile 'SHA256SUMS') }
    $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $archive).Hash.ToLowerInvariant()
    $listed = [regex]::Match($sums, "(?m)^([0-9a-f]{64}) [ *]$([regex]::Escape($name))\.tar\.gz\r?$").Groups[1].Value
    if (-not $listed -and -not $Sha256) { throw "there is no checksum of $name.tar.gz" }
    foreach ($sum in @($listed, $Sha256.ToLowerInvariant()) | Where-Object { $_ }) {
        if ($found -cne $sum) { throw "$name.tar.gz has the checksum $found, not $sum" }
    }
    # That of Windows, whatever else is named tar.
    $tar = Join-Path $env:SystemRoot 'System32\tar.exe'
    & $tar -xzf $archive -C $work
    if ($LASTEXITCODE -ne 0) { throw "tar ended with $LASTEXITCODE" }
    New-Item -ItemType Directory -Force -Path $To | Out-Null
    Move-Item -Force -LiteralPath (Join-Path $work "$name\osready.exe") -Destination (Join-Path $To 'osready.exe')
    Write-Output "installed osready $Version in $To"
    if (($env:PATH -split ';') -notcontains $To) { Write-Output "add $To to PATH to run it as osready" }
}
finally {
    Remove-Item -Recurse -Force -LiteralPath $work
}
