#!/bin/sh
# usage: nix.sh DEST RELEASE
#
# Puts the Nix of a release of Debian, which need not be this machine's, into DEST/bin, and the libraries that it needs into DEST/lib.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 2 ] || { echo "usage: nix.sh DEST RELEASE" >&2; exit 2; }
rm -rf "$1"
dest=$(mkdir -p "$1/lib" && cd "$1" && pwd)
work=$dest/work
trap 'rm -rf "$work"' EXIT

debian() { "$here/../../tools/debian.sh" "$work/apt" "$@"; }
debian "$2" update
debian "$2" install --download-only --no-install-recommends -y nix-bin >/dev/null
for deb in "$work"/apt/archives/*.deb; do dpkg-deb -x "$deb" "$work/root"; done

libraries=$(dirname "$(find "$work/root/usr/lib" -name libc.so.6)")
loader=$(find "$libraries" -name 'ld-linux-*.so.*')
# The libraries by their names, as the loader finds them, itself among them.
"$loader" --library-path "$libraries" --list "$work/root/usr/bin/nix" | sed -n 's/.*=> \(.*\) (.*/\1/p' | xargs cp -Lt "$dest/lib"
# The commands are links to nix. Of a run path of this kind the libraries' own needs are found, too.
mkdir "$dest/bin"
find "$work/root/usr/bin" -name 'nix-*' -exec cp -at "$dest/bin" {} +
patchelf --set-interpreter "$dest/lib/$(basename "$loader")" --force-rpath --set-rpath "$dest/lib" --output "$work/nix" "$work/root/usr/bin/nix"
chmod +x "$work/nix"
"$work/nix" --version >&2
mv "$work/nix" "$dest/bin"
