#!/bin/bash
# usage: prepare-bun.sh
#
# Has each real bun write its install cache for the corpus, the odd tarballs and every kind of name, in build/fidelity:
#   list.bun       what they are compared on, in the form of `cache-entry-creator --list`
#   bunN/cache     what bun N wrote
# Quick when all of it is there.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/fidelity
peers=$root/build/peers
node=$peers/bin/node24

"$here/../peers/install.sh" "$peers"
mkdir -p "$work"
# ../run.sh runs two files at once, and both need this.
exec 9>"$work/.lock"
flock 9
"$node" "$here/download.mjs" "$here/corpus.txt" "$work/tarballs"
"$node" "$here/make-odd-tarballs.mjs" "$work/odd"
"$node" "$here/bun-list.mjs" "$work/tarballs/list" "$work/odd/list" "$work" >"$work/list.bun"

reference() {
    local bun=$1 wanted
    wanted=$(cat "$work/list.bun" "$here"/bun-reference.mjs "$here/../peers/package-lock.json" | sha256sum)
    if [ -f "$work/$bun/.stamp" ] && [ "$(cat "$work/$bun/.stamp")" = "$wanted" ]; then
        return
    fi
    rm -rf "${work:?}/$bun"
    mkdir "$work/$bun"
    "$node" "$here/bun-reference.mjs" "$peers/bin/$bun" "$work/$bun/cache" "$work/list.bun"
    printf '%s\n' "$wanted" >"$work/$bun/.stamp"
}

for bun in bun1.2 bun1.3 bun1.4; do
    reference "$bun"
done
