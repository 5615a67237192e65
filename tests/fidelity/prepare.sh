#!/bin/bash
# usage: prepare.sh
#
# Fetches the corpus, builds the odd tarballs, and has each real pnpm write its store for them, in build/fidelity:
#   list.N         what pnpm N is compared on, in the form of `cafs-add --list`
#   N/store        what pnpm N wrote
# Quick when all of it is there.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/fidelity
peers=$root/build/peers

"$here/../peers/install.sh" "$peers"
mkdir -p "$work"
# ../run.sh runs two files at once, and both need this.
exec 9>"$work/.lock"
flock 9
"$peers/bin/node24" "$here/download.mjs" "$here/corpus.txt" "$work/tarballs"
"$peers/bin/node24" "$here/make-odd-tarballs.mjs" "$work/odd"

# The odd tarballs' list has a fourth column: the pnpm versions that are no reference for them.
list_for() {
    cat "$work/tarballs/list"
    awk -F '\t' -v pnpm="$1" '("," $4 ",") !~ ("," pnpm ",") { print $1 "\t" $2 "\t" $3 }' "$work/odd/list"
}

reference() {
    local pnpm=$1 stamp=$work/$1/.stamp wanted
    list_for "$pnpm" >"$work/list.$pnpm"
    wanted=$(cat "$work/list.$pnpm" "$here/reference.mjs" "$here/../peers/package-lock.json" | sha256sum)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
        return
    fi
    rm -rf "${work:?}/$pnpm"
    mkdir "$work/$pnpm"
    "$peers/bin/node24" "$here/reference.mjs" "$peers/bin/pnpm$pnpm" "$work/$pnpm/store" "$work/list.$pnpm"
    printf '%s\n' "$wanted" >"$stamp"
}

for pnpm in 9 10 11 12; do
    reference "$pnpm"
done
