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
	mkdir "$1"
	while read -r fragment; do
		cp -rn --no-preserve=mode "$fragment/." "$1"
	done <"$work/merge-list"
}

# Everything a tree's files and symlinks say.
bytes() { find "$1" \( -type f -o -type l \) -printf '%s\n' | awk '{ n += $1 } END { print n }'; }

make_fragments
# Nothing is removed between the runs: for a minute after that ext4 searches for inodes that were not in use lately.
for run in 1 2 3 4 5; do
	timed "$work/cp" with_cp "$work/copied$run"
	timed "$work/merge" "$bin/store-merge" --out "$work/merged$run" --list "$work/merge-list"
done
copied=$(bytes "$work/copied1") merged=$(bytes "$work/merged1")
echo "store-merge.cp $(ratio "$(median "$work/cp")" "$(median "$work/merge")")  # $count fragments into one store ($(median "$work/merge") s) against a loop of cp -rn --no-preserve=mode"
echo "store-merge.bytes $(ratio "$copied" "$merged")  # bytes written by that loop ($copied) against bytes written here ($merged: symlinks and their texts)"
