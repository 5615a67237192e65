#!/bin/bash
# store-merge.cp and store-merge.bytes: 500 fragments of real packages (v10: its index is plain files, which cp merges
# rightly too) merged by store-merge and by the shell loop of `cp -rn` that it replaces.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/bench/measure.bash
. "$here/measure.bash"

make_fragments() {
	local id integrity tarball n=0
	while IFS=$'\t' read -r id integrity tarball; do
		"$bin/cafs-add" --store-version v10 --out "$work/fragments/$((n += 1))" \
			--id "$id" --integrity "$integrity" --tarball "$tarball"
	done <"$work/list"
	seq -f "$work/fragments/%g" 1 "$n" >"$work/fragment-list"
}

merge() { "$bin/store-merge" --out "$out/merged" --list "$work/fragment-list"; }
merge_peer() {
	while read -r fragment; do
		cp -rn --no-preserve=mode "$fragment/." "$out"
	done <"$work/fragment-list"
}

# Everything a tree's files and symlinks say.
bytes() { find "$out" \( -type f -o -type l \) -printf '%s\n' | awk '{ n += $1 } END { print n }'; }
after_merge() { merged=$(bytes); }
after_merge_peer() { copied=$(bytes); }

"$here/packages.sh" "$work/list"
mkdir "$work/fragments"
make_fragments
race merge merge_peer
faster store-merge.cp merge merge_peer "$(wc -l <"$work/fragment-list") fragments into one store, against a loop of \`cp -rn --no-preserve=mode\`"
echo "store-merge.bytes $(ratio "$copied" "$merged")  # bytes written by that loop ($copied) against bytes written here ($merged: symlinks and their texts)"
