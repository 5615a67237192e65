#!/bin/sh
# usage: npm.sh DEST
#
# Puts the npms of npm.txt, a line each (MAJOR<TAB>VERSION<TAB>INTEGRITY), into DEST/MAJOR, and the programs DEST/bin/npmMAJOR.
# A tarball of npm's has its dependencies in it, which is why package-lock.json does not have npm: it would name each of them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || { echo "usage: npm.sh DEST" >&2; exit 2; }
rm -rf "$1"
dest=$(mkdir -p "$1/bin" && cd "$1" && pwd)
while read -r major version integrity; do
    tarball=$(cd "$dest" && npm pack --silent "npm@$version")
    is=sha512-$(openssl dgst -sha512 -binary "$dest/$tarball" | base64 -w 0)
    [ "$is" = "$integrity" ] || { echo "npm.sh: npm@$version: its integrity is $is" >&2; exit 1; }
    mkdir "$dest/$major"
    tar -xzf "$dest/$tarball" -C "$dest/$major" --strip-components=1 --no-same-owner
    rm "$dest/$tarball"
    printf '#!/bin/sh\nexec node "%s/%s/bin/npm-cli.js" "$@"\n' "$dest" "$major" >"$dest/bin/npm$major"
    chmod +x "$dest/bin/npm$major"
done <"$here/npm.txt"
