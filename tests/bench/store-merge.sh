#!/bin/bash
# store-merge.cp and store-merge.bytes: 500 fragments of real packages (v10: its index is plain files, which cp merges
# rightly too) merged by store-merge and by the shell loop of `cp -rn` that it replaces.
set -euo pipefail

# shellcheck source=measure.bash
source "$(dirname "$0")/measure.bash"
"$root/tests/bench/packages.sh" "$work/list"

make_fragments() {
	local id integrity tarball n=0
	mkdir "$work/fragments"
	while IFS=$'\t' read -r id integrity tarball; do
		"$bin/cafs-add" --store-version v10 --out "$work/fragments/$((n += 1))" \
			--id "$id" --integrity "$integrity" --tarball "$tarball"
	done <"$work/list"
	seq -f "$work/fragments/%g" 1 "$n" >"$work/merge-list"
	count=$n
}

with_cp() {
	mkdir "$work/copied"
	while read -r fragment; do
		cp -rn --no-preserve=mode "$fragment/." "$work/copied"
	done <"$work/merge-list"
}

# Everything a tree's files and symlinks say.
bytes() { find "$1" \( -type f -o -type l \) -printf '%s\n' | awk '{ n += $1 } END { print n }'; }

make_fragments
for _ in 1 2 3 4 5; do
	timed "$work/cp" with_cp
	timed "$work/merge" "$bin/store-merge" --out "$work/merged" --list "$work/merge-list"
	copied=$(bytes "$work/copied") merged=$(bytes "$work/merged")
	remove "$work/copied" "$work/merged"
done
echo "store-merge.cp $(ratio "$(median "$work/cp")" "$(median "$work/merge")")  # $count fragments into one store ($(median "$work/merge") s) against a loop of cp -rn --no-preserve=mode"
echo "store-merge.bytes $(ratio "$copied" "$merged")  # bytes written by that loop ($copied) against bytes written here ($merged: symlinks and their texts)"
