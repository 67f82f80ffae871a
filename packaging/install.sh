#!/bin/sh
# install.sh [--to FOLDER] [--version VERSION] [--from ADDRESS] [--sha256 SUM]: installs the program of a release.
# ADDRESS is where the files of the release are, https or a folder; in a release's own copy of this script it is written
# below, with the checksums. Ends with 3 if there is no such file, and with 1 if its checksum is another.
set -eu
version='' from='' sums='' # packaging/installers writes these.
to=${HOME:-.}/.local/bin expected=''

fail() { echo "install.sh: $2" >&2; exit "$1"; }
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || fail 2 "$1 needs a value"
  case $1 in
    --to) to=$2 ;;
    --version) version=$2 ;;
    --from) from=$2 ;;
    --sha256) expected=$2 ;;
    *) fail 2 "unknown option $1: --to, --version, --from or --sha256" ;;
  esac
  shift 2
done
[ -n "$version" ] && [ -n "$from" ] || fail 2 '--version and --from say what to install'

# fetch NAME: copies a file of the release into the working folder.
fetch() {
  case $from in
    https://*)
      if command -v curl > /dev/null; then
        curl --proto =https --tlsv1.2 --fail --silent --show-error --location --output "$1" "$from/$1"
      else
        wget --quiet --https-only --output-document "$1" "$from/$1"
      fi || fail 3 "cannot download $from/$1" ;;
    *://*) fail 2 "$from is not https" ;;
    *) [ -f "$from/$1" ] && cp "$from/$1" . || fail 3 "there is no $from/$1" ;;
  esac
}
sha256() { if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }

exe=''
case $(uname -s) in
  Linux) system=unknown-linux-gnu ;;
  Darwin) system=apple-darwin ;;
  MINGW* | MSYS* | CYGWIN*) system=pc-windows-msvc exe=.exe ;;
  *) fail 3 "no release for $(uname -s)" ;;
esac
case $(uname -m) in
  x86_64 | amd64) machine=x86_64 ;;
  aarch64 | arm64) machine=aarch64 ;;
  *) fail 3 "no release for $(uname -m)" ;;
esac
name=osready-$version-$machine-$system

case $from in /* | *://*) ;; *) from=$PWD/$from ;; esac
mkdir -p "$to"
to=$(cd "$to" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fetch "$name.tar.gz"
if [ -z "$sums" ] && [ -z "$expected" ]; then
  fetch SHA256SUMS
  sums=$(cat SHA256SUMS)
fi
listed=$(printf '%s\n' "$sums" | sed -n "s/^\([0-9a-f]\{64\}\) [ *]$name\.tar\.gz\$/\1/p")
found=$(sha256 "$name.tar.gz")
for sum in ${expected:-"${listed:-none}"} ${listed:+"$listed"}; do
  [ "$found" = "$sum" ] || fail 1 "$name.tar.gz has the checksum $found, not $sum"
done
tar -xzf "$name.tar.gz"
chmod 755 "$name/osready$exe"
# Another program may run the one that was there.
mv "$name/osready$exe" "$to/.osready.new$exe"
mv -f "$to/.osready.new$exe" "$to/osready$exe"
echo "installed osready $version in $to"
case :$PATH: in *:"$to":*) ;; *) echo "add $to to PATH to run it as osready" ;; esac
