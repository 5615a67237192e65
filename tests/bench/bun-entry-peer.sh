#!/bin/bash
# usage: bun-entry-peer.sh OUT NAME TARBALL NAMER
#
# What bun2nix does to place one package, by the same external commands: a bash that extracts with bsdtar, makes everything writable
# and has a program (NAMER) make the symlink of bun's name.
set -euo pipefail
package=$1/share/bun-packages/$2
mkdir -p "$package"
bsdtar --extract --file "$3" --directory "$package" --strip-components=1 --no-same-owner --no-same-permissions
chmod -R u+rwx "$package"
"$4" "$1/share/bun-cache" "$2" "$package"
